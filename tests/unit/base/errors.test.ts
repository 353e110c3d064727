import { inspect } from 'node:util';

import { describe, expect, it } from 'vitest';

import {
  ArgumentError,
  ConfigError,
  ExportError,
  GraphApiError,
  InsightInventoryError,
  isConfigError,
  isExportError,
  isGraphApiError,
  isInsightInventoryError,
  isMediaProbeError,
  isResponseValidationError,
  isStorageError,
  MediaProbeError,
  messageOf,
  ownError,
  ResponseValidationError,
  StorageError,
} from '../../../src/base/errors.ts';

const details = { kind: 'transient', code: 'io:1', retryable: true, remedy: 'wait' } as const;

const family = [
  { error: new InsightInventoryError('m', details), name: 'InsightInventoryError', source: 'collector', guard: null },
  {
    error: new GraphApiError('m', { ...details, status: 500 }),
    name: 'GraphApiError',
    source: 'instagram',
    guard: isGraphApiError,
  },
  {
    error: new StorageError('m', { ...details, bucket: 'b' }),
    name: 'StorageError',
    source: 'gcs',
    guard: isStorageError,
  },
  {
    error: new ConfigError([{ key: 'k', found: 'nothing', remedy: 'r' }]),
    name: 'ConfigError',
    source: 'collector',
    guard: isConfigError,
  },
  {
    error: new ResponseValidationError('m', details),
    name: 'ResponseValidationError',
    source: 'collector',
    guard: isResponseValidationError,
  },
  { error: new ExportError('m', details), name: 'ExportError', source: 'collector', guard: isExportError },
  { error: new MediaProbeError('m', details), name: 'MediaProbeError', source: 'collector', guard: isMediaProbeError },
] as const;

const guards = family.flatMap(({ guard }) => (guard === null ? [] : [guard]));

describe.each(family)('$name', ({ error, name, source, guard }) => {
  it('is an Error of the family, known by its own guard and no other', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(InsightInventoryError);
    expect(error.name).toBe(name);
    expect(isInsightInventoryError(error)).toBe(true);
    expect(guards.filter((candidate) => candidate(error))).toEqual(guard === null ? [] : [guard]);
  });

  it('becomes a row of a document, of its own source by default', () => {
    expect(error.toIssue()).toMatchObject({ source, scope: 'run', id: null, kind: error.kind, code: error.code });
    expect(error.toIssue({ source: 'gcs', scope: 'folder', id: 'videos' })).toEqual({
      source: 'gcs',
      scope: 'folder',
      id: 'videos',
      kind: error.kind,
      code: error.code,
      message: error.message,
      remedy: error.remedy,
      retryable: error.retryable,
    });
  });

  it('shows its facts and no cause when inspected', () => {
    expect(inspect(error)).toContain(error.code);
    expect(error.cause).toBeUndefined();
    expect(inspect(error)).not.toContain('insight-inventory.error');
  });
});

describe('guards', () => {
  it('know an error of another build, which has the brand but not the class', () => {
    const foreign = Object.assign(new Error('m'), {
      name: 'GraphApiError',
      [Symbol.for('insight-inventory.error')]: true,
    });
    expect(foreign).not.toBeInstanceOf(InsightInventoryError);
    expect(isInsightInventoryError(foreign)).toBe(true);
    expect(isGraphApiError(foreign)).toBe(true);
    expect(isStorageError(foreign)).toBe(false);
  });

  it.each([
    null,
    undefined,
    'GraphApiError',
    4,
    {},
    new Error('m'),
    Object.assign(new Error('m'), { name: 'GraphApiError' }),
  ])('do not know %s', (value) => {
    expect(isInsightInventoryError(value)).toBe(false);
    expect(guards.some((guard) => guard(value))).toBe(false);
  });
});

describe('defaults', () => {
  it('are final, without a remedy, without a partial list', () => {
    const error = new InsightInventoryError('m', { kind: 'io', code: 'io:EIO' });
    expect(error).toMatchObject({ retryable: false, remedy: null });
    expect(error.partial).toBeUndefined();
  });

  it('carry what was read of a broken list', () => {
    const partial = { items: [1, 2], after: 'cursor' };
    expect(new InsightInventoryError('m', { ...details, partial }).partial).toBe(partial);
  });

  it('leave unknown facts of the platforms null', () => {
    expect(new GraphApiError('m', { ...details, status: null })).toMatchObject({
      status: null,
      graphCode: null,
      graphSubcode: null,
      traceId: null,
      retryAfterMs: null,
    });
    expect(new StorageError('m', { ...details, bucket: 'b' })).toMatchObject({
      objectName: null,
      status: null,
      retryAfterMs: null,
    });
  });
});

describe('ConfigError', () => {
  it('names every problem with what was found and what to do', () => {
    const error = new ConfigError([
      { key: 'gcs_bucket', found: 'nothing', remedy: 'Name a bucket.' },
      { key: 'max_media_items', found: '0', remedy: 'Give a whole number from 1.' },
    ]);
    expect(error.message).toBe(
      'The configuration has 2 problems:\n' +
        '  gcs_bucket: found nothing. Name a bucket.\n' +
        '  max_media_items: found 0. Give a whole number from 1.',
    );
    expect(error).toMatchObject({
      kind: 'config',
      code: 'config:gcs_bucket',
      remedy: 'Name a bucket.',
      retryable: false,
    });
  });

  it('speaks of one problem in the singular', () => {
    expect(new ConfigError([{ key: 'k', found: 'nothing', remedy: 'r' }]).message).toMatch(
      /^The configuration has a problem:/,
    );
  });
});

describe('an error of problems', () => {
  it.each([
    ['ConfigError', new ConfigError([]), 'config:unknown'],
    ['ArgumentError', new ArgumentError(null, []), 'argument:unknown'],
  ])('of none says so: %s', (_, error, code) => {
    expect(error).toMatchObject({ code, remedy: null, problems: [] });
  });

  it('names no function when only the use of one showed the problem', () => {
    const error = new ArgumentError(null, [{ key: 'since', found: 'is no time', remedy: 'Give a time.' }]);
    expect(error.message).toBe('since is no time. Give a time.');
  });
});

describe('ownError', () => {
  const own = new ConfigError([]);

  it('gives an error of this library', () => {
    expect(ownError(own)).toBe(own);
  });

  it.each([[new TypeError('a mistake in code')], ['a text'], [null]])('throws %s on', (thrown) => {
    expect(() => ownError(thrown)).toThrow(thrown instanceof Error ? thrown : String(thrown));
  });

  it('throws the reason of an aborted signal, which is why the call failed', () => {
    const reason = new Error('stopped');
    expect(() => ownError(own, AbortSignal.abort(reason))).toThrow(reason);
  });
});

describe('messageOf', () => {
  it.each([
    [new TypeError('what it says'), 'what it says'],
    ['a text', 'a text'],
    [null, 'null'],
  ])('of %s', (thrown, said) => {
    expect(messageOf(thrown)).toBe(said);
  });
});
