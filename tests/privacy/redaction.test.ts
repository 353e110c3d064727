import { Console } from 'node:console';
import { readFile, writeFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';

import { Logger as TsLogger } from 'tslog';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ConfigError, GraphApiError } from '../../src/base/errors.ts';
import { Redactor } from '../../src/base/redact.ts';
import { Secret } from '../../src/base/redact.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createLogger, LOG_FORMATS, type Logger, safeLogger, withTiming } from '../../src/runtime/logger.ts';
import { resolveDependencies } from '../../src/runtime/dependencies.ts';
import { createFileTokenStore } from '../../src/runtime/stores.ts';
import { useTemporaryFolder } from '../unit/runtime/temporary-folder.ts';

/** Looks like nothing: only code that was told of it can hide it. */
const CANARY = 'canary-0f8a77c1b2';
/** Looks like a token of the platform: hidden wherever it stands, by code that was told of nothing. */
const LOOKALIKE = `EAAcanary${'Zx9'.repeat(12)}`;

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

const folder = useTemporaryFolder();
let printed = '';

beforeEach(() => {
  printed = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      printed += String(chunk);
      return true;
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Lists every way a careless program prints a value. */
function prints(value: unknown): string {
  const json = ((): string => {
    try {
      return JSON.stringify(value);
    } catch {
      return '';
    }
  })();
  return [
    json,
    inspect(value, { depth: 12, showHidden: true, getters: true }),
    format('%s %o %O', value, value, value),
    String(value),
    value instanceof Error ? `${value.message}${value.stack ?? ''}` : '',
    inspect(Object.entries(Object(value) as object), { depth: 12, showHidden: true }),
  ].join('\n');
}

/** Makes Node's own console, printing to where we can read it; the one of the test runner goes its own ways. */
function createConsole(): { console: Console; shown: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return { console: new Console(stream), shown: () => chunks.join('') };
}

/** Makes a value with the token in every place we could think of. */
function laden(token: string): Record<string, unknown> {
  const cause = Object.assign(new TypeError(`fetch failed: /me?access_token=${token}`), {
    request: { url: `https://graph.test/me?access_token=${token}`, headers: { authorization: `Bearer ${token}` } },
  });
  const error = Object.assign(new Error(`refused ${token}`, { cause }), {
    config: { params: { access_token: token } },
  });
  return {
    plain: token,
    inText: `before ${token} after`,
    error,
    many: new AggregateError([error], token),
    url: new URL(`https://graph.test/me?access_token=${token}`),
    headers: new Headers({ authorization: `Bearer ${token}` }),
    query: new URLSearchParams({ access_token: token }),
    map: new Map([['t', token]]),
    set: new Set([token]),
    list: [[{ token }]],
    json: JSON.stringify(JSON.stringify({ access_token: token })),
    secret: new Secret(token),
    [token]: 'a key',
  };
}

describe('a token that was given to a manager', () => {
  const redactor = new Redactor().add(new Secret(CANARY));

  it('reaches no logger, at any level, in the message or in any shape of field', () => {
    const lines: unknown[] = [];
    const write = (...args: unknown[]): void => {
      lines.push(args);
    };
    const logger: Logger = { debug: write, info: write, warn: write, error: write };
    const safe = resolveDependencies({ logger }, 'instagram_analytics', redactor).logger;
    for (const level of LEVELS) safe[level](`asked with ${CANARY}`, laden(CANARY));
    expect(lines).toHaveLength(4);
    expect(prints(lines)).not.toContain('canary-');
    expect(prints(lines)).toContain('[redacted]');
  });

  it('is not printed by a console', () => {
    const { console, shown } = createConsole();
    const safe = safeLogger(console, redactor, 'gcs_inventory');
    for (const level of LEVELS) safe[level](`asked with ${CANARY}`, laden(CANARY));
    expect(shown()).toContain('[redacted]');
    expect(shown()).not.toContain('canary-');
  });

  it.each(LOG_FORMATS)('is not in the %s lines of a tslog logger that masks nothing itself', (form) => {
    const lines: string[] = [];
    const logger = new TsLogger({ type: 'hidden' });
    logger.attachTransport({ format: form, write: (record, line) => void lines.push(line, prints(record)) });
    const safe = safeLogger(logger, redactor, 'gcs_inventory');
    for (const level of LEVELS) safe[level](`asked with ${CANARY}`, laden(CANARY));
    expect(lines).toHaveLength(8);
    expect(lines.join('\n')).toContain('[redacted]');
    expect(lines.join('\n')).not.toContain('canary-');
  });
});

describe('what looks like a token', () => {
  it.each(LOG_FORMATS.flatMap((form) => LEVELS.map((level) => [form, level] as const)))(
    'is not in a %s line of level %s, on the screen or in the log file',
    async (form, level) => {
      const file = folder.path('logs', 'run.log');
      const logger = createLogger({ level: 'debug', format: form, file });
      logger[level](`asked with ${LOOKALIKE}`, laden(LOOKALIKE));
      const kept = await vi.waitFor(async () => {
        const text = await readFile(file, 'utf8');
        expect(text).toContain('[redacted]');
        return text;
      });
      expect(printed).toContain(kept);
      expect(printed + kept).not.toContain('EAAcanary');
    },
  );

  it('is not logged by a timed function that fails with it', async () => {
    const logger = createLogger({ level: 'debug', format: 'json' });
    const run = withTiming(logger, 'data_collection', () =>
      Promise.reject(new Error(LOOKALIKE, { cause: laden(LOOKALIKE) })),
    );
    await expect(run()).rejects.toThrow();
    expect(printed).toContain('operation failed');
    expect(printed).not.toContain('EAAcanary');
  });
});

describe('a loaded configuration', () => {
  const settings = {
    instagram_user_id: '17841400000000001',
    instagram_access_token: '${TOKEN}',
    instagram_app_id: '1',
    instagram_app_secret: `secret-${CANARY}`,
    gcs_bucket: 'b',
  };

  async function load(changes: Record<string, unknown> = {}): ReturnType<typeof loadConfig> {
    const path = folder.path('config.json');
    const envFile = folder.path('.env');
    await writeFile(path, JSON.stringify({ ...settings, ...changes }));
    await writeFile(envFile, `TOKEN=${CANARY}\n`);
    return loadConfig(path, { env: {}, envFile });
  }

  it('prints nothing of its secrets, as a whole or by its sections', async () => {
    const config = await load();
    const instagram = config.getInstagramConfig();
    const shown = [config, instagram, config.getGcsConfig(), config.getLoggingConfig(), { ...instagram }]
      .map(prints)
      .join('\n');
    expect(shown).not.toContain('canary-');
    expect(shown).toContain('[secret]');
    // The value is there for the one who asks for it.
    expect(instagram.accessToken instanceof Secret && instagram.accessToken.reveal()).toBe(CANARY);
  });

  it('prints nothing of its secrets on the console', async () => {
    const config = await load();
    const { console, shown } = createConsole();
    console.log(config, config.getInstagramConfig());
    console.log('%j %o', config.getInstagramConfig(), config.getInstagramConfig());
    console.table([config.getInstagramConfig()]);
    console.dir(config.getInstagramConfig(), { showHidden: true, depth: 9 });
    expect(shown()).toContain('[secret]');
    expect(shown()).not.toContain('canary-');
  });

  it.each([
    ['a token with a space in it', { instagram_access_token: `${CANARY} ${CANARY}` }],
    ['a token in a list', { instagram_access_token: [CANARY] }],
    ['a token in an object', { instagram_app_secret: { value: CANARY } }],
    ['a token where a word belongs', { instagram_login: '${TOKEN}', instagram_timezone: '${TOKEN}' }],
    ['a token where a number belongs', { max_media_items: '${TOKEN}' }],
    ['a token where an id belongs', { instagram_user_id: CANARY, instagram_app_id: CANARY }],
    ['a token in an address', { instagram_base_url: `http://x.test/?access_token=${CANARY}` }],
    ['a token as a default', { instagram_login: `\${NONE:-${LOOKALIKE}}` }],
  ])('does not show %s in the error about it', async (_name, changes) => {
    const config = await load(changes);
    let thrown: unknown;
    try {
      config.getInstagramConfig();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    expect(prints(thrown)).not.toContain('canary');
    expect(prints((thrown as ConfigError).toIssue())).not.toContain('canary');
  });

  it('does not show the text of a file that is not JSON', async () => {
    const path = folder.path('config.json');
    await writeFile(path, `{"instagram_access_token": ${CANARY}}`);
    const thrown: unknown = await loadConfig(path, { env: {} }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ConfigError);
    expect(prints(thrown)).not.toContain('canary');
  });
});

describe('a token file', () => {
  it.each([CANARY, `{"access_token":["${CANARY}"]}`])(
    'that is broken is not shown in the error about it',
    async (text) => {
      const path = folder.path('token.json');
      await writeFile(path, text);
      const thrown: unknown = await createFileTokenStore(path)
        .load()
        .catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(ConfigError);
      expect(prints(thrown)).not.toContain('canary');
    },
  );

  it('that cannot be written does not take the token into the error', async () => {
    await writeFile(folder.path('taken'), '');
    const thrown: unknown = await createFileTokenStore(folder.path('taken', 'token.json'))
      .save({ value: CANARY, expiresAt: null })
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: 'ExportError' });
    expect(prints(thrown)).not.toContain('canary');
  });
});

describe('an error of the family', () => {
  it('has nothing but what it was given, so that printing it shows no request', () => {
    const error = new GraphApiError('The token has expired.', {
      kind: 'auth',
      code: 'graph:190',
      status: 401,
      graphCode: 190,
    });
    const facts = Object.fromEntries(Object.entries(error).filter(([, value]) => value !== undefined));
    expect(Object.keys(facts).sort()).toEqual(
      [
        'code',
        'graphCode',
        'graphSubcode',
        'kind',
        'name',
        'remedy',
        'retryAfterMs',
        'retryable',
        'status',
        'traceId',
      ].sort(),
    );
    expect(error.cause).toBeUndefined();
  });
});
