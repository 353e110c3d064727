import { readFile } from 'node:fs/promises';

import * as v from 'valibot';

const manifest = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ name: v.literal('insight-inventory'), version: v.string() }),
);

/** The version of the package this file belongs to: the built command stands one folder below it, the source two. */
export async function readVersion(): Promise<string> {
  for (const path of ['../package.json', '../../package.json']) {
    const text = await readFile(new URL(path, import.meta.url), 'utf8').catch(() => null);
    const found = v.safeParse(manifest, text);
    if (found.success) return found.output.version;
  }
  throw new TypeError('the package of this program has no package.json');
}
