import { describe, expect, it } from 'vitest';

import { parseLogLevel, requireLogLevel } from '../../../src/runtime/log-level.ts';

describe('parseLogLevel', () => {
  it.each([
    ['debug', 'debug'],
    ['INFO', 'info'],
    [' Warn ', 'warn'],
    ['WARNING', 'warn'],
    ['CRITICAL', 'error'],
    ['trace', 'debug'],
    ['off', 'silent'],
    ['loud', null],
    ['', null],
    ['constructor', null],
  ])('reads %j as %j', (text, expected) => {
    expect(parseLogLevel(text)).toBe(expected);
  });
});

describe('requireLogLevel', () => {
  it('names the key, the word and the words that are known', () => {
    expect(() => requireLogLevel('loud', 'log_level')).toThrow(/log_level: found the unknown level "loud"/);
    expect(() => requireLogLevel('loud', 'log_level')).toThrow(/debug, info, warn, error, silent/);
  });
});
