// Writes the declarations of the ES modules, which pass those of the CommonJS build on: packed once, they count for both.
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
for (const { import: esm, require: cjs } of Object.values(exports)) {
  if (esm === undefined) continue;
  const file = cjs.default.slice(cjs.default.lastIndexOf('/') + 1);
  writeFileSync(new URL(esm.types, root), `export * from './${file}';\n`);
}
