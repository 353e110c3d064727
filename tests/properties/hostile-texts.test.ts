import { describe, expect, it } from 'vitest';

import { HOSTILE_PIECES, hostileText, TEXT_READERS } from '../matrix/hostile-texts.ts';

/** A reader that takes seconds by the square of the length for 100 kB runs into this time; a linear one has no need of it. */
const LENGTH = 300_000;
const TIMEOUT_MS = 30_000;

describe('a long hostile text', () => {
  it.each(Object.entries(TEXT_READERS))(
    'costs time by its length alone in %s',
    async (_, read) => {
      let done = 0;
      for (const piece of HOSTILE_PIECES) {
        await read(hostileText(piece, LENGTH));
        done += 1;
      }
      expect(done).toBe(HOSTILE_PIECES.length);
    },
    TIMEOUT_MS,
  );
});
