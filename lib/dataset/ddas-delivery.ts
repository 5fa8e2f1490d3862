import { createReadStream } from 'node:fs';
import { MunicipalityCode } from '../protocol/identifiers.ts';
import type { DdasChecks } from './ddas-schema.ts';
import { createSplitter, type DeliveredElement } from './ddas-splitter.ts';
import { isObject, member } from './ddas-values.ts';
import { damaged } from './json-bytes.ts';
import { refusal } from './refusal.ts';

/** The header of a delivery file: its last day, and whose each delivery is, in the order of the file. */
export type DdasEnvelope = { readonly exportDate: string; readonly deliveries: readonly MunicipalityCode[] };

const elementKinds = ['vroegsignalen', 'vroegsignaalzaken'] as const;

/** Yields the signals and cases of a file in portions, unparsed; refuses a file that is not whole. */
export async function* deliveredElements(path: string): AsyncGenerator<readonly DeliveredElement[], string> {
  const splitter = createSplitter();
  let first = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    if (!Buffer.isBuffer(chunk)) throw damaged();
    splitter.push(first ? withoutByteOrderMark(chunk) : chunk);
    first = false;
    yield splitter.take();
  }
  return splitter.skeleton();
}

const withoutByteOrderMark = (chunk: Buffer) =>
  chunk.subarray(0, 3).equals(Buffer.from('efbbbf', 'hex')) ? chunk.subarray(3) : chunk;

/** Parses the text of an element. */
export function parseElement(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged();
  }
}

/** Reads a whole file without looking into its signals and cases, and checks its headers against the schema. */
export async function readEnvelope(path: string, checks: DdasChecks): Promise<DdasEnvelope> {
  const counts = new Map<string, number>();
  const portions = deliveredElements(path);
  let portion = await portions.next();
  while (portion.done !== true) {
    for (const { delivery, kind } of portion.value) {
      const name = `${delivery}/${kind}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    portion = await portions.next();
  }
  return checkedEnvelope(parseElement(portion.value), counts, checks);
}

function checkedEnvelope(skeleton: unknown, counts: ReadonlyMap<string, number>, checks: DdasChecks): DdasEnvelope {
  const found: unknown = member(skeleton, 'leveringen');
  const deliveries: readonly unknown[] = Array.isArray(found) ? found : [];
  if (!isObject(skeleton) || deliveries.length === 0)
    throw refusal(
      'not-a-delivery',
      'the file holds no delivery (leveringen)',
      'upload a DDAS delivery of version 0.9 as .json',
    );
  deliveries.forEach((delivery, index) => assertElementsCut(delivery, index, counts));
  const emptied = deliveries.map((delivery) => (isObject(delivery) ? withoutElements(delivery) : delivery));
  const problem = checks
    .envelope({ ...skeleton, leveringen: emptied })
    .find(({ pointer, keyword }) => keyword !== 'uniqueItems' && !pointer.includes('/aanleverende_organisatie/'));
  if (problem !== undefined)
    throw refusal(
      'invalid-delivery',
      `the header of the delivery breaks the standard at ${problem.pointer || '/'} (${problem.keyword}${problem.missing === '' ? '' : ` ${problem.missing}`})`,
      'deliver the file by the DDAS standard, version 0.9',
    );
  return {
    exportDate: String(member(skeleton, 'einddatumLevering')),
    deliveries: deliveries.map((delivery, index) => municipalityOf(delivery, index)),
  };
}

/** Every item must have been cut out as an object: anything else would escape the checks. */
function assertElementsCut(delivery: unknown, index: number, counts: ReadonlyMap<string, number>): void {
  for (const kind of elementKinds) {
    const items: unknown = member(delivery, kind);
    const cut = counts.get(`${index}/${kind}`) ?? 0;
    const whole = Array.isArray(items) && items.length === cut && items.every((item) => item === 0);
    if (!whole && !(items === undefined && cut === 0))
      throw refusal(
        'invalid-delivery',
        `delivery ${index + 1} has something else than objects in ${kind}`,
        'deliver the file by the DDAS standard, version 0.9',
      );
  }
}

const withoutElements = (delivery: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(delivery).filter(([name]) => !elementKinds.some((kind) => kind === name)));

function municipalityOf(delivery: unknown, index: number): MunicipalityCode {
  const code = MunicipalityCode.safeParse(member(delivery, 'gemeentecode'));
  if (code.success) return code.data;
  throw refusal(
    'invalid-municipality',
    `the gemeentecode of delivery ${index + 1} is not four digits`,
    'use the municipality code of Statistics Netherlands, such as 0518',
  );
}
