import { describe, expect, it } from 'vitest';

import { HOSTILE_PIECES, hostileText, TEXT_READERS } from '../matrix/hostile-texts.ts';

/** At this length a reader that looks at places twice takes minutes, and runs into the time of its test. */
const LENGTH = 300_000;

describe('a long hostile text', () => {
  it.each(Object.entries(TEXT_READERS))('costs time by its length alone in %s', async (_, read) => {
    let done = 0;
    for (const piece of HOSTILE_PIECES) {
      await read(hostileText(piece, LENGTH));
      done += 1;
    }
    expect(done).toBe(HOSTILE_PIECES.length);
  });
});
