import { ALL_FORMATS, CustomSource, Input } from 'mediabunny';
import type { MediaBytes } from '../../../../src/testing/media-files/media-bytes.ts';

/** What an independent reader finds in a file, and how far it had to read for it. */
export interface MediaReading {
  readonly mimeType: string;
  readonly durationSeconds: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly videoCodec: string | null;
  readonly framesPerSecond: number | null;
  readonly audioCodec: string | null;
  readonly bytesRead: number;
  /** End of the furthest byte read. */
  readonly furthest: number;
}

interface Meter {
  bytes: number;
  furthest: number;
}

function openMedia(media: MediaBytes, meter: Meter): Input {
  return new Input({
    formats: ALL_FORMATS,
    source: new CustomSource({
      getSize: () => media.size,
      read: (start, end) => {
        meter.bytes += end - start;
        meter.furthest = Math.max(meter.furthest, end);
        return media.read(start, end);
      },
    }),
  });
}

/** Reads the header of a file as a probe would. */
export async function readMedia(media: MediaBytes): Promise<MediaReading> {
  const meter: Meter = { bytes: 0, furthest: 0 };
  using input = openMedia(media, meter);
  const video = await input.getPrimaryVideoTrack();
  const audio = await input.getPrimaryAudioTrack();
  const rate = await video?.computeFrameRateMetrics({ targetPacketCount: 30 });
  return {
    mimeType: await input.getMimeType(),
    durationSeconds: await input.getDurationFromMetadata(),
    width: video === null ? null : await video.getDisplayWidth(),
    height: video === null ? null : await video.getDisplayHeight(),
    videoCodec: video === null ? null : await video.getCodecParameterString(),
    framesPerSecond: rate?.bestGuessFrameRate ?? null,
    audioCodec: audio === null ? null : await audio.getCodecParameterString(),
    bytesRead: meter.bytes,
    furthest: meter.furthest,
  };
}

/** Computes the playing time found by walking every sample, in seconds. */
export async function walkDuration(media: MediaBytes): Promise<number> {
  using input = openMedia(media, { bytes: 0, furthest: 0 });
  return await input.computeDuration();
}
