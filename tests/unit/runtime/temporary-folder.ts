import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach } from 'vitest';

/** Makes a folder of its own for each test of a file; gone afterwards. Call it where the tests are described. */
export function useTemporaryFolder(): { path: (...parts: string[]) => string } {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'insight-inventory-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return { path: (...parts) => join(folder, ...parts) };
}
