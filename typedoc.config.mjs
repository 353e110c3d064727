// The API reference: Markdown from the docblocks, in docs/api. `npm run docs:api` writes it, and fails on what has none.
import { readFileSync } from 'node:fs';

import { OptionDefaults } from 'typedoc';

const manifest = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
// What has declarations is an entry; the others are data.
const entries = Object.entries(manifest.exports).filter(([, target]) => target.import?.types !== undefined);

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  plugin: ['typedoc-plugin-markdown'],
  tsconfig: 'tsconfig.build.json',
  entryPoints: entries.map(([path]) => (path === '.' ? 'src/index.ts' : `src/${path.slice('./'.length)}/index.ts`)),
  // The compiler has already been over all of it.
  skipErrorChecking: true,
  out: 'docs/api',
  readme: 'none',
  hideGenerator: true,
  disableSources: true,
  excludePrivate: true,
  excludeProtected: true,
  blockTags: [...OptionDefaults.blockTags, '@source'],
  // Properties are not among them: where a name says it all, a docblock would repeat it.
  requiredToBeDocumented: ['Module', 'Class', 'Interface', 'TypeAlias', 'Variable', 'Function', 'Method', 'Accessor'],
  validation: { notExported: true, notDocumented: true, invalidLink: true },
  treatWarningsAsErrors: true,
};
