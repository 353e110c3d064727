import { describe, expect, it } from 'vitest';

import { invalidReply, toStorageError, type StorageTask } from '../../../src/storage/storage-error.ts';
import { failureOf, readFailure, readTokenFailure, type StorageFailure } from '../../../src/storage/storage-failure.ts';

const LIST: StorageTask = { bucket: 'prints', operation: 'list' };

describe('a failed request as an error', () => {
  it.each<[Partial<StorageFailure>, string, string, boolean]>([
    [{ status: 401 }, 'auth', 'gcs:401', false],
    [{ status: 403, reason: 'forbidden' }, 'permission', 'gcs:403', false],
    [{ status: 403, reason: 'rateLimitExceeded' }, 'rate_limit', 'gcs:403/rateLimitExceeded', true],
    [{ status: 404 }, 'not_found', 'gcs:404', false],
    [{ status: 408 }, 'timeout', 'gcs:408', true],
    [{ status: 429 }, 'rate_limit', 'gcs:429', true],
    [{ status: 500 }, 'transient', 'gcs:500', true],
    [{ status: 503 }, 'transient', 'gcs:503', true],
    [{ status: 501 }, 'invalid_request', 'gcs:501', false],
    [{ status: 400, reason: 'invalid' }, 'invalid_request', 'gcs:400', false],
    [{ status: 412 }, 'invalid_request', 'gcs:412', true],
    [{ status: 302 }, 'invalid_response', 'gcs:302', false],
    [{ status: 204 }, 'invalid_response', 'gcs:204', false],
    [{ status: 403, isHtml: true }, 'invalid_response', 'gcs:403', false],
    [{ status: 502, isHtml: true }, 'transient', 'gcs:502', true],
    [{ status: 401, reason: 'authError' }, 'auth', 'gcs:401', false],
    [{ status: 400, reason: 'userProjectAccessDenied' }, 'invalid_request', 'gcs:400/userProjectAccessDenied', false],
    [{ status: 403, reason: 'userProjectAccessDenied' }, 'permission', 'gcs:403/userProjectAccessDenied', false],
    [{ status: 400, reason: 'kmsKeyDisabled' }, 'permission', 'gcs:400/kmsKey', false],
    [{}, 'network', 'gcs:unknown', true],
    [{ networkCode: 'ECONNRESET' }, 'network', 'gcs:ECONNRESET', true],
    [{ networkCode: 'ETIMEDOUT' }, 'timeout', 'gcs:ETIMEDOUT', true],
    [{ networkCode: 'INVALID_BODY' }, 'invalid_response', 'gcs:INVALID_BODY', true],
    [{ networkCode: 'HTML_BODY' }, 'invalid_response', 'gcs:web_page', true],
    [{ networkCode: 'CERT_HAS_EXPIRED' }, 'network', 'gcs:CERT_HAS_EXPIRED', false],
    [{ credentials: { word: 'missing', path: null } }, 'auth', 'gcs:credentials_missing', false],
    [{ credentials: { word: 'refused', path: null } }, 'auth', 'gcs:credentials_refused', false],
  ])('%o is of kind %s, and has a remedy', (known, kind, code, retryable) => {
    const error = toStorageError(failureOf(known), LIST);
    expect(error).toMatchObject({ kind, code, retryable, bucket: 'prints', remedy: expect.any(String) as string });
  });

  it.each<[Partial<StorageFailure>, RegExp]>([
    [{ status: 204 }, /without a body/],
    [{ status: 302 }, /redirected/],
    [{ status: 403 }, /\(403\)/],
    [{ status: 403, reason: 'forbidden' }, /\(403\)/],
    [{ status: 403, reason: 'somethingNew' }, /\(403, somethingNew\)/],
    [{ status: 400 }, /\(400\)/],
    [{ status: 400, reason: 'invalid' }, /\(400, invalid\)/],
    [{}, /no code/],
    [{ networkCode: 'ESOMETHING' }, /\(ESOMETHING\)/],
    [{ credentials: { word: 'refused', path: null } }, /: the credentials do not work: [^()]+\.$/],
    [{ credentials: { word: 'refused', path: '/key.json' } }, / \(\/key\.json\)\.$/],
  ])('%o says so: %s', (known, says) => {
    expect(toStorageError(failureOf(known), LIST).message).toMatch(says);
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

  it.each([
    [
      403,
      'forbidden',
      'a@b.c does not have serviceusage.services.use access to the Google Cloud project.',
      /serviceusage/,
    ],
    [403, 'forbidden', 'There is an IP filtering condition that is preventing access to the resource.', /ipFilter/],
    [
      403,
      'forbidden',
      "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: abc-1",
      /vpcServiceControls/,
    ],
    [
      403,
      'accessNotConfigured',
      'Cloud Storage JSON API has not been used in project 1 before.',
      /accessNotConfigured/,
    ],
    [403, 'forbidden', 'Permission denied on Cloud KMS key.', /kmsKey/],
    [403, 'dailyLimitExceeded', 'Daily Limit Exceeded', /dailyLimitExceeded/],
    [403, 'insufficientPermissions', 'Insufficient Permission', /scope/],
    [403, 'accountDisabled', 'The billing account is disabled.', /billing/],
    [403, 'forbidden', "Permission 'resourcemanager.projects.get' denied on resource", /^gcs:403$/],
    [403, null, null, /^gcs:403$/],
    [403, 'sslRequired', 'SSL is required to perform this operation.', /sslRequired/],
    [403, 'countryBlocked', 'This service is not available from your country.', /countryBlocked/],
    [403, 'forbidden', 'Constraint constraints/storage.restrictAuthTypes violated.', /orgPolicy/],
    [400, 'resourceIsEncryptedWithCustomerEncryptionKey', 'The resource is encrypted.', /customerEncryptionKey/],
    [400, 'invalid', "Invalid bucket name: 'My Bucket'", /bucketName/],
    [400, 'invalid', 'Invalid argument: pageToken', /pageToken/],
    [412, 'conditionNotMet', 'violates constraint constraints/storage.restrictAuthTypes', /orgPolicy/],
    [403, 'forbidden', "Permission denied: Consumer 'projects/1' has been suspended.", /suspended/],
    [400, 'required', 'User project specified in the request is invalid.', /serviceusage/],
    [401, 'required', 'Anonymous caller does not have storage.objects.list access.', /anonymous/],
  ])('names the true cause of %i %s %s', (status, reason, detail, code) => {
    const error = toStorageError(failureOf({ status, reason, detail }), LIST);
    expect(error.code.replace('userProjectAccessDenied', 'serviceusage')).toMatch(code);
    expect(error.remedy).not.toBeNull();
    // The permission of a listing is missing only where the service says so.
    expect(error.message).not.toContain('storage.objects.list is missing');
    expect(error.retryable).toBe(false);
  });

  it('names a permission of the project as one of the project', () => {
    const detail = "Permission 'resourcemanager.projects.get' denied on resource";
    const error = toStorageError(failureOf({ status: 403, detail }), LIST);
    expect(error.message).toContain('the permission resourcemanager.projects.get is missing');
    expect(error.remedy).toMatch(/resourcemanager\.projects\.get on the project/);
  });

  it('names the object whose answer is none of the JSON API', () => {
    const task: StorageTask = { bucket: 'prints', operation: 'get', objectName: 'a.mp4' };
    expect(invalidReply(task, 'half a page')).toMatchObject({ code: 'gcs:invalid_response', objectName: 'a.mp4' });
    expect(invalidReply(LIST, 'half a page').objectName).toBeNull();
  });

  it('gives the administrator the reference of a refusal by VPC Service Controls', () => {
    const detail = "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: abc-1";
    for (const said of [detail, detail.replace(': ', ':'), detail.replace(': ', ' ')])
      expect(toStorageError(failureOf({ status: 403, detail: said }), LIST).message).toMatch(/ \(abc-1\)\.$/);
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
    expect(readFailure(missing, 0)?.credentials?.word).toBe('missing');
    const unreadable = thrown('ENOENT: no such file', { code: 'ENOENT', syscall: 'open', path: '/key.json' });
    expect(readFailure(unreadable, 0)?.credentials?.word).toBe('file_missing');
    const refused = thrown('invalid_grant: Token has been expired or revoked.', { code: '400', status: 400 });
    expect(readFailure(refused, 0)?.credentials?.word).toBe('refused');
  });

  it.each([
    [
      'invalid_grant: Invalid JWT: Token must be a short-lived token and in a reasonable timeframe. Check your iat',
      'clock',
    ],
    ['invalid_grant: Invalid JWT Signature.', 'key_deleted'],
    ['invalid_grant: Invalid grant: account not found', 'account_gone'],
    ['invalid_grant: reauth related error (invalid_rapt)', 'reauth'],
    ['deleted_client: The OAuth client was deleted.', 'client_refused'],
    ['unauthorized_client', 'client_refused'],
    ['access_denied', 'policy'],
    ['invalid_scope', 'policy'],
    ['unable to impersonate: PERMISSION_DENIED', 'impersonation'],
    ['Could not refresh access token: A Not Found error for the Compute Engine built-in service account', 'machine'],
    ['Something nobody has seen before', 'unusable'],
  ])('where a token is asked for, %s, has a word: %s', (message, word) => {
    expect(readTokenFailure(new Error(message), 0).failure.credentials?.word).toBe(word);
  });

  it('tells a token endpoint that is down from credentials that do not work', () => {
    expect(readTokenFailure(thrown('x', { code: 'ENOTFOUND' }), 0).failure.networkCode).toBe('ENOTFOUND');
    expect(readTokenFailure(thrown('x', { code: '503', response: { status: 503 } }), 0).failure.status).toBe(503);
  });

  it('is passed on as it is when it is no failed request', () => {
    expect(readFailure(new TypeError('x is not a function'), 0)).toBeNull();
    expect(readFailure('a text', 0)).toBeNull();
  });
});
