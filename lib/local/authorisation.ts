import { AwsError } from './aws-error.ts';
import type { Principal } from './identities.ts';

/** Condition keys of a request, for example `s3:prefix`; those that AWS gives several values are lists. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** One question to the policies: may this principal do this to that? `keyPolicy` is the present policy of a key. */
export type AccessRequest = {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: RequestContext;
  readonly keyPolicy?: string;
};

/** The policies' answer. */
export type Authorise = (request: AccessRequest) => 'allow' | 'deny';

/** A question with its answer, as a test of the policies re-evaluates it. */
export type RecordedRequest = AccessRequest & { readonly decision: 'allow' | 'deny' };

/** Asks the policies and throws AWS's `AccessDenied` when they refuse. */
export type Guard = (request: AccessRequest) => void;

/** What a local cloud without policies says of itself. */
export const unenforced =
  'UNENFORCED: this local cloud checks who asks (SigV4), not whether the policies of the templates allow it';

/** Lets everything pass; say `unenforced` where this is used. */
export const allowAll: Authorise = () => 'allow';

/** Makes the guard that every service of the gateway asks before it acts. */
export function createGuard(authorise: Authorise, record?: (request: RecordedRequest) => void): Guard {
  return (request) => {
    const complete = { ...request, context: { ...principalContext(request), ...request.context } };
    const decision = authorise(complete);
    record?.({ ...complete, decision });
    if (decision === 'allow') return;
    const { principal, action, resource } = request;
    throw new AwsError(
      action.startsWith('s3:') ? 'AccessDenied' : 'AccessDeniedException',
      action.startsWith('kms:') ? 400 : 403,
      `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`,
    );
  };
}

/** `aws:SecureTransport` is reported true on loopback: the one stated exception (ruling 39). */
function principalContext({ principal, resourceAccount }: AccessRequest): RequestContext {
  return {
    'aws:PrincipalArn': principal.arn,
    'aws:PrincipalAccount': principal.accountId,
    'aws:ResourceAccount': resourceAccount,
    'aws:RequestedRegion': principal.region,
    'aws:SecureTransport': 'true',
  };
}
