import manifest from '../package.json' with { type: 'json' };

/** Version of the code that is deployed, as releases state it. */
export const codeVersion: string = manifest.version;
