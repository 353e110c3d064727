import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

import { toExportError, writableTarget } from './io-error.ts';
import { syncFile } from './atomic-write.ts';

/**
 * Appends a line in one write: the system appends whole writes of several processes one after the other.
 *
 * @throws {ExportError} of kind `io` when the disk refuses
 */
export async function appendLine(file: string, line: string): Promise<void> {
  try {
    const target = await writableTarget(file);
    await mkdir(dirname(target), { recursive: true });
    const handle = await open(target, 'a+');
    try {
      const { size } = await handle.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await handle.read(last, 0, 1, size - 1);
      // A line that a full disk has cut off does not take the next one with it.
      const isOpen = size > 0 && last.toString() !== '\n';
      const bytes = Buffer.from(`${isOpen ? '\n' : ''}${line}\n`);
      let offset = 0;
      while (offset < bytes.byteLength) offset += (await handle.write(bytes, offset)).bytesWritten;
      await syncFile(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw toExportError(file, error);
  }
}
