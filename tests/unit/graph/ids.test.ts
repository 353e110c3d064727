import { describe, expect, it } from 'vitest';

import { requireGraphId, requireGraphPath } from '../../../src/graph/ids.ts';

const refused = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('requireGraphId', () => {
  it('lets digits through, and the two parts of a comment id', () => {
    expect(requireGraphId('17841405309211844', 'media')).toBe('17841405309211844');
    expect(requireGraphId('17841_42', 'comment')).toBe('17841_42');
  });

  it.each(['', '../me', '123/insights', '123?fields=id', '12 3', 'me', '１２３', '123\n', '1'.repeat(33), '_1', '1_'])(
    'refuses %j before any call',
    (id) => {
      expect(refused(() => requireGraphId(id, 'media'))).toBe('invalid_request:id');
    },
  );

  it('refuses a number: it has lost digits already', () => {
    expect(refused(() => requireGraphId(17_841_405_309_211_844 as unknown as string, 'media'))).toBe(
      'invalid_request:id',
    );
  });

  it('does not repeat what it was given: it may be a token in the wrong place', () => {
    expect(() => requireGraphId('EAAsecret', 'media')).toThrow(/^(?!.*EAAsecret)/s);
  });
});

describe('requireGraphPath', () => {
  it('takes names and ids, with or without slashes at the ends', () => {
    expect(requireGraphPath('/17841/content_publishing_limit/')).toBe('17841/content_publishing_limit');
    expect(requireGraphPath('me')).toBe('me');
  });

  it.each(['', '/', '../me', '17841//tags', 'https://evil.test/x', '17841/tags?limit=1', '17841/%2e%2e', 'a#b', 'a b'])(
    'refuses %j',
    (path) => {
      expect(refused(() => requireGraphPath(path))).toBe('invalid_request:path');
    },
  );

  it.each(['access_token', 'appsecret_proof', 'ids', 'date_format', 'pretty', 'debug'])(
    'refuses the parameter %s',
    (key) => {
      expect(refused(() => requireGraphPath('me', { [key]: '1' }))).toBe(`invalid_request:${key}`);
    },
  );
});
