// Writes THIRD-PARTY-NOTICES: the licence of every package whose code is inlined in dist. Run after a build.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

import { inlinedPackages } from './built-files.ts';

const root = new URL('../', import.meta.url);

const sections = inlinedPackages().map((name) => {
  const folder = new URL(`node_modules/${name}/`, root);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file.`);
  const { license } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { license: string };
  return `${name} (${license})\n\n${readFileSync(new URL(file, folder), 'utf8').trim()}\n`;
});

const head = 'The built files of insight-inventory contain code of these packages, under these licences.\n';
writeFileSync(new URL('THIRD-PARTY-NOTICES', root), [head, ...sections].join(`\n${'-'.repeat(80)}\n\n`));
