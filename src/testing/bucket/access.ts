import type { Reply } from '../shared/reply.ts';
import type { SimulatedRequest } from '../shared/simulated-request.ts';
import { errorReply, statusReply } from './error-reply.ts';

/** Who may do what. */
export interface AccessRules {
  readonly permissions: ReadonlySet<string>;
  readonly accessToken: string | null;
  readonly requesterPays: boolean;
}

const CALLER = 'simulator@insight-inventory.iam.gserviceaccount.com';

/**
 * The error of a request that may not read, `null` when it may: 401 without or with a wrong token, 400 for a missing
 * `userProject` on a requester-pays bucket, 403 without the permission.
 *
 * @source published replies of the service: 401 required and authError, 403 forbidden, 400 required (checked 2026-11-22)
 */
export function deniedReply(
  request: SimulatedRequest,
  permission: string,
  resource: 'object' | 'bucket',
  rules: AccessRules,
): Reply | null {
  const denied = unauthenticatedReply(request, permission, resource, rules) ?? unpaidReply(request, rules);
  if (denied !== null || rules.permissions.has(permission)) return denied;
  return errorReply(403, { reason: 'forbidden', message: lacking(CALLER, permission, resource) });
}

/** 401 when a token is required and is not the right one. */
export function unauthenticatedReply(
  request: SimulatedRequest,
  permission: string,
  resource: 'object' | 'bucket',
  rules: AccessRules,
): Reply | null {
  const header = request.headers['authorization'];
  if (rules.accessToken === null || header === `Bearer ${rules.accessToken}`) return null;
  if (header !== undefined) return statusReply(401);
  const message = lacking('Anonymous caller', permission, resource);
  return errorReply(401, { reason: 'required', message, locationType: 'header', location: 'Authorization' });
}

/** 400 when nobody pays for the request. */
export function unpaidReply(request: SimulatedRequest, rules: AccessRules): Reply | null {
  if (!rules.requesterPays || (request.query.get('userProject') ?? '') !== '') return null;
  return errorReply(
    400,
    { reason: 'required', message: 'Bucket is a requester pays bucket but no user project provided.' },
    { misuse: [{ rule: 'missing_user_project', detail: 'userProject is required on a requester-pays bucket' }] },
  );
}

function lacking(caller: string, permission: string, resource: 'object' | 'bucket'): string {
  return (
    `${caller} does not have ${permission} access to the Google Cloud Storage ${resource}. ` +
    `Permission '${permission}' denied on resource (or it may not exist).`
  );
}
