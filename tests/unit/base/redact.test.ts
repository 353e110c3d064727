import { format, inspect } from 'node:util';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { GraphApiError } from '../../../src/base/errors.ts';
import { mayBeSecret, Redactor, Secret } from '../../../src/base/redact.ts';

describe('Secret', () => {
  const secret = new Secret('canary-4711');

  it('gives its value to the one who asks for it by name', () => {
    expect(secret.reveal()).toBe('canary-4711');
  });

  it.each([
    ['String', () => String(secret)],
    ['toString', () => secret.toString()],
    ['JSON', () => JSON.stringify({ secret })],
    ['inspect', () => inspect(secret)],
    ['inspect of everything hidden', () => inspect({ a: [secret] }, { showHidden: true, depth: 9, getters: true })],
    ['console formatting', () => format('%s %j %o %O', secret, secret, secret, secret)],
    ['its own properties', () => JSON.stringify(Object.getOwnPropertyNames(secret))],
    ['a copy of its properties', () => inspect(Object.assign({}, secret))],
    ['an error message', () => new Error(String(secret)).message],
  ])('prints as [secret] or nothing in %s', (_name, print) => {
    expect(print()).not.toContain('canary');
  });

  it('says what it is', () => {
    const secret = new Secret('canary-4711');
    expect(inspect({ secret })).toBe('{ secret: [secret] }');
    expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
  });

  it('does not survive a structured clone with its value', () => {
    expect(inspect(structuredClone({ a: secret }))).not.toContain('canary');
  });
});

const token = `EAA${'aB3_-'.repeat(8)}`;
const redactor = new Redactor();

