import { describe, expect, test } from 'vitest';
import { logText } from '../../functions/middleware/log.ts';
import { objectNotices } from '../../functions/middleware/notification.ts';

const message = (content: unknown) => ({
  messageId: 'm1',
  body: typeof content === 'string' ? content : JSON.stringify(content),
  attributes: {},
});
const written = (key: string, name = 'releases', eventName = 'ObjectCreated:Put') => ({
  eventVersion: '2.1',
  eventName,
  s3: { bucket: { name, arn: `arn:aws:s3:::${name}` }, object: { key, size: 1, eTag: 'e', versionId: 'v1' } },
});

describe('a notification of S3', () => {
  test('gives decoded keys with their versions', () => {
    const parsed = objectNotices(message({ Records: [written('a%2Fb+c%C3%A9.json'), written('d.json')] }), 'releases');
    expect(parsed).toEqual({
      status: 'parsed',
      inputs: [
        { bucket: 'releases', key: 'a/b cé.json', versionId: 'v1' },
        { bucket: 'releases', key: 'd.json', versionId: 'v1' },
      ],
    });
  });

  test('that is only a test, or about a deletion, asks for nothing', () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'releases' };
    expect(objectNotices(message(test), 'releases')).toEqual({ status: 'parsed', inputs: [] });
    const removed = { Records: [written('a', 'releases', 'ObjectRemoved:Delete')] };
    expect(objectNotices(message(removed), 'releases')).toEqual({ status: 'parsed', inputs: [] });
  });

  test.each([
    ['not-a-notification', 'text'],
    ['not-a-notification', '{}'],
    ['not-a-notification', { Records: [] }],
    ['not-a-notification', { Records: [{ s3: { bucket: { name: 'releases' } } }] }],
    ['other-bucket', { Records: [written('a', 'elsewhere')] }],
    ['other-bucket', { Records: [written('a'), written('a', 'elsewhere')] }],
    ['unreadable-key', { Records: [written('%E0%A4%A')] }],
  ])('%s: %j is poison', (code, content) => {
    expect(objectNotices(message(content), 'releases')).toEqual({ status: 'poison', code });
  });
});

test('a long text in a log line is cut', () => {
  const line = logText({ function: 'f', requestId: 'r', result: 'x', object: 'o'.repeat(5_000) });
  expect(line.length).toBeLessThan(300);
});
