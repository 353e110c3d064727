import { readFile, writeFile } from 'node:fs/promises';
import { type MockInstance, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { readInput } from '../../../src/base/check-input.ts';
import { createLogger, logLevel } from '../../../src/runtime/create-logger.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

const folder = useTemporaryFolder();
let written = '';
let stderr: MockInstance<typeof process.stderr.write>;
let stdout: MockInstance<typeof process.stdout.write>;

beforeEach(() => {
  written = '';
  stderr = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    written += String(chunk);
    return true;
  });
  stdout = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
});

afterEach(() => {
  stderr.mockRestore();
  stdout.mockRestore();
});

function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('createLogger', () => {
  it('gives its lines to a function in place of standard error', () => {
    const lines: string[] = [];
    createLogger({ format: 'json', write: (line) => void lines.push(line) }).info('request finished');
    expect(jsonLines(lines.join(''))).toMatchObject([{ level: 'INFO', message: 'request finished' }]);
    expect(written).toBe('');
  });

  it('writes one JSON object per line to standard error, nothing to standard output', () => {
    const logger = createLogger({ format: 'json', name: 'collect' });
    logger.info('request finished', { status: 200, nested: { list: [1, null, 'ä'] } });
    logger.warn('two\nlines');
    const [first, second] = jsonLines(written);
    expect(first).toMatchObject({
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/) as string,
      level: 'INFO',
      logger: 'collect',
      message: 'request finished',
      status: 200,
      nested: { list: [1, null, 'ä'] },
    });
    expect(second).toMatchObject({ level: 'WARN', message: 'two\nlines' });
    expect(stdout).not.toHaveBeenCalled();
  });

  it('lets a record name its own logger', () => {
    createLogger({ format: 'json', name: 'collect' }).info('x', { logger: 'gcs_inventory' });
    expect(jsonLines(written)[0]).toMatchObject({ logger: 'gcs_inventory', level: 'INFO', message: 'x' });
  });

  it('writes for people by default', () => {
    createLogger({ name: 'collect' }).warn('section %s incomplete', {
      section: 'media',
      failed: 2,
      note: 'two words',
      error: new Error('no'),
    });
    expect(written).toMatch(
      /^\d{4}-\d{2}-\d{2} [\d:.]+Z WARN collect section %s incomplete \{ section: 'media', failed: 2, note: 'two words', error: \{ name: 'Error', message: 'no' \} \}\n$/,
    );
  });

  it('does not let a message pass for two records', () => {
    createLogger().info('a\n2026-01-01 00:00:00.000Z ERROR forged');
    expect(written.split('\n').filter((line) => /^\d/.test(line))).toHaveLength(1);
  });

  it.each([
    ['debug', ['DEBUG', 'INFO', 'WARN', 'ERROR']],
    ['INFO', ['INFO', 'WARN', 'ERROR']],
    ['Warning', ['WARN', 'ERROR']],
    [' error ', ['ERROR']],
    ['silent', []],
  ])('at level %s writes %j', (level, expected) => {
    const logger = createLogger({ level, format: 'json' });
    logger.debug('x');
    logger.info('x');
    logger.warn('x');
    logger.error('x');
    expect(jsonLines(written).map((line) => line['level'])).toEqual(expected);
  });

  it('refuses an unknown level and an unknown format, naming it', () => {
    expect(() => createLogger({ level: 'loud' })).toThrow(/level: found "loud".*debug, info, warn/);
    expect(() => createLogger({ format: 'xml' as 'json' })).toThrow(/format: found "xml"/);
  });

  it('appends the same lines to a file, whose folder it makes', async () => {
    const file = folder.path('logs', 'run.log');
    createLogger({ format: 'json', file }).info('first');
    createLogger({ format: 'json', file }).info('second', { n: 1 });
    await vi.waitFor(async () => {
      expect((await readFile(file, 'utf8')).split('\n').sort()).toEqual(written.split('\n').sort());
    });
    expect(jsonLines(written).map((line) => line['message'])).toEqual(['first', 'second']);
  });

  it('reports once that the file cannot be written, and goes on', async () => {
    await writeFile(folder.path('taken'), '');
    const logger = createLogger({ format: 'json', file: folder.path('taken', 'run.log') });
    logger.info('first');
    logger.info('second');
    await vi.waitFor(() => {
      expect(written).toMatch(/cannot be written/);
    });
    logger.info('third');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(written.match(/cannot be written/g)).toHaveLength(1);
    expect(written).toContain('"first"');
    expect(written).toContain('"second"');
  });

  it("has tslog's own mask as a second net under the redaction", () => {
    createLogger({ format: 'json' }).info('x', { access_token: 'canary', nested: [{ Authorization: 'canary' }] });
    expect(jsonLines(written)[0]).toMatchObject({ access_token: '[***]', nested: [{ Authorization: '[***]' }] });
  });

  it('logs what JSON cannot hold', () => {
    const circular: Record<string, unknown> = {
      n: 1n,
      f: () => 1,
      u: undefined,
      when: new Date(0),
      bytes: new Uint8Array(3),
    };
    circular['self'] = circular;
    createLogger({ format: 'json' }).info('x', circular);
    createLogger({ format: 'pretty' }).info('x', circular);
    expect(JSON.parse(written.split('\n')[0] ?? '')).toMatchObject({
      n: '1',
      f: '[function]',
      when: '1970-01-01T00:00:00.000Z',
      bytes: '[3 bytes]',
      self: '[circular]',
    });
  });
});

describe('logLevel', () => {
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
  ])('reads %j as %j', (word, expected) => {
    const { output, problems } = readInput(logLevel, word, { name: 'level' });
    expect(problems.length === 0 ? output : null).toBe(expected);
  });
});
