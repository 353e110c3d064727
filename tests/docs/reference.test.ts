import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { CODE_PREFIXES, ISSUE_KINDS } from '../../src/base/issues.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { UNAVAILABLE_REASONS } from '../../src/documents/shapes.ts';
import { GRAPH_TABLES, STORAGE_TABLES } from '../../src/collector/requirements.ts';
import * as library from '../../src/index.ts';
import { resolveDependencies } from '../../src/runtime/dependencies.ts';
import * as instagramDefaults from '../../src/runtime/platform-configs.ts';
import { DEFAULT_LOG_LEVEL } from '../../src/runtime/logger.ts';
import { CONFIG_KEYS } from '../../src/config/sections.ts';
import {
  type BucketFaultName,
  type Fault,
  type GeneratedShape,
  type GraphFaultName,
  MISUSE_RULES,
} from '../../src/testing/index.ts';
import { renderTables } from '../../scripts/docs-tables.ts';
import { readRecords, renderPage } from '../../scripts/verified.ts';
import { codeBlocksOf, codeIn, readPage, ROOT, tableUnder } from './pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'reference-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const firstCodes = (rows: readonly string[][]): (string | null)[] => rows.map(([cell]) => codeIn(cell));
describe('docs/metrics.md', () => {
  it('holds the tables as the library has them now: npm run docs:tables', async () => {
    const { text } = readPage('docs/metrics.md');
    expect(await renderTables(text)).toBe(text);
  });
});

describe('docs/errors.md', () => {
  const page = readPage('docs/errors.md');

  it('explains every kind, in the order of the contract', () => {
    expect(firstCodes(tableUnder(page, 'Kinds'))).toEqual(ISSUE_KINDS);
  });

  it('names every class with its guard', () => {
    const pairs = tableUnder(page, 'Classes').map(([name, guard]) => [codeIn(name), codeIn(guard)]);
    const classes = Object.keys(library).filter((name) => /^[A-Z].*Error$/.test(name));
    expect(pairs.map(([name]) => name).sort()).toEqual(classes.sort());
    for (const [name, guard] of pairs) expect(guard).toBe(`is${String(name)}`);
    for (const [, guard] of pairs) expect(library).toHaveProperty(String(guard));
  });

  // That no other prefix is used the types say: `code` of an error is one of these, a colon and more.
  it('says what every code begins with, as the table of the library does', () => {
    const rows = tableUnder(page, 'Codes').map(([prefix, what]) => [codeIn(prefix), what]);
    expect(rows).toEqual(Object.entries(CODE_PREFIXES).map(([prefix, what]) => [`${prefix}:`, what]));
  });
});

describe('docs/configuration.md', () => {
  const page = readPage('docs/configuration.md');
  const rows = ['Instagram', 'Cloud Storage', 'Output and log'].flatMap((heading) => tableUnder(page, heading));
  const defaultOf = (key: string): string | null => codeIn(rows.find(([cell]) => codeIn(cell) === key)?.[2]);

  it('has a row for every key the library reads, and none for another', () => {
    const older = CONFIG_KEYS.filter((key) => !firstCodes(rows).includes(key));
    expect(firstCodes(rows).filter((key) => !CONFIG_KEYS.includes(key ?? ''))).toEqual([]);
    // An older name of a key stands in the text beside the new one.
    for (const key of older) expect(page.text).toContain(`\`${key}\``);
  });

  it('states the defaults the library has', () => {
    expect({
      instagram_days_before_refresh: defaultOf('instagram_days_before_refresh'),
      instagram_login: defaultOf('instagram_login'),
      instagram_api_version: defaultOf('instagram_api_version'),
      instagram_timezone: defaultOf('instagram_timezone'),
      max_media_items: defaultOf('max_media_items'),
      max_comments_per_media: defaultOf('max_comments_per_media'),
      max_replies_per_comment: defaultOf('max_replies_per_comment'),
      log_level: defaultOf('log_level'),
    }).toEqual({
      instagram_days_before_refresh: String(instagramDefaults.DEFAULT_DAYS_BEFORE_REFRESH),
      instagram_login: instagramDefaults.DEFAULT_LOGIN,
      instagram_api_version: instagramDefaults.DEFAULT_API_VERSION,
      instagram_timezone: instagramDefaults.DEFAULT_TIMEZONE,
      max_media_items: String(instagramDefaults.DEFAULT_MAX_MEDIA_ITEMS),
      max_comments_per_media: String(instagramDefaults.DEFAULT_MAX_COMMENTS_PER_MEDIA),
      max_replies_per_comment: String(instagramDefaults.DEFAULT_MAX_REPLIES_PER_COMMENT),
      log_level: DEFAULT_LOG_LEVEL,
    });
  });

  it('states the defaults of what managers take besides', () => {
    const besides = new Map(tableUnder(page, 'What managers take besides').map(([key, value]) => [codeIn(key), value]));
    const stated = (key: string): number => Number(codeIn(besides.get(key))?.replaceAll('_', ''));
    const { concurrency, timeoutMs, deadlineMs, usageLimitPercent, maxWaitMs } = resolveDependencies(
      {},
      'instagram_analytics',
      new library.Redactor(),
    );
    const keys = ['concurrency', 'timeoutMs', 'deadlineMs', 'usageLimitPercent', 'maxWaitMs'];
    expect(keys.map(stated)).toEqual([concurrency, timeoutMs, deadlineMs, usageLimitPercent, maxWaitMs]);
  });

  it('has a sample that is accepted', async () => {
    const [sample] = codeBlocksOf(page).filter(({ language }) => language === 'json');
    const path = join(folder, 'sample.json');
    writeFileSync(path, sample?.code ?? '');
    const env = { INSTAGRAM_USER_ID: '17841400000000001', INSTAGRAM_ACCESS_TOKEN: 'made-up-token' };
    const config = await loadConfig(path, { env });
    expect(config.getInstagramConfig().timezone).toBe('Europe/Berlin');
    expect(config.getGcsConfig().draftFolder).toBe('drafts');
    expect(config.getLoggingConfig().file).toBe(join(folder, 'logs', 'collect.log'));
    expect(config.getCollectorConfig().outputDir).toBe(join(folder, 'collected_data'));
  });
});

