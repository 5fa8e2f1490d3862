import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import schema from './ddas-schema.json' with { type: 'json' };

/** Where a value breaks the schema: JSON pointer, keyword, and for `required` the missing property; never the value. */
export type SchemaProblem = { readonly pointer: string; readonly keyword: string; readonly missing: string };

/** Finds what breaks the schema; an empty list means valid. */
type SchemaCheck = (value: unknown) => readonly SchemaProblem[];

/** Checks of the DDAS exchange model v0.9: the file without its signals and cases, one signal, one case. */
export type DdasChecks = { readonly envelope: SchemaCheck; readonly signal: SchemaCheck; readonly case: SchemaCheck };

let compiled: DdasChecks | undefined;

/** The checks, compiled from the published schema at first use. */
export function ddasChecks(): DdasChecks {
  compiled ??= compile();
  return compiled;
}

function compile(): DdasChecks {
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  formats.default(ajv);
  ajv.addSchema(schema);
  const delivery = `${schema.$id}#/properties/leveringen/items/properties`;
  return {
    envelope: check(ajv.compile({ $ref: schema.$id })),
    signal: check(ajv.compile({ $ref: `${delivery}/vroegsignalen/items` })),
    case: check(ajv.compile({ $ref: `${delivery}/vroegsignaalzaken/items` })),
  };
}

const check =
  (validate: ValidateFunction): SchemaCheck =>
  (value) =>
    validate(value) ? [] : (validate.errors ?? []).map(problem);

function problem({ instancePath, keyword, params }: ErrorObject): SchemaProblem {
  const missing: unknown = params['missingProperty'];
  return { pointer: instancePath, keyword, missing: typeof missing === 'string' ? missing : '' };
}
