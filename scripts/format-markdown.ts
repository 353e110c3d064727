/** Formats the pages that scripts write as `npm run format` would. */
import { readFileSync } from 'node:fs';

import { format, type FormatConfig } from 'oxfmt';

const SETTINGS = JSON.parse(readFileSync(new URL('../.oxfmtrc.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;

/** Gives a text of Markdown with its tables aligned. Throws what the formatter could not read. */
export async function formatMarkdown(text: string): Promise<string> {
  const { $schema: _schema, ignorePatterns: _ignored, ...options } = SETTINGS;
  const { code, errors } = await format('page.md', text, options as FormatConfig);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return code;
}