describe('docs/instagram.md', () => {
  const page = readPage('docs/instagram.md');

  it('explains every reason a value can be missing for', () => {
    expect(firstCodes(tableUnder(page, 'Why a value is null'))).toEqual(UNAVAILABLE_REASONS);
  });

  it('has a row for every public method', () => {
    const members = Object.entries(Object.getOwnPropertyDescriptors(library.InstagramAnalyticsManager.prototype));
    const functions = members.flatMap(([name, { value }]) => (typeof value === 'function' ? [name] : []));
    const methods = functions.filter((name) => !['constructor', 'toJSON'].includes(name));
    expect(
      firstCodes(tableUnder(page, 'Methods'))
        .map((name) => name?.replace(/\(.*/, ''))
        .sort(),
    ).toEqual([...methods, 'findInstagramAccounts'].sort());
  });
});

describe('docs/gcs.md', () => {
  it('has a row for every public method', () => {
    const { prototype } = library.GCSInventoryManager;
    const methods = Object.getOwnPropertyNames(prototype).filter((name) => !['constructor', 'toJSON'].includes(name));
    const named = tableUnder(readPage('docs/gcs.md'), 'Methods').flatMap(([cell]) => [
      ...(cell ?? '').matchAll(/`(\w+)\(/g),
    ]);
    expect(named.map(([, name]) => name).sort()).toEqual(methods.sort());
  });
});

describe('docs/testing.md', () => {
  const page = readPage('docs/testing.md');

  it('describes every fault', () => {
    // A fault without a line here is a type error.
    const kinds: Record<Fault['action']['kind'], true> = {
      status: true,
      html: true,
      reset: true,
      truncated: true,
      malformed_json: true,
      empty: true,
      hang: true,
      drip: true,
      oversized: true,
      redirect: true,
      delay: true,
      edit: true,
      headers: true,
      null: true,
    };
    expect(firstCodes(tableUnder(page, 'Every fault')).sort()).toEqual(Object.keys(kinds).sort());
  });

  it('describes every refusal of the bucket', () => {
    const names: Record<BucketFaultName, true> = {
      service_usage: true,
      ip_filter: true,
      vpc_service_controls: true,
      api_disabled: true,
      kms_permission: true,
      billing_disabled: true,
      daily_limit: true,
      user_rate_limit: true,
      customer_key: true,
      page_token_refused: true,
    };
    expect(firstCodes(tableUnder(page, 'Refusals of the bucket')).sort()).toEqual(Object.keys(names).sort());
  });

  it('describes every documented Graph error that can be injected', () => {
    const names: Record<GraphFaultName, true> = {
      unknown: true,
      service_unavailable: true,
      temporarily_blocked: true,
      server: true,
      timeout: true,
      reduce_data: true,
      app_limit: true,
      user_limit: true,
      page_limit: true,
      application_limit: true,
      custom_limit: true,
      business_limit: true,
      too_many_requests: true,
    };
    expect(firstCodes(tableUnder(page, 'Documented Graph errors')).sort()).toEqual(Object.keys(names).sort());
  });

  it('names every shape of a generated bucket', () => {
    const shapes: Record<GeneratedShape, true> = {
      flat: true,
      tree: true,
      timestamps: true,
      hash: true,
      mixed: true,
      folder: true,
      skewed: true,
    };
    expect(firstCodes(tableUnder(page, 'Buckets of any size')).sort()).toEqual(Object.keys(shapes).sort());
  });

  it('names every rule whose breach is counted', () => {
    expect(firstCodes(tableUnder(page, 'Misuse'))).toEqual(Object.keys(MISUSE_RULES).sort());
  });
});

describe('docs/sources.md', () => {
  const { text } = readPage('docs/sources.md');
  const names = text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => (line.split('|')[1] ?? '').trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'source' && !name.startsWith('--'));

  it('knows every source the tables of the library name', () => {
    const rows = [...GRAPH_TABLES, ...STORAGE_TABLES].flatMap(({ entries }) => entries);
    const unknown = [...new Set(rows.map(({ source }) => source))]
      .flatMap((source) => source.split(';'))
      .filter((part) => !isKnown(part));
    expect(unknown).toEqual([]);
  });

  function isKnown(part: string): boolean {
    const words = part.toLowerCase();
    const dates = /\bprobes? of/.test(words) ? [...words.matchAll(/\d{4}-\d{2}-\d{2}/g)].map(([date]) => date) : [];
    if (dates.some((date) => names.includes(`probe of ${date}`))) return true;
    return names.some((name) => words.includes(name.replaceAll('`', '')) || words.includes(name));
  }
});

describe('docs/verified.md', () => {
  it('is what the records that were sent in say', async () => {
    const page = readPage('docs/verified.md').text;
    expect(await renderPage(page, readRecords(join(ROOT, 'docs/verified')))).toBe(page);
  });
});

describe('docs/troubleshooting.md', () => {
  const { text } = readPage('docs/troubleshooting.md');
  const codes = [...text.matchAll(/`([a-z]+:(?!\/)[\w/.-]+)`/g)].map(([, code = '']) => code);
  it('names codes of kinds that docs/errors.md knows', () => {
    const known = tableUnder(readPage('docs/errors.md'), 'Codes').flatMap(([cell]) => [
      ...(cell ?? '').matchAll(/`([^`]+)`/g),
    ]);
    expect(codes.length).toBeGreaterThan(30);
    expect(codes.filter((code) => !known.some(([, prefix = '']) => code.startsWith(prefix)))).toEqual([]);
  });
});

describe('docs/migration.md', () => {
  const page = readPage('docs/migration.md');
  const rows = ['Account, method by method', 'Bucket, method by method', 'Both, logger, configuration'].flatMap(
    (heading) => tableUnder(page, heading),
  );

  it('names only functions that are there', () => {
    const called = rows.flatMap(([, here = '']) =>
      [...here.matchAll(/(?<!new )\b([a-z]\w+)\(/g)].map(([, name = '']) => name),
    );
    const members = [
      library.InstagramAnalyticsManager.prototype,
      library.GCSInventoryManager.prototype,
      library.DataCollector.prototype,
    ].flatMap((prototype) => Object.getOwnPropertyNames(prototype));
    const sections = ['getInstagramConfig', 'getGcsConfig'];
    const known = new Set([...Object.keys(library), ...members, ...sections]);
    expect(called.length).toBeGreaterThan(20);
    expect(called.filter((name) => !known.has(name))).toEqual([]);
  });

  it('has every key of the configuration that the scripts had and the library reads', () => {
    const keys = tableUnder(page, 'Configuration, key by key').flatMap(([cell]) => [
      ...(cell ?? '').matchAll(/`([a-z_]+)`/g),
    ]);
    const read = keys.map(([, key = '']) => key).filter((key) => /^(?:instagram|max|gcs)_/.test(key));
    expect(read.length).toBeGreaterThan(10);
    expect(read.filter((key) => !readPage('docs/configuration.md').text.includes(`\`${key}\``))).toEqual([]);
  });
});

describe('CONTRIBUTING.md', () => {
  it('names files that are there', () => {
    const paths = [...readPage('CONTRIBUTING.md').text.matchAll(/`((?:src|tests|scripts)\/[\w./{},-]+)`/g)].flatMap(
      ([, path = '']) => {
        const [whole, choices] = /\{([^}]+)\}/.exec(path) ?? [];
        return whole === undefined ? [path] : (choices ?? '').split(',').map((choice) => path.replace(whole, choice));
      },
    );
    expect(paths.length).toBeGreaterThan(8);
    expect(paths.filter((path) => !path.includes('MODULE') && !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
