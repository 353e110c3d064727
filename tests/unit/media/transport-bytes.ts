import { bytesOf, u16, u32 } from '../../../src/testing/media-files/media-bytes.ts';

/** The packets of the picture. */
export const VIDEO = 0x100;
/** The packets of the sound. */
export const SOUND = 0x101;

/** Makes a packet of 188 bytes; what its content does not fill is stuffing. */
export function packet(pid: number, starts: boolean, content: Uint8Array): Uint8Array {
  const stuffing = 184 - content.length;
  const field = stuffing === 0 ? [] : [bytesOf(stuffing - 1, ...(stuffing > 1 ? [0] : []))];
  const filler = new Uint8Array(Math.max(0, stuffing - 2)).fill(0xff);
  return bytesOf(0x47, u16((starts ? 0x4000 : 0) | pid), stuffing === 0 ? 0x10 : 0x30, ...field, filler, content);
}

/** Makes a table of the stream, whole in one packet; its checksum is not read. */
export function section(pid: number, tableId: number, body: Uint8Array): Uint8Array {
  const length = 5 + body.length + 4;
  return packet(pid, true, bytesOf(0, tableId, u16(0xb000 | length), u16(1), 0xc1, 0, 0, body, u32(0)));
}

/** Names a picture of MPEG-2 and a sound of AAC. */
export const TABLES = bytesOf(
  section(0, 0, bytesOf(u16(1), u16(0xe000 | 0x20))),
  section(
    0x20,
    2,
    bytesOf(
      ...[u16(0xe000 | VIDEO), u16(0xf000)],
      ...[0x02, u16(0xe000 | VIDEO), u16(0xf000)],
      ...[0x0f, u16(0xe000 | SOUND), u16(0xf000)],
    ),
  ),
);
