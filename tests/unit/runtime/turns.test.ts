import { describe, expect, it } from 'vitest';

import { Turns } from '../../../src/runtime/turns.ts';

describe('Turns', () => {
  it('starts a piece of work only once the one before has settled, in the order they came', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const work = (name: string, ms: number) => async (): Promise<string> => {
      log.push(`${name} starts`);
      await new Promise((resolve) => setTimeout(resolve, ms));
      log.push(`${name} ends`);
      return name;
    };
    expect(await Promise.all([turns.take(work('a', 10)), turns.take(work('b', 0))])).toEqual(['a', 'b']);
    expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
  });

  it('gives the next its turn when one fails, and the failure to its own caller alone', async () => {
    const turns = new Turns();
    const failing = turns.take(() => Promise.reject(new Error('no')));
    const next = turns.take(() => Promise.resolve(1));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe(1);
  });
});
