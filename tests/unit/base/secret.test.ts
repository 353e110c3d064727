import { format, inspect } from 'node:util';

import { describe, expect, it } from 'vitest';

import { Secret } from '../../../src/base/secret.ts';

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

  it('does not survive a structured clone with its value', () => {
    expect(inspect(structuredClone({ a: secret }))).not.toContain('canary');
  });
});
