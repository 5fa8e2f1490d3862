import { codeMinutes, issueCode, redeemCode } from '../access/codes.ts';
import { findLink, type UsableLink } from '../access/links.ts';
import { openSession } from '../access/sessions.ts';
import { type CodeProblem, codePage, landingPage, messagePage } from '../report/access-pages.ts';
import { codeMail } from '../report/mail.ts';
import { sha256 } from '../signing/canonical.ts';
import { recordVisit, type Visit } from './ports.ts';
import { htmlAnswer, seeOther, type WebResponse } from './web.ts';

/** What a route behind a mailed link gets: the visit, the token in the path, and the link if it works. */
type AtLink = { readonly visit: Visit; readonly token: string; readonly found: UsableLink };

const common = ({ language, settings }: Visit) => ({ language, contact: settings.contact });
const pathOf = (token: string) => `/r/${token}`;

/** Everything under `/r/<token>`: a link that does not work gets one answer, whatever the reason. */
export async function atLink(visit: Visit, token: string, step: string): Promise<WebResponse> {
  const found = await findLink(visit.ports, sha256(token));
  if (found === undefined) return htmlAnswer(404, messagePage('broken', common(visit)));
  const place = { visit, token, found };
  const isPost = visit.request.method === 'POST';
  if (step === '/code') return isPost ? await sendCode(place) : form(place, 200);
  if (step === '/open' && isPost) return await open(place);
  if (step === '/open') return seeOther(`${pathOf(token)}/code?lang=${visit.language}`);
  await recordVisit(visit, found, 'open-link', 'landing-shown');
  return htmlAnswer(200, landingPage({ ...common(visit), path: pathOf(token) }));
}

function form({ visit, token }: AtLink, status: number, problem?: CodeProblem): WebResponse {
  return htmlAnswer(status, codePage({ ...common(visit), path: pathOf(token), problem }));
}

/** Sends a code to the mailbox of the link: pressing the button reveals nothing and uses nothing up. */
async function sendCode(place: AtLink): Promise<WebResponse> {
  const { visit, token, found } = place;
  const issued = await issueCode(visit.ports, token);
  await recordVisit(visit, found, 'ask-code', issued.status === 'made' ? 'sent' : issued.status);
  if (issued.status !== 'made') return form(place, 429, { kind: issued.status });
  const mail = codeMail(issued.code, codeMinutes, visit.settings.contact);
  await visit.ports.mail({ to: found.link.mailbox, ...mail });
  return seeOther(`${pathOf(token)}/code?lang=${visit.language}`);
}

async function open(place: AtLink): Promise<WebResponse> {
  const { visit, token, found } = place;
  const code = (new URLSearchParams(visit.request.body).get('code') ?? '').replaceAll(' ', '');
  if (!/^\d{6}$/.test(code)) return form(place, 422, { kind: 'malformed' });
  const answer = await redeemCode(visit.ports, token, code);
  await recordVisit(visit, found, 'try-code', answer.status);
  if (answer.status === 'right')
    return seeOther(`/resultaat?lang=${visit.language}`, [await openSession(visit.ports, found.hash)]);
  if (answer.status === 'wrong') return form(place, 403, { kind: 'wrong', left: answer.left });
  return form(place, answer.status === 'locked' ? 429 : 403, {
    kind: answer.status === 'locked' ? 'locked' : 'noCode',
  });
}
