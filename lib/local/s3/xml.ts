import { SaxesParser } from 'saxes';
import { type Answer, AwsError } from '../aws-error.ts';

/** An element with text, or with elements inside that are already XML. */
export function element(name: string, content: string | number | boolean | readonly string[]): string {
  const inside = typeof content === 'object' ? content.join('') : escapeText(String(content));
  return `<${name}>${inside}</${name}>`;
}

/** A document as S3 answers it. */
export function xmlAnswer(root: string, children: readonly string[], status = 200): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${children.join('')}</${root}>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

/** An error as S3 writes it. */
export function xmlError(error: AwsError): Answer {
  const children = [element('Code', error.code), element('Message', error.message)];
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml', ...error.headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${element('Error', children)}`,
  };
}

/** One object that DeleteObjects names. */
export type ObjectToDelete = { readonly key: string; readonly versionId: string | undefined };

/** Reads the body of DeleteObjects; throws `MalformedXML` for another form or more than 1,000 objects. */
export function parseDelete(xml: string): { readonly objects: readonly ObjectToDelete[]; readonly quiet: boolean } {
  const objects: { key: string; versionId: string | undefined }[] = [];
  let quiet = false;
  let text = '';
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    text = '';
    if (name === 'Object') objects.push({ key: '', versionId: undefined });
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('closetag', ({ name }) => {
    const last = objects.at(-1);
    if (name === 'Quiet') quiet = text === 'true';
    if (name === 'Key' && last !== undefined) last.key = text;
    if (name === 'VersionId' && last !== undefined) last.versionId = text;
  });
  parser.on('error', () => {
    throw malformed();
  });
  parser.write(xml).close();
  if (objects.length === 0 || objects.length > 1000 || objects.some(({ key }) => key === '')) throw malformed();
  return { objects, quiet };
}

const malformed = (): AwsError => new AwsError('MalformedXML', 400, 'The XML you provided was not well-formed.');

const escapeText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
