import { createHmac } from 'node:crypto';

import type { Secret } from '../base/secret.ts';

/**
 * Proof that the caller of the API holds the app's secret: hex(HMAC-SHA256(key: app secret, message: access token)).
 * Source: Graph API guide, secure requests; checked 2026-11-22.
 */
export function appSecretProof(appSecret: Secret, accessToken: Secret): string {
  return createHmac('sha256', appSecret.reveal()).update(accessToken.reveal()).digest('hex');
}
