import { messagePage } from './report/access-pages.ts';
import { toLanguage } from './report/labels.ts';
import { atLink } from './show-result/link-routes.ts';
import type { ShowPorts, ShowSettings, Visit } from './show-result/ports.ts';
import { atResult, closeResult } from './show-result/result-routes.ts';
import { answer, htmlAnswer, type WebRequest, type WebResponse } from './show-result/web.ts';

const linkPath = /^\/r\/([A-Za-z0-9_-]{43})(|\/code|\/open)$/;
const resultPath = /^\/resultaat(|\.csv|\.json)$/;
const textType = 'text/plain; charset=utf-8';

/**
 * Answers a web request for a municipality's results. Without an open session no answer holds a figure, and GET and HEAD change
 * nothing but the audit log (ruling 38).
 */
export async function showResult(request: WebRequest, ports: ShowPorts, settings: ShowSettings): Promise<WebResponse> {
  const visit: Visit = { request, language: toLanguage(request.language), ports, settings };
  const isHead = request.method === 'HEAD';
  const shown = await route(isHead ? { ...visit, request: { ...request, method: 'GET' } } : visit);
  return isHead ? { ...shown, body: '' } : shown;
}

async function route(visit: Visit): Promise<WebResponse> {
  const { method, path, site } = visit.request;
  if (method !== 'GET' && method !== 'POST')
    return answer(405, textType, '', { headers: { allow: 'GET, HEAD, POST' } });
  if (method === 'POST' && site !== undefined && site !== 'same-origin') return message(visit, 403);
  const link = linkPath.exec(path);
  if (link !== null) {
    if (method === 'POST' && link[2] === '') return message(visit, 404);
    return await atLink(visit, link[1] ?? '', link[2] ?? '');
  }
  if (method === 'POST') return path === '/afsluiten' ? await closeResult(visit) : message(visit, 404);
  const result = resultPath.exec(path);
  if (result !== null) return await atResult(visit, result[1] ?? '');
  if (path === '/.well-known/security.txt') return answer(200, textType, securityText(visit));
  if (path === '/robots.txt') return answer(200, textType, 'User-agent: *\nDisallow: /\n');
  return message(visit, 404);
}

function message({ language, settings }: Visit, status: number): WebResponse {
  return htmlAnswer(status, messagePage('notFound', { language, contact: settings.contact }));
}

/** The page for a fault of ours: it says nothing about the cause. */
export function faultAnswer(language: string | undefined, contact: string): WebResponse {
  return htmlAnswer(500, messagePage('error', { language: toLanguage(language), contact }));
}

/** RFC 9116: where to report a weakness; valid to the end of the next half year. */
function securityText({ ports, settings }: Visit): string {
  const now = ports.clock();
  const expires = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 6, 1)).toISOString();
  return [
    `Contact: mailto:${settings.contact}`,
    `Expires: ${expires}`,
    'Preferred-Languages: nl, en',
    `Canonical: ${settings.baseUrl}/.well-known/security.txt`,
    '',
  ].join('\n');
}
