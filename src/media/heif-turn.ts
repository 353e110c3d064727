import { boxesIn, findBox, type Box } from './isobmff-boxes.ts';

/** How a HEIC, HEIF or AVIF picture is turned and cut for display. */
export interface HeifTurn {
  /** Clockwise degrees; `null` when the pictures in the file are turned differently. */
  readonly rotation: number | null;
  /** True when a part of a picture is cut off, which the size of the stored picture does not show. */
  readonly cropped: boolean;
}

/** `meta` starts with a version and flags, `irot` holds one byte. */
const FULL_BOX_BYTES = 4;

/**
 * Reads the `irot` and `clap` properties. `irot` counts quarter turns against the clock.
 *
 * @source ISO/IEC 23008-12 §6.5.10; ISO/IEC 14496-12 §12.1.4
 */
export function readHeifTurn(bytes: Uint8Array): HeifTurn {
  const file: Box = { type: '', start: 0, end: bytes.length };
  const meta = findBox(bytes, file, 'meta');
  const inner = meta === null ? null : { ...meta, start: meta.start + FULL_BOX_BYTES };
  const properties = inner === null ? null : findBox(bytes, inner, 'iprp', 'ipco');
  if (properties === null) return { rotation: null, cropped: false };
  const turns = new Set<number>();
  let cropped = false;
  for (const box of boxesIn(bytes, properties.start, properties.end)) {
    if (box.type === 'irot') turns.add((bytes[box.start] ?? 0) & 3);
    if (box.type === 'clap') cropped = true;
  }
  const [quarters = 0] = turns;
  return { rotation: turns.size > 1 ? null : (360 - quarters * 90) % 360, cropped };
}
