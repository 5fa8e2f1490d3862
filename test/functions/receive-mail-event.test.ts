import { afterEach, expect, test, vi } from 'vitest';
import { handler } from '../../functions/receive-mail-event.ts';

const context = { awsRequestId: 'request-1' };
const event = (body: string) => ({ Records: [{ messageId: 'm1', body, attributes: {} }] });

afterEach(() => vi.unstubAllEnvs());

test('needs nothing but the reports and the ledger, and says which variable is missing', async () => {
  vi.stubEnv('REPORTS_BUCKET', undefined);
  vi.stubEnv('LEDGER_BUCKET', undefined);
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  const detail = {
    eventType: 'Complaint',
    mail: { messageId: 'x' },
    complaint: { timestamp: '2026-11-20T10:00:00.000Z' },
  };
  const answer = await handler(event(JSON.stringify({ source: 'aws.ses', detail })), context);
  write.mockRestore();
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(lines.join('')).toContain('"function":"receive-mail-event"');
  expect(lines.join('')).toContain('"result":"failed"');
});
