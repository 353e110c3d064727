import type { FileMediaMetadata, MediaMetadata } from '../documents/media-metadata.ts';

/**
 * A file record's `video_metadata`, `audio_metadata` or `image_metadata` after a probe: format and content type as the
 * name and the listing gave them, then what the file's header says.
 *
 * @example
 * toFileMediaMetadata({ format: 'MP4', content_type: 'video' }, metadata).format; //=> 'MP4'
 */
export function toFileMediaMetadata(
  named: Pick<FileMediaMetadata, 'format' | 'content_type'>,
  metadata: MediaMetadata,
): FileMediaMetadata {
  return { format: named.format, content_type: named.content_type, ...metadata };
}