describe('Redactor.text', () => {
  it.each([
    ['a Facebook token', `token ${token} refused`, 'token [redacted] refused'],
    ['an Instagram token', `IGAA${'x'.repeat(30)}`, '[redacted]'],
    ['a Google access token', 'ya29.a0AfB_byC-1234567890', '[redacted]'],
    ['a signed web token', `eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.${'s'.repeat(20)}`, '[redacted]'],
    ['a header', 'Authorization: Bearer canary-4711', 'Authorization: Bearer [redacted]'],
    ['a query', '/me?access_token=canary&fields=id', '/me?access_token=[redacted]&fields=id'],
    ['an encoded query', 'next=%2Fme%3Faccess_token%3Dcanary', 'next=%2Fme%3Faccess_token%3D[redacted]'],
    ['JSON', '{"access_token":"canary-4711","n":1}', '{"access_token":"[redacted]","n":1}'],
    [
      'JSON in JSON',
      String.raw`"{\"client_secret\":\"canary-4711\"}"`,
      String.raw`"{\"client_secret\":\"[redacted]\"}"`,
    ],
    [
      'an inspected object',
      "{ accessToken: 'canary-4711', appSecret: 'canary' }",
      "{ accessToken: '[redacted]', appSecret: '[redacted]' }",
    ],
    ['a proof', 'appsecret_proof=0123abcd', 'appsecret_proof=[redacted]'],
    [
      'a signed bucket address',
      'see https://storage.googleapis.com/b/o?X-Goog-Date=1&X-Goog-Signature=abc now',
      'see https://storage.googleapis.com/b/o?[redacted] now',
    ],
    [
      'a signed picture address',
      'https://scontent.cdninstagram.com/v/a.jpg?stp=1&oh=00_A&oe=66',
      'https://scontent.cdninstagram.com/v/a.jpg?[redacted]',
    ],
    [
      'a short value between quotes',
      `access_token="abc" app_secret: 'x'`,
      `access_token="[redacted]" app_secret: '[redacted]'`,
    ],
    [
      'a bare value in settings',
      'app_secret: canary-4711\naccess_token = canary-4711',
      'app_secret: [redacted]\naccess_token = [redacted]',
    ],
    [
      'a signed address in JSON with escaped slashes',
      String.raw`{"media_url":"https:\/\/scontent.test\/a.mp4?stp=1\u0026oh=00_A","id":"1"}`,
      String.raw`{"media_url":"https:\/\/scontent.test\/a.mp4?[redacted]","id":"1"}`,
    ],
    ['a password in an address', 'http://user:canary@proxy.test:80/x', 'http://[redacted]@proxy.test:80/x'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----!', '[redacted]!'],
    [
      'an address signed for S3, also where its signature was cut off',
      'https://b.s3.amazonaws.com/a.mp4?X-Amz-Credential=AKIA&X-Amz-Security-Token=abc',
      'https://b.s3.amazonaws.com/a.mp4?[redacted]',
    ],
    ['a private key cut off', 'x -----BEGIN RSA PRIVATE KEY-----\\nabc', 'x [redacted]'],
  ])('hides %s', (_name, text, expected) => {
    expect(redactor.text(text)).toBe(expected);
  });

  it.each([
    'https://graph.facebook.com/v26.0/me?fields=id,username',
    'instagram_access_token: found nothing. Write the access token as one text.',
    'instagram_access_token: found a text. Write it.',
    'the token has expired',
    'Bearer of news',
    'EAA is short',
    'https://example.test/signature/x-amz-1?page=2',
    'mail to me@example.test about https://example.test/@me',
  ])('leaves an ordinary text alone: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  it('hides each secret it was given, as it is and as it is written in addresses and JSON', () => {
    const secret = 'p@ss "w/rd" (1)!';
    const redactor = new Redactor().add(new Secret(secret));
    expect(redactor.text(`a ${secret} b`)).toBe('a [redacted] b');
    expect(redactor.text(`q=${encodeURIComponent(secret)}`)).toBe('q=[redacted]');
    expect(redactor.text(new URLSearchParams({ q: secret }).toString())).toBe('q=[redacted]');
    expect(redactor.text(JSON.stringify({ a: secret }))).toBe('{"a":"[redacted]"}');
  });

  const odd = '???>>>~~~/"a\u00fb b';
  const lower = (text: string): string => text.replaceAll(/%../g, (code) => code.toLowerCase());
  const slashed = (text: string): string => text.replaceAll('/', String.raw`\/`);

  it.each<[string, string]>([
    ['an address', encodeURIComponent(odd)],
    ['an address with small digits', lower(encodeURIComponent(odd))],
    ['a form', new URLSearchParams({ '': odd }).toString().slice(1)],
    ['a form with small digits', lower(new URLSearchParams({ '': odd }).toString().slice(1))],
    ['JSON', JSON.stringify(odd).slice(1, -1)],
    ['JSON with escaped slashes', slashed(JSON.stringify(odd).slice(1, -1))],
    ['JSON in JSON', JSON.stringify(JSON.stringify(odd)).slice(3, -3)],
    ['JSON in JSON with escaped slashes', slashed(JSON.stringify(JSON.stringify(odd)).slice(3, -3))],
  ])('hides a secret as it is written in %s', (_what, written) => {
    expect(new Redactor().add(odd).text(`a,${written},b`)).toBe('a,[redacted],b');
  });

  it.each([
    ['base64', 0],
    ['base64', 1],
    ['base64', 2],
    ['base64', 4],
    ['base64url', 0],
    ['base64url', 1],
    ['base64url', 2],
  ] as const)('hides a secret in %s behind %i bytes, and leaves what is before and behind', (alphabet, before) => {
    const secret = '???>>>~~~\u00fb';
    const whole = Buffer.from(`${'a'.repeat(before)}${secret}bc`).toString(alphabet);
    // Six bits a sign: those that hold a bit of something else stay.
    const [start, end] = [Math.ceil((8 * before) / 6), Math.floor((8 * (before + 11)) / 6)];
    expect(new Redactor().add(secret).text(whole)).toBe(`${whole.slice(0, start)}[redacted]${whole.slice(end)}`);
  });

  it('leaves pieces of Base64 under ten signs, which may be of an ordinary word', () => {
    const [seven, eight] = ['?>~???>', '?>~???>~'];
    const [short, long] = [seven, eight].map((text) => Buffer.from(text).toString('base64'));
    expect(new Redactor().add(seven).text(`${String(short)} x`)).toBe(`${String(short)} x`);
    expect(new Redactor().add(eight).text(String(long))).toBe(`[redacted]${String(long).slice(10)}`);
  });

  it('leaves nothing of a secret that begins with another one', () => {
    const redactor = new Redactor().add('canary').add('canary-4711');
    expect(redactor.text('it is canary-4711')).toBe('it is [redacted]');
  });

  it('accepts a secret that cannot be written in an address', () => {
    expect(new Redactor().add('canary\uD800').text('a canary\uD800')).toBe('a [redacted]');
  });

  it('does not take short texts for secrets: they would blot out ordinary words', () => {
    expect(new Redactor().add('a').add('user').add(undefined).text('a user')).toBe('a user');
    expect(new Redactor().add('abcde').add('uvwxyz').text('abcde uvwxyz')).toBe('abcde [redacted]');
  });

  it('takes out of an answer what was sent alone, not what looks like a secret or may be part of an id', () => {
    const redactor = new Redactor().add('0123456789abcdef').add('0123456789abcde');
    expect(redactor.answer(`0123456789abcdef 0123456789abcde ${token}`)).toBe(`[redacted] 0123456789abcde ${token}`);
  });

  it('changes nothing the second time', () => {
    const text = `access_token=canary&x=1 {"app_secret": "canary-4711"} Bearer ${token} accessToken: [secret]`;
    const once = redactor.text(text);
    expect(redactor.text(once)).toBe(once);
    expect(once).toContain('accessToken: [secret]');
  });

  it.each([
    'https://a?',
    'https://',
    'https://a?b=1&',
    'eyJaaaaaaaa-',
    'access_token ',
    "access_token='",
    'Bearer  ',
    'EAAbbbb-',
  ])('takes a hostile text made of %j in its stride', (piece) => {
    // A pattern that looks back over what it has seen would need minutes for two million characters.
    const text = piece.repeat(Math.ceil(2_000_000 / piece.length));
    expect(redactor.text(text).length).toBeGreaterThan(0);
  });

  test.prop([fc.string({ unit: 'grapheme', minLength: 8, maxLength: 60 }), fc.string(), fc.string()])(
    'leaves no secret, whatever stands around it',
    (secret, before, after) => {
      fc.pre(!'[redacted]'.includes(secret));
      const clean = new Redactor().add(secret).text(`${before}${secret}${after}`);
      // What stands around it may hold the secret's own letters again, but never the secret.
      expect(clean.includes(secret)).toBe(false);
    },
  );
});

