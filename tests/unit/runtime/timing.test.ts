import { describe, expect, it } from 'vitest';

import { silentLogger, type Logger } from '../../../src/runtime/logger.ts';
import { withTiming } from '../../../src/runtime/timing.ts';
import { createFakeClock } from './fake-clock.ts';

function createMemoryLogger(): Logger & { lines: [string, string, Record<string, unknown> | undefined][] } {
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
    const logger = createMemoryLogger();
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
    const logger = createMemoryLogger();
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
    const logger = createMemoryLogger();
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

  it('does not show a token that stands in an error', () => {
    const logger = createMemoryLogger();
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
