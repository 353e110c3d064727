/** What a `stts` box says of a track's samples together. */
export interface SampleTimes {
  readonly samples: number;
  readonly ticks: number;
  /** Of the usual frame; the mean where none is usual; `null` under two frames, which show no rate. */
  readonly ticksPerFrame: number | null;
}

/** Share of the frames that makes one length the usual one. */
const USUAL_SHARE = 0.9;

const ROW_BYTES = 8;

/**
 * Adds up the rows (how many samples, how many ticks each) of a time-to-sample box. The last frame of a clip often lasts
 * a little longer or shorter, so the length that nine tenths of the frames have is taken for all; without one, as in
 * clips of variable rate, the mean. `null` when fewer rows are there than claimed.
 *
 * @param content - version, flags, row count and rows
 * @source ISO/IEC 14496-12 §8.6.1.2
 */
export function readSampleTimes(content: DataView): SampleTimes | null {
  if (content.byteLength < 8) return null;
  const rows = content.getUint32(4);
  if (rows > (content.byteLength - 8) / ROW_BYTES) return null;
  let samples = 0;
  let ticks = 0;
  let usual = { samples: 0, ticks: 0 };
  for (let row = 0; row < rows; row += 1) {
    const count = content.getUint32(8 + row * ROW_BYTES);
    const each = content.getUint32(12 + row * ROW_BYTES);
    samples += count;
    ticks += count * each;
    if (count > usual.samples) usual = { samples: count, ticks: each };
  }
  if (samples < 2) return { samples, ticks, ticksPerFrame: null };
  return { samples, ticks, ticksPerFrame: usual.samples >= samples * USUAL_SHARE ? usual.ticks : ticks / samples };
}
