import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Has the disk take what was written. By the descriptor: the file handles of Yarn's Plug'n'Play have no `sync()`.
 *
 * @source Yarn 4, fslib: "Method not implemented." of its file handles (seen with 4.18.1 on 2026-11-28)
 */
export async function syncFile(handle: FileHandle): Promise<void> {
  await promisify(fs.fsync)(handle.fd);
}
