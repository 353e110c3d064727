import { box, boxHead } from './isobmff-box.ts';
import { audioTrack, sizeTracks, type UnsizedTrack, type VideoShape, videoTrack } from './isobmff-track-plans.ts';
import { movieBox, type TrackPlan } from './isobmff-track.ts';
import { filledBytes, fixedBytes, joinBytes, type MediaBytes } from './media-bytes.ts';
import { requireDuration, requirePicture, requireRoom, type TimedFile } from './require-fit.ts';
import { u32 } from './write.ts';

/** Where the header lies: `first` is what an upload for streaming has, `last` what many recorders and renderers write. */
export type MoovPlace = 'first' | 'last';

export interface IsobmffPlan extends TimedFile {
  /** Name of the format in an error. */
  readonly format: string;
  /** Major brand, then the compatible ones. */
  readonly brands: readonly string[];
  readonly video: VideoShape | null;
  readonly audio: boolean;
  readonly moov: MoovPlace;
}

function planTracks(plan: IsobmffPlan): readonly UnsizedTrack[] {
  requireDuration(plan.durationSeconds);
  const tracks: UnsizedTrack[] = [];
  if (plan.video !== null) {
    requirePicture(plan.video.width, plan.video.height);
    tracks.push(videoTrack(plan.durationSeconds, plan.video));
  }
  if (plan.audio) tracks.push(audioTrack(plan.durationSeconds));
  return tracks;
}

/** File positions of the tracks' samples, each track's after the one before. */
function chunkOffsets(tracks: readonly TrackPlan[], start: number): readonly number[] {
  let offset = start;
  return tracks.map((track) => {
    const own = offset;
    offset += track.sampleCount * track.sampleSize;
    return own;
  });
}

/**
 * A file of the ISO base media format (MP4, MOV, M4A): real `ftyp` and `moov`, samples of zeros. Its header is under
 * 2 KiB at any length, for every sample of a track has one size and lies in one chunk. Throws a `RangeError` when the
 * size does not hold the header and one byte a sample.
 */
export function isobmffFile(plan: IsobmffPlan): MediaBytes {
  const tracks = planTracks(plan);
  const major = plan.brands[0] ?? 'isom';
  const fileType = box('ftyp', major, u32(0x200), ...plan.brands);
  const moovOf = (sized: readonly TrackPlan[], at: number): Uint8Array =>
    movieBox(sized, plan.durationSeconds, chunkOffsets(sized, at));
  const samples = tracks.reduce((total, track) => total + track.sampleCount, 0);
  const moovLength = moovOf(sizeTracks(tracks, samples), 0).length;

  const mediaSize = plan.size - fileType.length - moovLength;
  requireRoom(plan.format, plan.size, fileType.length + moovLength + 8 + samples);
  const mediaHead = boxHead('mdat', mediaSize);
  const sampleRoom = mediaSize - mediaHead.length;
  const sampleStart = fileType.length + mediaHead.length + (plan.moov === 'first' ? moovLength : 0);
  const moov = fixedBytes(moovOf(sizeTracks(tracks, sampleRoom), sampleStart));
  const media = [fixedBytes(mediaHead), filledBytes(sampleRoom)];
  return joinBytes([fixedBytes(fileType), ...(plan.moov === 'first' ? [moov, ...media] : [...media, moov])]);
}
