import type { IngestOutcome, IngestRequest } from './ingest.ts';
import type { IngestSource } from './ingest-source.ts';
import { refusal } from './refusal.ts';
export async function ingestDelivery(_request: IngestRequest, _source: IngestSource): Promise<IngestOutcome> {
  throw refusal('later', 'later', 'later');
}
