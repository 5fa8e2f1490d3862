import { findLink, type UsableLink } from '../access/links.ts';
import { emptyCookie, endSession, findSession } from '../access/sessions.ts';
import { Failure } from '../failure.ts';
import { OwnRelease } from '../protocol/release.ts';
import { readJson } from '../register/collection.ts';
import { messagePage } from '../report/access-pages.ts';
import { toCsv, toJson } from '../report/download.ts';
import { renderPage } from '../report/page.ts';
import { recordVisit, type Visit } from './ports.ts';
import { download, htmlAnswer, type WebResponse } from './web.ts';

const common = ({ language, settings }: Visit) => ({ language, contact: settings.contact });

/** The figures, in one of their forms, for a browser with an open session whose link still works. */
export async function atResult(visit: Visit, form: string): Promise<WebResponse> {
  const session = await findSession(visit.ports, visit.request.cookies);
  const found = session === undefined ? undefined : await findLink(visit.ports, session.link);
  if (session === undefined || found === undefined) return htmlAnswer(403, messagePage('session', common(visit)));
  const release = await releaseOf(found, visit);
  const name = `vroegzicht-${release.municipality}-${release.taskId}`;
  await recordVisit(visit, found, form === '' ? 'view-result' : 'download-result', 'shown');
  if (form === '.csv') return download('text/csv; charset=utf-8', `${name}.csv`, toCsv(release, visit.language));
  if (form === '.json') return download('application/json', `${name}.json`, toJson(release, visit.language));
  return htmlAnswer(200, renderPage(release, { ...common(visit), openUntil: new Date(session.expiresAt) }));
}

/** The release of a link, checked to be that municipality's own. */
async function releaseOf({ link }: UsableLink, visit: Visit): Promise<OwnRelease> {
  const release = await readJson(visit.ports.reports, `own/${link.taskId}/${link.municipality}.json`, OwnRelease);
  if (release?.municipality === link.municipality && release.taskId === link.taskId) return release;
  throw new Failure('node-failed', 'no-report', 'the report of a link is missing', 'restore it from the release');
}

/** Ends the web session and takes its cookie away. */
export async function closeResult(visit: Visit): Promise<WebResponse> {
  await endSession(visit.ports, visit.request.cookies);
  return htmlAnswer(200, messagePage('closed', common(visit)), {
    cookies: [emptyCookie],
    headers: { 'clear-site-data': '"cache", "storage"' },
  });
}
