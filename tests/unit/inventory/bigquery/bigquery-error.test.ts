import { expect, it } from 'vitest';

import { toBigQueryError } from '../../../../src/inventory/bigquery/bigquery-error.ts';
import { failureOf } from '../../../../src/storage/storage-failure.ts';

it.each([
  [{ status: 403, reason: 'bytesBilledLimitExceeded' }, 'quota', false, 'bigquery:bytesBilledLimitExceeded'],
  [{ status: 400, reason: 'jobInternalError' }, 'transient', true, 'bigquery:jobInternalError'],
  [{ status: 401 }, 'auth', false, 'bigquery:401'],
  [{ status: 403, reason: 'aWordOfItsOwn' }, 'permission', false, 'bigquery:aWordOfItsOwn'],
  [{ status: 404 }, 'not_found', false, 'bigquery:404'],
  [{ status: 408 }, 'transient', true, 'bigquery:408'],
  [{ status: 418 }, 'invalid_request', false, 'bigquery:418'],
  [{ status: 429 }, 'rate_limit', true, 'bigquery:429'],
  [{ status: 503 }, 'transient', true, 'bigquery:503'],
  [{ networkCode: 'ECONNRESET' }, 'network', true, 'bigquery:ECONNRESET'],
  [{}, 'network', true, 'bigquery:null'],
] as const)('%j is an error of kind %s', (known, kind, retryable, code) => {
  expect(toBigQueryError(failureOf(known), 'studio')).toMatchObject({ kind, retryable, code, bucket: 'studio' });
});

it('quotes the start of what the service says', () => {
  const detail = `${'a'.repeat(300)}the rest`;
  expect(toBigQueryError(failureOf({ status: 404, detail }), 'studio').message).toMatch(/It says: a{300}$/);
  expect(toBigQueryError(failureOf({ status: 404 }), 'studio').message).not.toContain('says');
});
