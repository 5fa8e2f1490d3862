import type { Agreement, Municipality } from '../protocol/register.ts';

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

function rolesText({ roles }: Agreement): string {
  if (roles === undefined) return 'Niet vastgelegd. Leg dit vast voordat er gegevens worden verwerkt.';
  const others = roles.subprocessors.map(({ name, acceptedOn }) => `Subverwerker: ${name} (aanvaard op ${acceptedOn})`);
  return list([
    `Verwerkingsverantwoordelijke: ${roles.controller}`,
    `Verwerker: ${roles.processor}`,
    ...(others.length === 0 ? ['Geen subverwerkers'] : others),
  ]);
}

function agreementText(agreement: Agreement): string {
  const { id, purposes, studies, from, until, retentionMonths, accumulation, creditorTypes, textSha256 } = agreement;
  const facts = [
    `Geldig van ${from} tot en met ${until}`,
    `Doelen: ${purposes.join(', ')}`,
    studies === undefined ? 'Elk onderzoek binnen deze doelen' : `Alleen deze onderzoeken: ${studies.join(', ')}`,
    `Bewaartermijn: ${retentionMonths} maanden`,
    `Momentopnamen samen bewaren voor langer volgen: ${accumulation === true ? 'ja' : 'nee'}`,
    ...(creditorTypes === undefined ? [] : [`Ook signalen van: ${creditorTypes.join(', ')}`]),
    ...(agreement.thresholds ?? []).map(
      ({ from: day, minimumArrearsEuro }) => `Drempel vanaf ${day}: ${minimumArrearsEuro} euro`,
    ),
    `Controlegetal van de tekst (SHA-256): ${textSha256 ?? 'niet vastgelegd'}`,
  ];
  return `### Overeenkomst ${id}\n\n${list(facts)}\n\n${rolesText(agreement)}`;
}

/** Annex to the agreement in Dutch (Markdown), written from the registered facts: what happens with which data. */
export function agreementAnnex({ code, name, agreements }: Municipality, provider: string): string {
  return `# Bijlage bij de verwerkersovereenkomst: gemeente ${name} (${code})

Deze bijlage is gemaakt uit het register van ${provider}. Het register bepaalt wat het systeem doet.

## Wat er gebeurt

- De gegevens blijven bij ${provider}. Onderzoekers krijgen geen gegevens van personen te zien.
- Namen, adressen, geboortedata en burgerservicenummers worden bij het inlezen verwijderd of vervangen door een code.
- De gegevens van de gemeente zijn versleuteld met een eigen sleutel van de gemeente.
- Een persoon bij ${provider} keurt elk onderzoek goed voordat het start.
- Onderzoekers krijgen alleen afgeronde aantallen over minstens drie gemeenten samen.
- Een inwoner kan bezwaar maken. Het hele huishouden doet dan meteen niet meer mee.
- Trekt de gemeente zich terug, dan stopt nieuw onderzoek meteen en worden de gegevens gewist.

## Afspraken

${agreements.map(agreementText).join('\n\n')}
`;
}
