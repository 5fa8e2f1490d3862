import { Failure } from '../failure.ts';

/** A refusal of a source file; thrown inside ingest only, where `ingest` turns it into a returned outcome. */
export const refusal = (code: string, reason: string, remedy: string): Failure =>
  new Failure('refused', code, reason, remedy);