describe('Redactor.value', () => {
  it('hides the values of secret keys, whatever their case and spelling', () => {
    const keys = [
      'access_token',
      'accessToken',
      'ACCESS_TOKEN',
      'page_access_token',
      'pageAccessToken',
      'app_secret',
      'appSecret',
      'client_secret',
      'token',
      'page_token',
      'authorization',
      'Cookie',
      'private_key',
      'password',
      'x-goog-signature',
    ];
    const value = Object.fromEntries(keys.map((key) => [key, 'abc']));
    expect(redactor.value(value)).toEqual(Object.fromEntries(keys.map((key) => [key, '[redacted]'])));
  });

  it.each([[12_345_678], [['abc', 'def']], [{ value: 'abc' }], [true]])('hides one that is no text: %j', (secret) => {
    expect(redactor.value({ cookie: secret, token: secret })).toEqual({ cookie: '[redacted]', token: '[redacted]' });
  });

  it('keeps the values of keys that only look like secret ones', () => {
    const value = { token_type: 'bearer', tokens: 5, secretary: 'x', author: 'y', access_token: null, expires_at: 'z' };
    expect(redactor.value(value)).toEqual(value);
  });

  it('makes plain data of everything a log cannot hold', () => {
    class Account {
      readonly name = 'autopotter';
      readonly #token = 'canary-4711';
      length(): number {
        return this.#token.length;
      }
      get message(): string {
        return 'not its own';
      }
    }
    const value = {
      account: new Account(),
      big: 12n,
      bytes: new Uint8Array(4),
      date: new Date(0),
      badDate: new Date(Number.NaN),
      url: new URL('https://a.test/?access_token=canary'),
      map: new Map<unknown, unknown>([
        ['access_token', 'canary'],
        [1, 'one'],
        [Symbol('two'), 2],
        [{}, 3],
      ]),
      set: new Set(['a']),
      headers: new Headers({ authorization: 'Bearer canary-4711', accept: 'json' }),
      query: new URLSearchParams({ access_token: 'canary', n: '1' }),
      secret: new Secret('canary-4711'),
      hidden: new Secret('canary-4711'),
      run: () => 1,
      symbol: Symbol('s'),
      nothing: undefined,
      none: null,
    };
    expect(redactor.value(value)).toStrictEqual({
      account: { name: 'autopotter' },
      big: '12',
      bytes: '[4 bytes]',
      date: '1970-01-01T00:00:00.000Z',
      badDate: null,
      url: 'https://a.test/?access_token=[redacted]',
      map: { access_token: '[redacted]', '1': 'one', '[symbol]': 2, '[object]': 3 },
      set: ['a'],
      headers: { authorization: '[redacted]', accept: 'json' },
      query: { access_token: '[redacted]', n: '1' },
      secret: '[redacted]',
      hidden: '[redacted]',
      run: '[function]',
      symbol: '[symbol]',
      none: null,
    });
  });

  it('makes plain data of an error with its own properties and its causes', () => {
    const error = new Error(`refused ${token}`, {
      cause: new TypeError('canary-4711', { cause: { access_token: 'x' } }),
    });
    Object.assign(error, { request: { headers: { authorization: 'Bearer canary-4711' } }, status: 401 });
    const copy = new Redactor().add('canary-4711').value(error);
    expect(copy).toMatchObject({
      name: 'Error',
      message: 'refused [redacted]',
      status: 401,
      cause: { name: 'TypeError', message: '[redacted]', cause: { access_token: '[redacted]' } },
      request: { headers: { authorization: '[redacted]' } },
    });
    expect(copy).toHaveProperty('stack', expect.stringMatching(/^Error: refused \[redacted\]\n/));
    expect(JSON.stringify(copy)).not.toContain('canary');
    expect(JSON.stringify(copy)).not.toContain(token);
    expect(Object.keys(redactor.value(new Error('no')) as object)).toEqual(['name', 'message', 'stack']);
  });

  it.each([
    ['no get', { [Symbol.iterator]: () => [].values(), append: 1 }, { append: 1 }],
    ['no append', { [Symbol.iterator]: () => [].values(), get: 1 }, { get: 1 }],
    ['no iterator', { append: 1, get: 1 }, { append: 1, get: 1 }],
  ])('takes for a list of headers nothing with %s', (_, value, copy) => {
    expect(redactor.value(value)).toEqual(copy);
  });

  it('keeps what one of our errors tells', () => {
    const error = new GraphApiError('no', {
      kind: 'auth',
      code: 'graph:190',
      status: 401,
      graphCode: 190,
      remedy: 'log in',
    });
    expect(redactor.value(error)).toMatchObject({
      kind: 'auth',
      code: 'graph:190',
      status: 401,
      graphCode: 190,
      remedy: 'log in',
    });
  });

  it('ends on circles, shows what is merely used twice, and cuts what is very deep', () => {
    const shared = { n: 1 };
    const circle: Record<string, unknown> = { a: shared, b: shared };
    circle['self'] = circle;
    expect(redactor.value(circle)).toEqual({ a: { n: 1 }, b: { n: 1 }, self: '[circular]' });
    for (const wrap of [(inner: unknown) => ({ inner }), (inner: unknown) => [inner]]) {
      let deep: unknown = 'bottom';
      for (let level = 0; level < 8; level += 1) deep = wrap(deep);
      expect(JSON.stringify(redactor.value(deep))).toContain('bottom');
      expect(JSON.stringify(redactor.value(wrap(deep)))).toContain('[deep]');
    }
  });

  it('hides secrets in keys', () => {
    expect(new Redactor().add('canary-4711').value({ 'canary-4711': 1 })).toEqual({ '[redacted]': 1 });
  });

  it('does not write to what it was given', () => {
    const value = Object.freeze({ access_token: 'canary', list: Object.freeze([{ token: 'canary' }]) });
    redactor.value(value);
    expect(value.access_token).toBe('canary');
  });

  test.prop([
    fc.stringMatching(/^[0-9a-f]{8,40}$/),
    fc.anything({ withDate: true, withMap: true, withSet: true, withTypedArray: true, withNullPrototype: true }),
  ])('gives plain data without the secret for any value', (secret, value) => {
    const copy = new Redactor().add(secret).value({ value, at: [secret, { deep: `x${secret}y` }] });
    expect(JSON.stringify(copy)).not.toContain(secret);
  });
});

