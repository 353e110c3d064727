import { describe, expect, it } from 'vitest';

import { finish, type Steps } from '../../../src/base/steps.ts';
import { LoopTurns } from '../../../src/runtime/concurrency.ts';

/** Works without pause until a turn of the event loop came in between, or for 2 s. */
function* work(seen: { turns: number }): Steps<string> {
  for (const end = performance.now() + 2_000; seen.turns === 0 && performance.now() < end;) yield;
  return 'done';
}

describe('long work in steps', () => {
  it('lets the event loop have its turns, and gives its result', async () => {
    const seen = { turns: 0 };
    setImmediate(() => {
      seen.turns += 1;
    });
    expect(await new LoopTurns().run(work(seen))).toBe('done');
    expect(seen.turns).toBe(1);
  });

  it('is done at once without', () => {
    expect(finish(work({ turns: 1 }))).toBe('done');
  });
});
