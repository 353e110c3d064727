import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './pages.ts';

/** A test that a page names: `` [`file`](link): "title" ``. */
export interface NamedTest {
  readonly file: string;
  readonly link: string;
  readonly title: string;
}

/** Lists the tests a part of a page names, each on a line that begins with this text. */
export function namedTests(body: string, beginning: string): NamedTest[] {
  const line = new RegExp(`^${beginning}\\[\`([^\`]+)\`\\]\\(([^)]+)\\): "(.+)"$`, 'gm');
  return [...body.matchAll(line)].map(([, file = '', link = '', title = '']) => ({
    file,
    link,
    title: title.replaceAll('\\', ''),
  }));
}

/** Tells whether the file has a test of this title, whichever quotes it is in. */
export function isTest({ file, title }: NamedTest): boolean {
  if (!existsSync(join(ROOT, file))) return false;
  const code = readFileSync(join(ROOT, file), 'utf8');
  return ["'", '"', '`'].some((quote) => code.includes(`${quote}${title.replaceAll(quote, `\\${quote}`)}${quote}`));
}
