import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporary } from './ingesting.ts';

/** A valid DDAS signal with changes; a member set to undefined is left out. */
export const ddasSignal = (changes: object = {}, client: object = {}): object => ({
  ID: 'VS-1',
  crisissignaal: false,
  warmeOverdracht: false,
  bedrag: 450,
  ontstaansdatum: '2024-12-10',
  signaaldatum: '2025-01-05',
  status: 'Nog niet opgepakt',
  signaalpartner: { type: 'Energie' },
  client: {
    Burgerservicenummer: '123456789',
    Achternaam: 'Dijkgraaf',
    Geboortedatum: '1985-06-15',
    Straatnaam: 'Lindelaan',
    Postcode: '1234AB',
    Huisnummer: '10',
    Huisnummertoevoeging: 'A',
    Plaatsnaam: 'Voorbeeldstad',
    ...client,
  },
  ...changes,
});

/** A valid DDAS case with changes. */
export const ddasCase = (changes: object = {}): object => ({
  resultaat: 'Inwoner hoeft geen hulp vanuit vroegsignalering',
  datum_opgepakt: '2025-01-10',
  vroegsignalen: [{ ID: 'VS-1' }],
  contactpogingen: [
    { soort: 'Telefoon', bereikt: false, datum: '2025-01-10', dagdeel: 'Ochtend' },
    { soort: 'Administratief', datum: '2025-01-11' },
  ],
  ...changes,
});

/** One delivery of a municipality. */
export const ddasDelivery = (
  gemeentecode: string,
  vroegsignalen: readonly unknown[],
  vroegsignaalzaken: readonly unknown[] = [],
): object => ({
  teller: 1,
  gemeentecode,
  aanleverende_organisatie: { naam: 'Gemeente', contactpersoonen: [{ naam: 'J. Contactpersoon' }] },
  vroegsignalen,
  vroegsignaalzaken,
});

/** A delivery file as an object. */
export const ddasFile = (leveringen: readonly unknown[], changes: object = {}): object => ({
  codeGegevensleverancier: 'SOFT-1',
  startdatumLevering: '2025-01-01',
  einddatumLevering: '2025-01-31',
  aanleverdatumEnTijd: '2025-02-05T10:30:00Z',
  leveringen,
  ...changes,
});

/** Writes a delivery file and returns its path. */
export async function deliveryFile(content: object | string): Promise<string> {
  const path = join(await temporary(), 'delivery.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
