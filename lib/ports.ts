/** An object as a store returns it; `etag` is for a conditional change. */
export type StoredObject = { readonly body: Uint8Array; readonly etag: string; readonly versionId: string | undefined };

/** One bucket. `encryptionKeyArn` names the KMS key of an object; without it the bucket's own key counts. */
export type ObjectStore = {
  readonly get: (key: string) => Promise<StoredObject | undefined>;
  readonly create: (key: string, body: Uint8Array, options?: WriteOptions) => Promise<'created' | 'exists'>;
  readonly replace: (
    key: string,
    body: Uint8Array,
    etag: string,
    options?: WriteOptions,
  ) => Promise<'replaced' | 'conflict'>;
  /** Keys with the prefix, in the order of their bytes; only those that come later than `after`, when it is given. */
  readonly list: (prefix: string, after?: string) => Promise<readonly string[]>;
  readonly remove: (key: string) => Promise<void>;
  readonly download: (key: string, path: string) => Promise<void>;
  readonly upload: (key: string, path: string, options?: WriteOptions) => Promise<'created' | 'exists'>;
};

/** How an object is written. */
export type WriteOptions = {
  readonly encryptionKeyArn?: string;
  readonly contentType?: string;
  readonly bucketOwner?: string;
};

/** The versions of one bucket's objects, delete markers among them; `removeVersion` is for good. */
export type VersionStore = {
  readonly versions: (
    prefix: string,
  ) => Promise<readonly { readonly key: string; readonly versionId: string; readonly isLatest: boolean }[]>;
  readonly removeVersion: (key: string, versionId: string) => Promise<void>;
};

/** Disables a key and has it deleted; returns what became of it and when it is gone (`YYYY-MM-DD`). */
export type KeyEnding = (keyArn: string) => Promise<{ readonly state: string; readonly deletedOn: string | null }>;

/** Signs a SHA-256 digest with a P-256 key and returns r||s (64 bytes); `spki` is the public key in DER. */
export type Signer = {
  readonly spki: () => Promise<Uint8Array>;
  readonly signDigest: (digest: Uint8Array) => Promise<Uint8Array>;
};

/** HMAC-SHA-256 under a key that never leaves the key service; 32 bytes. */
export type MacGenerator = (message: string) => Promise<Uint8Array>;

/** A mail to a role mailbox: plain text first, the same words in HTML. */
export type Mail = { readonly to: string; readonly subject: string; readonly text: string; readonly html: string };

/** Sends a mail and returns the provider's message id. */
export type Mailer = (mail: Mail) => Promise<string>;

/** The present. */
export type Clock = () => Date;

/** Cryptographically strong random bytes. */
export type RandomBytes = (size: number) => Uint8Array;

/** Tells a person or a program how far long work is. */
export type Progress = (step: string, detail?: Readonly<Record<string, string | number>>) => void;
