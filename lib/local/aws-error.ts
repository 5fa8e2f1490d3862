import type { Readable } from 'node:stream';

/** A refusal in AWS's own words: the error code a client sees, its HTTP status, and headers that go with it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}

/** An answer of a service, before it goes on the wire. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Readable;
};

/** An answer in JSON; `version` is the AWS JSON protocol's, `1.0` for SQS, `1.1` for KMS. */
export function jsonAnswer(version: '1.0' | '1.1', value: unknown): Answer {
  return {
    status: 200,
    headers: { 'content-type': `application/x-amz-json-${version}` },
    body: JSON.stringify(value),
  };
}

/** An error as the JSON protocols write it (`__type` for AWS JSON, `x-amzn-errortype` for REST JSON). */
export function jsonError(error: AwsError): Answer {
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code, ...error.headers },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  };
}
