/** Formats what scripts write as `npm run format` would. */
import { readFileSync } from 'node:fs';

import { format } from 'oxfmt';

const SETTINGS = JSON.parse(readFileSync(new URL('../.oxfmtrc.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;

/** Gives a text of the kind that the ending of `name` tells, formatted. Throws what the formatter could not read. */
export async function formatted(name: 'page.md' | 'data.json', text: string): Promise<string> {
  const { $schema: _schema, ignorePatterns: _ignored, ...options } = SETTINGS;
  const { code, errors } = await format(name, text, options);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return code;
}
