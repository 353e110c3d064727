import * as v from 'valibot';

import { ConfigError, type ConfigProblem } from '../base/errors.ts';
import { Redactor } from '../base/redact.ts';
import type { Variables } from './placeholders.ts';
import type { RawSettings } from './load-config.ts';
import { resolveSetting, type Setting } from './placeholders.ts';

/** What a section is read from. */
export interface SettingsSource {
  readonly settings: RawSettings;
  readonly variables: Variables;
  /** Folder of the configuration file; its relative paths start here. */
  readonly folder: string;
}

/** What to do about a key, and whether a wrong value may be shown. */
export interface SettingHelp {
  readonly remedy: string;
  /** Only for words, numbers and dates; a text of which a secret may have been put by mistake is not shown. */
  readonly show?: boolean | undefined;
  readonly olderKey?: string | undefined;
}

const MAX_SHOWN = 40;

/**
 * Reads the keys of one section.
 *
 * @throws {ConfigError} with every problem of the section at once, in the order of its keys
 */
export function readSection<Entries extends v.ObjectEntries>(
  entries: Entries,
  help: Readonly<Record<keyof Entries & string, SettingHelp>>,
  source: SettingsSource,
): v.InferOutput<v.ObjectSchema<Entries, undefined>> {
  const found = new Map<string, Setting>();
  for (const key of Object.keys(entries)) found.set(key, lookUp(key, help[key]?.olderKey, source));

  const given = Object.fromEntries(Array.from(found, ([key, setting]) => [key, setting.value]));
  const parsed = v.safeParse(v.object(entries), given);
  const wrong = new Set(parsed.issues?.map((issue) => issue.path?.[0].key));
  const problems: ConfigProblem[] = [];
  for (const [key, setting] of found) {
    if (!setting.unresolved && !wrong.has(key)) continue;
    problems.push(describeProblem(setting, help[key] ?? { remedy: '' }));
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return parsed.output;
}

function lookUp(key: string, olderKey: string | undefined, { settings, variables }: SettingsSource): Setting {
  const name = !settings.has(key) && olderKey !== undefined && settings.has(olderKey) ? olderKey : key;
  return resolveSetting(name, settings.get(name), variables);
}

function describeProblem(setting: Setting, help: SettingHelp): ConfigProblem {
  const { key, found, value } = setting;
  if (setting.unresolved) {
    return {
      key,
      found,
      remedy: 'Set it in the environment or in the env file, or write a default: ${NAME:-default}.',
    };
  }
  const shown = help.show === true && setting.literal && (typeof value === 'string' || typeof value === 'number');
  return { key, found: shown ? `${found}, ${shorten(value)}` : found, remedy: help.remedy };
}

/** Redacted first and cut then: a token that is cut in the middle no longer looks like one. */
function shorten(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = new Redactor().text(value);
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}
