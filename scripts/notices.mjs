// Writes THIRD-PARTY-NOTICES: the licence of every package whose code stands inside dist. Run after a build.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const dist = new URL('dist/', root);

const maps = readdirSync(dist).filter((name) => name.endsWith('.map'));
const sources = maps.flatMap((name) => JSON.parse(readFileSync(new URL(name, dist), 'utf8')).sources);
const inlined = sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);

const sections = [...new Set(inlined)].sort().map((name) => {
  const folder = new URL(`node_modules/${name}/`, root);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file.`);
  const { license } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
  return `${name} (${license})\n\n${readFileSync(new URL(file, folder), 'utf8').trim()}\n`;
});

const head = 'The built files of insight-inventory contain code of these packages, under these licences.\n';
writeFileSync(new URL('THIRD-PARTY-NOTICES', root), [head, ...sections].join(`\n${'-'.repeat(80)}\n\n`));
