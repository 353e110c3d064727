import { setImmediate } from 'node:timers/promises';

import { MediaProbeError } from '../base/errors.ts';

/** A header takes tens of reads, the largest transport streams about a thousand. */
const MAX_READS = 20_000;

/** Reads between two turns of the event loop, so that deadlines and aborts are heard in between. */
const READS_A_TURN = 500;

type Read = (start: number, end: number) => Promise<Uint8Array>;

/**
 * Reads with an end: a file of a million two-byte elements, all of them at hand, would keep a parser busy without ever
 * waiting for anything.
 *
 * @throws {MediaProbeError} `media:budget` from the read after the last
 */
export function pacedReads(read: Read): Read {
  let reads = 0;
  return async (start, end) => {
    reads += 1;
    if (reads > MAX_READS) {
      throw new MediaProbeError('The header is in too many pieces.', { kind: 'truncated', code: 'media:budget' });
    }
    if (reads % READS_A_TURN === 0) await setImmediate();
    return read(start, end);
  };
}
