/**
 * Writes the table of docs/verified.md from the records in docs/verified, which users of `validate --live --record` sent.
 *
 *   npm run docs:verified
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { formatted } from './formatted.ts';
import * as v from 'valibot';

import {
  type VerificationRecord,
  verificationRecordSchema,
  type VerifiedFeature,
} from '../src/documents/collection.ts';
import { LIVE_CHECK_TABLES } from '../src/instagram/live-check/sheet.ts';

const NEVER = 'never run';

/** A row of the page: a feature on one platform and login. */
interface Feature {
  readonly words: string;
  readonly platform: VerificationRecord['platform'];
  readonly login: VerificationRecord['login'];
  /** The first word of `feature` in a record. */
  readonly feature: string;
}

const FEATURE_WORDS: Readonly<Record<(typeof LIVE_CHECK_TABLES)[number], string>> = {
  platform: 'header, batch, proof, discovery',
  scopes: 'permissions',
  account_fields: 'account fields',
  account_metrics: 'account metrics',
  media_fields: 'post fields',
  comment_fields: 'comment fields',
  media_metrics: 'post metrics',
};

const LOGINS = ['facebook', 'instagram'] as const;

const FEATURES: readonly Feature[] = [
  ...LOGINS.flatMap((login) =>
    LIVE_CHECK_TABLES.map((feature): Feature => ({ words: FEATURE_WORDS[feature], platform: 'graph', login, feature })),
  ),
  { words: 'listings, reads, permissions', platform: 'storage', login: null, feature: 'storage' },
];

/** Reads the records of a folder, newest first. @throws Error naming a file that is none */
export function readRecords(folder: string): VerificationRecord[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files
    .map((name): VerificationRecord => {
      const result = v.safeParse(verificationRecordSchema, JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')));
      if (result.success) return result.output;
      throw new Error(`${name} is no verification record: ${v.getDotPath(result.issues[0]) ?? 'its root'}.`);
    })
    .sort((a, b) => (a.checked_at < b.checked_at ? 1 : -1));
}

/** Renders the table: each feature with the newest record of it for each Graph version. */
export function renderVerified(records: readonly VerificationRecord[]): string {
  const head =
    '| platform | login | feature | Graph version | last run | accepted | refused | not tried | not as the tables say |';
  const rows = FEATURES.flatMap((feature) => {
    const of = records.filter(({ platform, login }) => platform === feature.platform && login === feature.login);
    const versions = [...new Set(of.map(({ api_version }) => api_version))];
    const lines = versions.flatMap((version) => {
      const newest = of.find(
        ({ api_version, features }) => api_version === version && partsOf(features, feature).length > 0,
      );
      return newest === undefined ? [] : [lineOf(feature, version, newest)];
    });
    return lines.length > 0 ? lines : [lineOf(feature, null, null)];
  });
  return [head, head.replaceAll(/[^|]+/g, ' --- '), ...rows].join('\n');
}

function partsOf(features: readonly VerifiedFeature[], { feature }: Feature): VerifiedFeature[] {
  return features.filter((one) => one.feature.split(' ')[0] === feature);
}

function lineOf(feature: Feature, version: string | null, record: VerificationRecord | null): string {
  const platform = feature.platform === 'graph' ? 'Graph' : 'Cloud Storage';
  const cells = [platform, feature.login ?? '–', feature.words, version ?? '–'];
  if (record === null) return `| ${[...cells, NEVER, '–', '–', '–', '–'].join(' | ')} |`;
  const parts = partsOf(record.features, feature);
  const count = (key: 'accepted' | 'refused' | 'not_tried'): string =>
    String(parts.reduce((sum, part) => sum + part[key].length, 0));
  const against = parts.flatMap(({ unexpected }) => unexpected.map((name) => `\`${name}\``)).join(', ');
  const run = `${record.checked_at.slice(0, 10)}, library ${record.library_version}`;
  return `| ${[...cells, run, count('accepted'), count('refused'), count('not_tried'), against || 'none'].join(' | ')} |`;
}

/** Renders the page with its table as the records are now. */
export async function renderPage(page: string, records: readonly VerificationRecord[]): Promise<string> {
  const filled = page.replace(
    /(<!-- table: verified -->\n)[\s\S]*?(<!-- \/table -->)/,
    (_all, open: string, close: string) => `${open}\n${renderVerified(records)}\n\n${close}`,
  );
  return formatted('page.md', filled);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const docs = fileURLToPath(new URL('../docs', import.meta.url));
  const page = readFileSync(`${docs}/verified.md`, 'utf8');
  writeFileSync(`${docs}/verified.md`, await renderPage(page, readRecords(`${docs}/verified`)));
}
