import { execFile } from 'node:child_process';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = new URL('../../', import.meta.url);
const OXLINT = fileURLToPath(new URL('node_modules/oxlint/bin/oxlint', ROOT));

const PLANTED = `
export const parsed: string[] = JSON.parse('[]');
export function start(): void {
  Promise.resolve();
}
export function first(names: string[]): string {
  return names[0]!;
}
`;

// Rules that know types come from a second program, without which they would be left out.
it('the lint of code refuses what types show to be wrong', async () => {
  const folder = await temporaryFolder();
  for (const name of ['.oxlintrc.json', 'tsconfig.json']) await copyFile(new URL(name, ROOT), join(folder, name));
  await writeFile(join(folder, 'planted.ts'), PLANTED);
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [OXLINT, '--format', 'unix'], { cwd: folder }, (_error, stdout) => {
      resolve(stdout);
    });
  });
  for (const rule of ['no-unsafe-assignment', 'no-floating-promises', 'no-non-null-assertion']) {
    expect(output).toContain(rule);
  }
});
