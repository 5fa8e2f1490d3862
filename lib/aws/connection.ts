/** Where clients connect and as whom; an empty one takes all from the process, as in a Lambda function. */
export type Connection = {
  readonly endpoint?: string;
  readonly region?: string;
  /** Profile of the AWS configuration files whose role is taken. */
  readonly profile?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
};

/** The process's own region, role and, in the local cloud, AWS_ENDPOINT_URL. */
export const processConnection: Connection = {};

const nothing = (): void => undefined;

/** Without it the SDK writes its own warnings to the console, beside our allow-listed log lines. */
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Settings of every client: few attempts, and a time-out that throws instead of warning. */
export function clientSettings(connection: Connection) {
  return {
    ...connection,
    maxAttempts: 4,
    logger: silent,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: 60_000,
      socketTimeout: 60_000,
      throwOnRequestTimeout: true,
    },
  };
}

/** Tells whether requests go to another endpoint than AWS's own: S3 then needs path-style addresses. */
export function hasOwnEndpoint(connection: Connection): boolean {
  return (connection.endpoint ?? process.env['AWS_ENDPOINT_URL']) !== undefined;
}

/** Makes a client at first use and keeps one per connection. */
export function lazily<Client>(make: (connection: Connection) => Client): (connection: Connection) => Client {
  const clients = new WeakMap<Connection, Client>();
  return (connection) => {
    const known = clients.get(connection);
    if (known !== undefined) return known;
    const made = make(connection);
    clients.set(connection, made);
    return made;
  };
}
