import type { FileCategory, FileRecord } from '../documents/file.ts';
import type { MediaMetadata } from '../documents/media-metadata.ts';
import { toFileMediaMetadata } from '../media/file-media-metadata.ts';
import { MediaProber, type ProbeItem } from '../media/media-prober.ts';
import { createProbeCache } from '../media/probe-cache.ts';
import type { MediaKind } from '../media/probe-media.ts';
import type { RangeReader } from '../media/range-reader.ts';
import type { InventoryRun } from './run.ts';

/** What probing reads of a file. Every `FileRecord` fits. */
export type ProbedFile = Pick<FileRecord, 'name' | 'file_category' | 'size_bytes' | 'generation'>;

/** A prober of this bucket's objects; what it finds is kept by generation in the manager's store. */
export function createFileProber(run: InventoryRun): MediaProber {
  return new MediaProber({ source: 'gcs', cache: createProbeCache(run.setup.deps.store) });
}

/** The file as something to probe; `null` when it is no video, audio or image. */
export function toProbeItem(run: InventoryRun, file: ProbedFile): ProbeItem | null {
  const kind = kindOf(file.file_category);
  if (kind === null) return null;
  const { name, generation } = file;
  return {
    id: name,
    name,
    kind,
    identity: generation === null ? null : `${run.setup.bucket}/${name}#${generation}`,
    open: () => openObject(run, file),
  };
}

/** The record with what its header says. */
export function withMetadata(file: FileRecord, metadata: MediaMetadata): FileRecord {
  const { video_metadata, audio_metadata, image_metadata } = file;
  return {
    ...file,
    ...(video_metadata === undefined ? {} : { video_metadata: toFileMediaMetadata(video_metadata, metadata) }),
    ...(audio_metadata === undefined ? {} : { audio_metadata: toFileMediaMetadata(audio_metadata, metadata) }),
    ...(image_metadata === undefined ? {} : { image_metadata: toFileMediaMetadata(image_metadata, metadata) }),
  };
}

function kindOf(category: FileCategory): MediaKind | null {
  return category === 'video' || category === 'audio' || category === 'image' ? category : null;
}

function openObject({ store }: InventoryRun, { name, size_bytes, generation }: ProbedFile): RangeReader {
  return {
    size: size_bytes,
    read: (start, end, signal) =>
      store.readRange({ name, start, end: end - 1, generation: generation ?? undefined }, { signal }),
  };
}
