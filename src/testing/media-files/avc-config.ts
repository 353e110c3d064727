import { BitWriter } from './bit-writer.ts';
import { bytesOf, u16 } from './write.ts';

/** Macroblocks a picture of level 4.0 may have; larger ones are declared level 5.1. Source: H.264 table A-1. */
const LEVEL_40_MACROBLOCKS = 8_192;

// One picture parameter set that fits every baseline stream: CAVLC, one slice group, deblocking as signalled.
const PICTURE_PARAMETERS = Uint8Array.of(0x68, 0xce, 0x3c, 0x80);

/** Inserts the emulation prevention byte wherever two zeros would be followed by a byte of 3 or less. */
function escapeNal(bytes: Uint8Array): Uint8Array {
  const escaped: number[] = [];
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte <= 3) {
      escaped.push(3);
      zeros = 0;
    }
    escaped.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Uint8Array.from(escaped);
}

/** The sequence parameter set of a progressive 4:2:0 constrained baseline picture, sides rounded to macroblocks and cropped back. */
function sequenceParameters(width: number, height: number, level: number): Uint8Array {
  const columns = Math.ceil(width / 16);
  const rows = Math.ceil(height / 16);
  const cropRight = (columns * 16 - width) / 2;
  const cropBottom = (rows * 16 - height) / 2;
  const bits = new BitWriter();
  bits.write(66, 8).write(0xc0, 8).write(level, 8);
  bits.writeExpGolomb(0).writeExpGolomb(0); // seq_parameter_set_id, log2_max_frame_num_minus4
  bits.writeExpGolomb(2); // pic_order_cnt_type: output order is decoding order
  bits.writeExpGolomb(1).write(0, 1); // max_num_ref_frames, gaps_in_frame_num_value_allowed_flag
  bits.writeExpGolomb(columns - 1).writeExpGolomb(rows - 1);
  bits.write(1, 1).write(1, 1); // frame_mbs_only_flag, direct_8x8_inference_flag
  bits.write(cropRight > 0 || cropBottom > 0 ? 1 : 0, 1);
  if (cropRight > 0 || cropBottom > 0) {
    bits.writeExpGolomb(0).writeExpGolomb(cropRight).writeExpGolomb(0).writeExpGolomb(cropBottom);
  }
  bits.write(0, 1).write(1, 1); // no VUI, then the stop bit
  return bytesOf(0x67, escapeNal(bits.toBytes()));
}

/**
 * The AVC decoder configuration record (payload of `avcC`) of an H.264 constrained baseline stream of this size, with
 * 4-byte NAL lengths. Sides are even: the crop of a 4:2:0 picture counts in steps of two.
 */
export function avcConfig(width: number, height: number): Uint8Array {
  if (width % 2 !== 0 || height % 2 !== 0) {
    throw new RangeError(`An H.264 picture has even sides, not ${String(width)}x${String(height)}.`);
  }
  const level = Math.ceil(width / 16) * Math.ceil(height / 16) <= LEVEL_40_MACROBLOCKS ? 40 : 51;
  const sps = sequenceParameters(width, height, level);
  return bytesOf(
    ...[1, 66, 0xc0, level, 0xff, 0xe1],
    ...[u16(sps.length), sps],
    ...[1, u16(PICTURE_PARAMETERS.length), PICTURE_PARAMETERS],
  );
}