describe('mayBeSecret', () => {
  const pieces = [
    token,
    'ya29.',
    'eyJhbGciOiJIUzI1.eyJ',
    'Bearer ',
    'OAuth ',
    'access_token',
    'appSecret',
    'appsecret_proof',
    '=',
    '%3D',
    ': "',
    '-----BEGIN RSA PRIVATE KEY-----',
    'https://',
    String.raw`https:\/\/`,
    'user:pw@',
    'host/a',
    '?oh=1',
    '&X-Goog-Signature=a',
    String.raw`?a\u0026sig=`,
    'canary-4711',
    ' ',
  ];
  const parts = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 6 });

  test.prop([parts])('takes every text that redaction changes', (some) => {
    const given = some.join('');
    expect(mayBeSecret(given) || new Redactor().text(given) === given).toBe(true);
  });

  it.each([
    'videos',
    'engagement_rate',
    'America/Argentina/Buenos_Aires',
    '2025-02-30',
    'clip 0042.mp4',
    'why?',
    'https://a.test/b',
  ])('lets %s be shown', (word) => {
    expect(mayBeSecret(word)).toBe(false);
  });

  it.each(['http://user:pw@a.test', 'https://a.test/b?sig=1'])('does not let %s be shown', (address) => {
    expect(mayBeSecret(address)).toBe(true);
  });

  it('looks at no place of a long text twice', () => {
    // Minutes, were it not linear.
    expect(mayBeSecret('https:'.repeat(500_000))).toBe(false);
  });
});

describe('a text that holds nothing of a secret', () => {
  const redactor = new Redactor();
  const pieces = ['access_token=', 'client_secret": "', 'Bearer ', 'OAuth ', 'EAA', 'IGAA', 'IGQ', 'ya29.', 'eyJ'];
  const address = 'https://h.test/a?X-Amz-Signature=1';

  test.prop([fc.constantFrom(...pieces, address), fc.stringMatching(/^[\w-]{40}$/), fc.string(), fc.string()])(
    'is passed by one look, which nothing of a secret passes',
    (piece, value, before, after) => {
      const secret = piece === 'eyJ' ? `eyJ${value}.${value}.${value}` : `${piece}${value}`;
      expect(redactor.text(`${before} ${secret} ${after}`)).not.toContain(value);
    },
  );
});
