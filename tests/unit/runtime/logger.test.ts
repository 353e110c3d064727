import { readFile, writeFile } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';

import { readInput } from '../../../src/base/check-input.ts';
import { Redactor, Secret } from '../../../src/base/redact.ts';
import {
  createLogger,
  fromPino,
  type Logger,
  logLevel,
  safeLogger,
  silentLogger,
  withTiming,
} from '../../../src/runtime/logger.ts';
import { createFakeClock } from './fake-clock.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

interface Line {
  level: string;
  message: string;
  fields: Record<string, unknown> | undefined;
}

function createMemoryLogger(): Logger & { lines: Line[] } {
  const lines: Line[] = [];
  const write =
    (level: string) =>
    (message: string, fields?: Record<string, unknown>): void => {
      lines.push({ level, message, fields });
    };
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

const levels = ['debug', 'info', 'warn', 'error'] as const;

describe('safeLogger', () => {
  it('passes each level on as it is, and adds the name of who logs', () => {
    const logger = createMemoryLogger();
    const safe = safeLogger(logger, new Redactor(), 'instagram_analytics');
    for (const level of levels) safe[level]('request finished', { status: 200 });
    expect(logger.lines).toEqual(
      levels.map((level) => ({
        level,
        message: 'request finished',
        fields: { logger: 'instagram_analytics', status: 200 },
      })),
    );
  });

  it('sends no fields when there are none and nobody is named', () => {
    const logger = createMemoryLogger();
    safeLogger(logger, new Redactor()).info('started');
    expect(logger.lines).toEqual([{ level: 'info', message: 'started', fields: undefined }]);
  });

  it('takes known secrets out of the message and out of fields at any depth', () => {
    const logger = createMemoryLogger();
    const safe = safeLogger(logger, new Redactor().add(new Secret('canary-4711')));
    safe.error('failed with canary-4711', { error: new Error('canary-4711', { cause: ['canary-4711'] }) });
    expect(JSON.stringify(logger.lines)).not.toContain('canary');
    expect(logger.lines[0]?.message).toBe('failed with [redacted]');
  });

  it('survives a logger that throws at every level', () => {
    const fail = (): never => {
      throw new Error('disk full');
    };
    const safe = safeLogger({ debug: fail, info: fail, warn: fail, error: fail }, new Redactor());
    for (const level of levels) {
      expect(() => {
        safe[level]('x');
      }).not.toThrow();
    }
  });

  it('survives a logger whose promise rejects', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const fail = (): Promise<never> => Promise.reject(new Error('network down'));
    // An async function is a Logger to the type checker; the caller cannot know better.
    const logger = { debug: fail, info: fail, warn: fail, error: fail } as unknown as Logger;
    safeLogger(logger, new Redactor()).warn('x');
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('survives fields whose getters throw', () => {
    const logger = createMemoryLogger();
    const fields = {
      get bad(): string {
        throw new Error('no');
      },
    };
    expect(() => {
      safeLogger(logger, new Redactor()).info('x', fields);
    }).not.toThrow();
  });

  it('keeps `this` for a logger that is a class', () => {
    class Counter implements Logger {
      count = 0;
      debug(): void {
        this.count += 1;
      }
      info(): void {
        this.count += 1;
      }
      warn(): void {
        this.count += 1;
      }
      error(): void {
        this.count += 1;
      }
    }
    const counter = new Counter();
    const safe = safeLogger(counter, new Redactor());
    for (const level of levels) safe[level]('x');
    expect(counter.count).toBe(4);
  });

  it('costs nothing on the silent logger', () => {
    expect(safeLogger(silentLogger, new Redactor(), 'x')).toBe(silentLogger);
  });

  it('accepts the console as it is', () => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
    safeLogger(console, new Redactor(), 'gcs_inventory').info('listing finished', { pages: 2 });
    expect(info).toHaveBeenCalledWith('listing finished', { logger: 'gcs_inventory', pages: 2 });
    info.mockRestore();
  });
});

describe('fromPino', () => {
  it('turns the arguments round', () => {
    const calls: unknown[][] = [];
    const write = (...args: unknown[]): void => {
      calls.push(args);
    };
    const logger = fromPino({ debug: write, info: write, warn: write, error: write });
    logger.debug('a', { n: 1 });
    logger.info('b');
    logger.warn('c', { n: 2 });
    logger.error('d', { n: 3 });
    expect(calls).toEqual([
      [{ n: 1 }, 'a'],
      [{}, 'b'],
      [{ n: 2 }, 'c'],
      [{ n: 3 }, 'd'],
    ]);
  });
});

function createLineLogger(): Logger & { lines: [string, string, Record<string, unknown> | undefined][] } {
  const lines: [string, string, Record<string, unknown> | undefined][] = [];
  const write =
    (level: string) =>
    (message: string, fields?: Record<string, unknown>): void => {
      lines.push([level, message, fields]);
    };
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

const operation = 'data_collection';

describe('withTiming', () => {
  it('logs start, end and seconds of a synchronous function, which stays synchronous', () => {
    const logger = createLineLogger();
    const clock = createFakeClock();
    const timed = withTiming(
      logger,
      operation,
      (a: number, b: number) => {
        clock.advance(1_234);
        return a + b;
      },
      clock,
    );
    expect(timed(2, 3)).toBe(5);
    expect(logger.lines).toEqual([
      ['info', 'operation started', { operation }],
      ['info', 'operation finished', { operation, seconds: 1.234 }],
    ]);
  });

  it('logs the end of an asynchronous function when its promise settles', async () => {
    const logger = createLineLogger();
    const clock = createFakeClock();
    const timed = withTiming(
      logger,
      operation,
      async () => {
        await clock.sleep(2_500);
        return 'done';
      },
      clock,
    );
    const result = timed();
    expect(logger.lines).toHaveLength(1);
    await expect(result).resolves.toBe('done');
    expect(logger.lines[1]).toEqual(['info', 'operation finished', { operation, seconds: 2.5 }]);
  });

  it('logs a failure, synchronous or not, and lets the very error through', async () => {
    const logger = createLineLogger();
    const clock = createFakeClock();
    const error = new Error('no');
    const fail = (): never => {
      clock.advance(10);
      throw error;
    };
    expect(withTiming(logger, operation, fail, clock)).toThrow(error);
    await expect(withTiming(logger, operation, () => Promise.reject(error), clock)()).rejects.toBe(error);
    expect(logger.lines.filter(([level]) => level === 'error')).toMatchObject([
      ['error', 'operation failed', { operation, seconds: 0.01, error: { name: 'Error', message: 'no' } }],
      ['error', 'operation failed', { operation, seconds: 0, error: { name: 'Error', message: 'no' } }],
    ]);
  });

  it('passes this through', () => {
    function total(this: { step: number }, times: number): number {
      return this.step * times;
    }
    const timed = { step: 5, total: withTiming(silentLogger, operation, total) };
    expect(timed.total(3)).toBe(15);
  });

  it('does not show a token that is part of an error', () => {
    const logger = createLineLogger();
    const fail = (): never => {
      throw new Error('https://x.test/?access_token=canary-4711');
    };
    expect(withTiming(logger, operation, fail)).toThrow();
    expect(JSON.stringify(logger.lines)).not.toContain('canary');
  });

  it('survives a logger that throws', () => {
    const fail = (): never => {
      throw new Error('disk full');
    };
    const timed = withTiming({ debug: fail, info: fail, warn: fail, error: fail }, operation, () => 1);
    expect(timed()).toBe(1);
  });
});

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
