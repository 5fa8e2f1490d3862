/** Why a command or a handler stops: `wrong-use`, `refused`, `node-failed`, `bad-signature` give the exit codes 1 to 4. */
export type FailureKind = 'wrong-use' | 'refused' | 'node-failed' | 'bad-signature';

/** A failure with a code for programs, a message and a remedy for people; never data. */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly code: string;
  readonly remedy: string;

  constructor(kind: FailureKind, code: string, message: string, remedy: string) {
    super(message);
    this.name = 'Failure';
    this.kind = kind;
    this.code = code;
    this.remedy = remedy;
  }
}
