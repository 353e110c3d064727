import { describe, expect, it } from 'vitest';

import type { CredentialsWord } from '../../../src/storage/credentials-causes.ts';
import {
  failureOf,
  firstError,
  readFailure,
  readTokenFailure,
  TransportFailure,
} from '../../../src/storage/storage-failure.ts';

const thrown = (message: string, over: object = {}): Error => Object.assign(new Error(message), over);

describe('what the transport threw', () => {
  it.each([
    [thrown('x', { code: 503 }), { status: 503 }],
    [thrown('x', { code: '404' }), { status: 404 }],
    [thrown('x', { status: 300 }), { status: 300 }],
    [thrown('x', { response: { status: 599 } }), { status: 599 }],
    [thrown('x', { code: 'ECONNRESET', status: 500 }), { status: 500 }],
    [
      thrown('x', { code: 403, errors: [{ reason: 'forbidden', message: 'No.' }, { reason: 'other' }] }),
      { status: 403, reason: 'forbidden', detail: 'No.' },
    ],
    [thrown('x', { code: 403, errors: [{ reason: 1, message: 2 }] }), { status: 403 }],
    [
      thrown('x', { code: 429, response: { headers: new Headers({ 'retry-after': '2' }) } }),
      { status: 429, retryAfterMs: 2_000 },
    ],
    [thrown('x', { code: 429, response: { headers: { 'retry-after': '3' } } }), { status: 429, retryAfterMs: 3_000 }],
    [thrown('x', { code: 429, response: { headers: { 'retry-after': 3 } } }), { status: 429 }],
    [thrown('x', { code: 'EPIPE' }), { networkCode: 'EPIPE' }],
    [thrown('x', { cause: thrown('y', { code: 'EPIPE' }) }), { networkCode: 'EPIPE' }],
    [thrown('x', { error: thrown('y', { code: 'EPIPE' }) }), { networkCode: 'EPIPE' }],
    [thrown('x', { type: 'request-timeout' }), { networkCode: 'ETIMEDOUT' }],
    [thrown('x', { type: 'body-timeout' }), { networkCode: 'ETIMEDOUT' }],
    [thrown('x', { type: 'invalid-json' }), { networkCode: 'INVALID_BODY' }],
    [thrown('x', { type: 'system' }), { networkCode: 'FETCH_FAILED' }],
    [thrown('x', { name: 'FetchError' }), { networkCode: 'FETCH_FAILED' }],
    [thrown('Premature close'), { networkCode: 'ECONNRESET' }],
    [thrown('network timeout at x'), { networkCode: 'ETIMEDOUT' }],
    [new TransportFailure(failureOf({ status: 410 })), { status: 410 }],
  ])('is read: %#', (error, known) => {
    expect(readFailure(error, 0)).toEqual(failureOf(known));
  });

  it.each([
    ['no error', 'ECONNRESET'],
    ['a bug', new TypeError('x is not a function')],
    ['an answer that is none', thrown('x', { code: 299, cause: 'y' })],
    ['a status that HTTP does not have', thrown('x', { code: 600, status: '20', response: { status: '5000' } })],
    ['numbers as text', thrown('x', { code: '12345' })],
  ])('is no failed request: %s', (_, error) => {
    expect(readFailure(error, 0)).toBeNull();
  });

  it.each<[Error, CredentialsWord]>([
    [new SyntaxError('Unexpected token'), 'not_json'],
    [thrown('x', { syscall: 'open', code: 'ENOENT' }), 'file_missing'],
    [thrown('x', { syscall: 'open', code: 'ENOTDIR' }), 'file_missing'],
    [thrown('x', { syscall: 'read', code: 'EISDIR' }), 'is_folder'],
    [thrown('x', { syscall: 'open', code: 'EACCES' }), 'no_access'],
    [thrown('x', { syscall: 'open', code: 'EPERM' }), 'no_access'],
    [thrown('Could not load the default credentials.'), 'missing'],
    [thrown('x', { code: 'invalid_grant' }), 'refused'],
    [thrown('invalid_grant', { response: { data: { error_description: 'Invalid JWT Signature.' } } }), 'key_deleted'],
    [thrown('invalid_grant', { response: { data: { error_description: 5 } } }), 'refused'],
  ])('is a matter of credentials: %#', (error, word) => {
    expect(readFailure(error, 0)).toEqual(failureOf({ credentials: { word, path: null } }));
  });

  it('is none of credentials when the storage service answered, or no file was opened', () => {
    const quoted = thrown('invalid_grant.mp4', { code: 404, errors: [{ reason: 'notFound' }] });
    expect(readFailure(quoted, 0)).toEqual(failureOf({ status: 404, reason: 'notFound' }));
    expect(readFailure(thrown('x', { syscall: 'connect', code: 'EACCES' }), 0)).toEqual(
      failureOf({ networkCode: 'EACCES' }),
    );
  });
});

describe('what came in place of an access token', () => {
  it.each([
    ['a busy token endpoint', thrown('x', { status: 500 }), { status: 500 }],
    ['one that is asked too much', thrown('x', { code: 429 }), { status: 429 }],
    ['a status in its sentence only', thrown('Request failed with status code 503'), { status: 503 }],
    ['a network that is down', thrown('x', { code: 'ENOTFOUND' }), { networkCode: 'ENOTFOUND' }],
    [
      'credentials that are refused',
      thrown('invalid_grant', { status: 400 }),
      { credentials: { word: 'refused', path: 'key.json' } },
    ],
    ['a refusal without a word', thrown('x', { status: 403 }), { credentials: { word: 'unusable', path: 'key.json' } }],
    ['a bug', thrown('x'), { credentials: { word: 'unusable', path: 'key.json' } }],
    ['no error', 'x', { credentials: { word: 'unusable', path: 'key.json' } }],
  ] as const)('is read: %s', (_, error, known) => {
    const failure = readTokenFailure(error, 0, 'key.json');
    expect(failure).toMatchObject({ name: 'TransportFailure', message: 'A storage request failed.' });
    expect(failure.failure).toEqual(failureOf(known));
  });

  it('stays what it is when it was read before', () => {
    const failure = new TransportFailure(failureOf({ status: 404 }));
    expect(readTokenFailure(failure, 0)).toBe(failure);
  });
});

describe('the first error of an envelope', () => {
  it.each([[null], [[]], [['x']], [[{ reason: 5, message: null }]], [{ reason: 'x' }]])(
    'is unknown in %j',
    (errors) => {
      expect(firstError(errors)).toEqual({ reason: null, message: null });
    },
  );
});
