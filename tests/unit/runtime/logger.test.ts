import { describe, expect, it, vi } from 'vitest';

import { Redactor, Secret } from '../../../src/base/redact.ts';
import { type Logger, fromPino, safeLogger, silentLogger, withTiming } from '../../../src/runtime/logger.ts';
import { createFakeClock } from './fake-clock.ts';

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
