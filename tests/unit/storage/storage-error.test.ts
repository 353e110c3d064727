import { describe, expect, it } from 'vitest';

import { toStorageError, type StorageTask } from '../../../src/storage/storage-error.ts';
import { failureOf, readFailure } from '../../../src/storage/storage-failure.ts';

const LIST: StorageTask = { bucket: 'prints', operation: 'list' };

describe('a failed request as an error', () => {
  it.each([
    [{ status: 401 }, 'auth', 'gcs:401', false],
    [{ status: 403, reason: 'forbidden' }, 'permission', 'gcs:403', false],
    [{ status: 403, reason: 'rateLimitExceeded' }, 'rate_limit', 'gcs:403/rateLimitExceeded', true],
    [{ status: 404 }, 'not_found', 'gcs:404', false],
    [{ status: 408 }, 'timeout', 'gcs:408', true],
    [{ status: 429 }, 'rate_limit', 'gcs:429', true],
    [{ status: 500 }, 'transient', 'gcs:500', true],
    [{ status: 503 }, 'transient', 'gcs:503', true],
    [{ status: 400, reason: 'invalid' }, 'invalid_request', 'gcs:400', false],
    [{ status: 302 }, 'invalid_response', 'gcs:302', false],
    [{ networkCode: 'ECONNRESET' }, 'network', 'gcs:ECONNRESET', true],
    [{ networkCode: 'ETIMEDOUT' }, 'timeout', 'gcs:ETIMEDOUT', true],
    [{ networkCode: 'INVALID_BODY' }, 'invalid_response', 'gcs:INVALID_BODY', true],
    [{ credentials: 'missing' as const }, 'auth', 'gcs:credentials_missing', false],
    [{ credentials: 'refused' as const }, 'auth', 'gcs:credentials_refused', false],
  ])('%o is of kind %s', (facts, kind, code, retryable) => {
    expect(toStorageError(failureOf(facts), LIST)).toMatchObject({ kind, code, retryable, bucket: 'prints' });
  });

  it('names the permission the service says is missing, and the role to grant', () => {
    const detail = 'x@y.iam.gserviceaccount.com does not have storage.objects.list access to the bucket.';
    const error = toStorageError(failureOf({ status: 403, reason: 'forbidden', detail }), LIST);
    expect(error.message).toContain('storage.objects.list');
    expect(error.remedy).toMatch(/roles\/storage\.objectViewer.*gs:\/\/prints/);
  });

  it('tells a requester-pays bucket which setting it needs, whichever status it answers with', () => {
    for (const status of [400, 403]) {
      const error = toStorageError(failureOf({ status, reason: 'userProjectMissing' }), LIST);
      expect(error.remedy).toContain('userProject');
      expect(error.retryable).toBe(false);
    }
    const byText = failureOf({
      status: 400,
      detail: 'Bucket is a requester pays bucket but no user project provided.',
    });
    expect(toStorageError(byText, LIST).remedy).toContain('userProject');
  });

  it('tells an object that is gone from a bucket that is not there', () => {
    const object = toStorageError(failureOf({ status: 404 }), {
      bucket: 'prints',
      operation: 'get',
      objectName: 'a.mp4',
    });
    expect(object.message).toContain('no such object');
    expect(object.objectName).toBe('a.mp4');
    expect(toStorageError(failureOf({ status: 404 }), LIST).message).toContain('no such bucket');
  });

  it('keeps what the server asked to wait', () => {
    expect(toStorageError(failureOf({ status: 429, retryAfterMs: 2_000 }), LIST).retryAfterMs).toBe(2_000);
  });
});

describe('what a client library throws', () => {
  const thrown = (message: string, facts: object): Error => Object.assign(new Error(message), facts);

  it('is read by code and reason, not by its text', () => {
    const error = thrown('Multiple errors occurred during the request.', {
      code: 403,
      errors: [{ reason: 'forbidden', message: 'no storage.objects.list access' }],
      response: { headers: { 'retry-after': '3' } },
    });
    expect(readFailure(error, 0)).toMatchObject({ status: 403, reason: 'forbidden', retryAfterMs: 3_000 });
  });

  it('has its Retry-After read from the headers of either major, as seconds or as a date', () => {
    const date = new Date(10_000).toUTCString();
    const error = thrown('busy', { code: 429, response: { headers: new Headers({ 'retry-after': date }) } });
    expect(readFailure(error, 4_000)?.retryAfterMs).toBe(6_000);
  });

  it('shows the socket’s own code, wherever it is kept', () => {
    expect(readFailure(thrown('x', { code: 'ECONNRESET' }), 0)?.networkCode).toBe('ECONNRESET');
    expect(readFailure(thrown('x', { cause: thrown('y', { code: 'ENOTFOUND' }) }), 0)?.networkCode).toBe('ENOTFOUND');
    expect(readFailure(thrown('Premature close', {}), 0)?.networkCode).toBe('ECONNRESET');
    expect(readFailure(thrown('x', { type: 'body-timeout' }), 0)?.networkCode).toBe('ETIMEDOUT');
  });

  it('tells credentials that are missing, unreadable and refused', () => {
    const missing = new Error('Could not load the default credentials. Browse to https://…');
    expect(readFailure(missing, 0)?.credentials).toBe('missing');
    const unreadable = thrown('ENOENT: no such file', { code: 'ENOENT', syscall: 'open', path: '/key.json' });
    expect(readFailure(unreadable, 0)?.credentials).toBe('unreadable');
    const refused = thrown('invalid_grant: Token has been expired or revoked.', { code: '400', status: 400 });
    expect(readFailure(refused, 0)?.credentials).toBe('refused');
  });

  it('is passed on as it is when it is no failed request', () => {
    expect(readFailure(new TypeError('x is not a function'), 0)).toBeNull();
    expect(readFailure('a text', 0)).toBeNull();
  });
});
