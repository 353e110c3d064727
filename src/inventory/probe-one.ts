import { InsightInventoryError } from '../base/errors.ts';
import type { MediaMetadata } from '../documents/media-metadata.ts';
import { createFileProber, toProbeItem, type ProbedFile } from './probe-files.ts';
import type { InventoryRun } from './run.ts';

/**
 * What one file's header says, by a few range reads. A header that cannot be understood is `null`s with their reasons.
 *
 * @throws {InsightInventoryError} of kind `invalid_request` for a file that is no media; {StorageError} when the object
 * cannot be read
 */
export async function probeOne(run: InventoryRun, file: ProbedFile): Promise<MediaMetadata> {
  const item = toProbeItem(run, file);
  if (item === null) {
    throw new InsightInventoryError(`${file.name} is no video, sound or image.`, {
      kind: 'invalid_request',
      code: 'file_category',
      remedy: 'Probe files whose file_category is video, audio or image.',
    });
  }
  // The prober turns every failure into nulls; whoever asks for one file wants to know that it could not be read.
  const failed: { error?: Error } = {};
  const open: typeof item.open = () => {
    const reader = item.open();
    return {
      size: reader.size,
      read: async (start, end, signal) => {
        try {
          return await reader.read(start, end, signal);
        } catch (error) {
          if (error instanceof Error) failed.error = error;
          throw error;
        }
      },
    };
  };
  const metadata = await createFileProber(run).probe({ ...item, open }, run.signal);
  if (failed.error !== undefined) throw failed.error;
  return metadata;
}
