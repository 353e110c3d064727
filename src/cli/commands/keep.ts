import { resolve } from 'node:path';

import { keepCompetitors, keepStories } from '../../instagram/keep.ts';
import { createFileStore } from '../../runtime/stores.ts';
import { type Command, EXIT, pathOption, shownPath, TOKEN_FILE_OPTION } from '../command.ts';
import { SUMMARIES } from '../command-line.ts';
import { openConfig, openInstagram, openLogger } from '../inputs.ts';
import { oneLine } from '../terminal-text.ts';

export const keepCommand: Command = {
  name: 'keep',
  summary: SUMMARIES.keep,
  about:
    'For a nightly run. Stories are kept with their newest figures, once each; a competitor gets one more reading a run, by business discovery, on Facebook login only. Ends with 3 when a competitor could not be read.',
  options: [
    {
      name: 'competitor',
      value: 'NAME',
      many: true,
      about: 'User name of a business to read; may be given more than once.',
    },
    { name: 'store-dir', value: 'DIR', about: 'Where they are kept; kept_data when not given.' },
    TOKEN_FILE_OPTION,
  ],
  examples: ['keep', 'keep --competitor otherstudio --competitor third.studio --store-dir .state/kept'],
  run: async (context) => {
    const { io, options, output, signal } = context;
    const config = await openConfig(context);
    const instagram = openInstagram(context, config, { logger: openLogger(context, config) });
    const folder = pathOption(context, 'store-dir') ?? resolve(io.cwd, 'kept_data');
    const store = createFileStore(folder);
    const { stories, added, renewed } = await keepStories(instagram, store, { signal });
    const names = options.list('competitor');
    const { readings, issues } = await keepCompetitors(instagram, names, store, { signal });
    output.result({ stories: stories.length, added, renewed, competitors: readings, issues }, () =>
      [
        `${String(stories.length)} stories kept in ${shownPath(context, folder)}: ${String(added)} new, ${String(renewed)} renewed.`,
        ...readings.map(({ username, followers_count: followers }) => {
          return `${oneLine(username)}: ${followers === null ? 'followers unknown' : `${String(followers)} followers`}`;
        }),
      ].join('\n'),
    );
    for (const { id, message } of issues) output.warn(`${oneLine(id ?? '')}: ${message}`);
    return issues.length > 0 ? EXIT.partial : EXIT.complete;
  },
};
