import { municipalityInWords, type RegisterSubject } from './algorithm-register.ts';

/** Record of processing activities (AVG article 30) of one municipality's study, as Dutch Markdown. */
export function processingRecord({ municipality, provider, contact, study }: RegisterSubject): string {
  const agreement = municipality.agreements.find(({ purposes }) => purposes.includes(study.purpose));
  const subprocessors = agreement?.roles?.subprocessors.map(({ name }) => name).join(', ') ?? '';
  return `# Verwerkingsregister: ${study.title}

| onderdeel | inhoud |
| --- | --- |
| Verwerkingsverantwoordelijke | ${agreement?.roles?.controller ?? municipalityInWords(municipality)} |
| Verwerker | ${agreement?.roles?.processor ?? provider} |
| Subverwerkers | ${subprocessors === '' ? 'geen vastgelegd' : subprocessors} |
| Contact | ${contact} |
| Doel | ${study.purpose}: ${study.title} |
| Grondslag | statistisch onderzoek, artikel 89 AVG; signalen volgens artikel 3 lid 1 onder b Wgs |
| Betrokkenen | huishoudens waarover een signaal is ontvangen |
| Gegevens | signalen, meldingen, contactpogingen, resultaten; geen naam, adres of burgerservicenummer |
| Ontvangers | ${study.researchers.map(({ name }) => name).join(', ')}: alleen aantallen over minstens drie gemeenten samen |
| Doorgifte buiten de EU | geen |
| Bewaartermijn | ${agreement === undefined ? 'volgens de overeenkomst' : `${agreement.retentionMonths} maanden`} |
| Beveiliging | versleuteld met een sleutel per gemeente, ondertekende uitkomsten, logboek dat niet kan worden veranderd |
`;
}

/** Information for residents in plain Dutch, for the municipality's own website. */
export function residentText({ municipality, contact, study }: RegisterSubject): string {
  return `# Onderzoek naar vroegsignalering

${municipalityInWords(municipality)} doet mee aan dit onderzoek: ‘${study.title}’.

## Wat gebeurt er met uw gegevens?

Hebt u een betalingsachterstand? Dan krijgt de gemeente soms een signaal. De gemeente biedt u dan hulp aan.
Onderzoekers willen weten of deze hulp werkt. Zij krijgen uw gegevens niet te zien. Zij zien alleen aantallen van veel mensen samen.

## Heeft het onderzoek gevolgen voor u?

Nee. Er wordt geen besluit over u genomen.
De cijfers zijn ook niet bedoeld om fraude te zoeken, of om te voorspellen wie schulden krijgt.

## Wilt u niet meedoen?

Dat mag. Zeg het tegen de gemeente, of mail naar ${contact}. Uw huishouden telt dan meteen niet meer mee.
Wat al is gepubliceerd, kan niet meer worden veranderd. Daarin staan alleen aantallen.
`;
}
