import { cpSync, readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);
const { version, repository } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
const source = repository.url.replace(/^git\+|\.git$/g, '');

// Copied, since what a page imports is looked for beside it.
cpSync(new URL('docs', ROOT), new URL('../pages', import.meta.url), { recursive: true, force: true });

/** Files of a folder of the documentation as entries of the side bar, by their first heading. */
function pagesOf(folder) {
  return readdirSync(new URL(`docs/${folder}`, ROOT))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => {
      const heading = /^# (.+)$/m.exec(readFileSync(new URL(`docs/${folder}${name}`, ROOT), 'utf8'))?.[1] ?? name;
      return { text: heading.replaceAll('`', ''), link: `/${folder}${name.slice(0, -'.md'.length)}` };
    });
}

/** The groups of docs/README.md, which orders the pages by what a reader wants. */
function groups() {
  const index = readFileSync(new URL('docs/README.md', ROOT), 'utf8');
  return index
    .split(/^## /m)
    .slice(1)
    .map((part) => ({
      text: part.slice(0, part.indexOf('\n')),
      items: [...part.matchAll(/\[([^\]]+)\]\(([\w-]+)\.md\)/g)].map(([, text, page]) => ({ text, link: `/${page}` })),
    }));
}

// Links of the pages that leave the documentation lead to the repository: sources, tests, examples.
const toRepository = (md) => {
  const usual =
    md.renderer.rules.link_open ?? ((tokens, index, options, env, self) => self.renderToken(tokens, index, options));
  md.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const token = tokens[index];
    const href = token.attrGet('href') ?? '';
    const page = env.relativePath ?? '';
    if (!/^(?:[a-z]+:|#)/i.test(href)) {
      const target = new URL(href, `https://docs.invalid/docs/${page}`).pathname.slice(1);
      if (!target.startsWith('docs/')) token.attrSet('href', `${source}/blob/main/${target}`);
      else if (target.endsWith('/')) token.attrSet('href', `${source}/tree/main/${target}`);
    }
    return usual(tokens, index, options, env, self);
  };
};

export default {
  title: 'insight-inventory',
  description: 'Instagram analytics and Cloud Storage inventories, for people and assistants that plan videos.',
  srcDir: 'pages',
  outDir: '.vitepress/dist',
  rewrites: {
    'README.md': 'index.md',
    'api/README.md': 'api/index.md',
    'api/:module/README.md': 'api/:module/index.md',
  },
  cleanUrls: true,
  lastUpdated: false,
  markdown: { config: toRepository, html: true },
  vite: { build: { chunkSizeWarningLimit: 4_000 } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'API', link: '/api/' },
      {
        text: `v${version}`,
        items: [
          { text: 'Changes', link: `${source}/blob/main/CHANGELOG.md` },
          { text: 'All versions', link: 'https://www.npmjs.com/package/insight-inventory?activeTab=versions' },
        ],
      },
    ],
    sidebar: [
      ...groups(),
      { text: 'Decisions', collapsed: true, items: pagesOf('decisions/') },
      {
        text: 'API',
        collapsed: true,
        items: ['index', 'metrics', 'files', 'assistant', 'report', 'testing'].map((name) => ({
          text: name,
          link: `/api/${name}/`,
        })),
      },
    ],
    socialLinks: [{ icon: 'github', link: source }],
  },
};
