import { mkdir, writeFile } from 'node:fs/promises';

import { fc, test } from '@fast-check/vitest';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { ConfigError, isConfigError } from '../../../src/base/errors.ts';
import { Secret } from '../../../src/base/redact.ts';
import {
  findJsonError,
  loadConfig,
  type LoadConfigOptions,
  type LoadedConfig,
} from '../../../src/config/load-config.ts';
import { checkGcsConfig, checkInstagramConfig, type InstagramConfig } from '../../../src/runtime/platform-configs.ts';
import { useTemporaryFolder } from '../runtime/temporary-folder.ts';

const folder = useTemporaryFolder();

afterEach(() => {
  vi.unstubAllEnvs();
});

const instagram = { instagram_user_id: '17841400000000001', instagram_access_token: 'canary-4711' };

async function load(settings: unknown, options: LoadConfigOptions = { env: {} }): Promise<LoadedConfig> {
  const path = folder.path('config.json');
  await writeFile(path, typeof settings === 'string' ? settings : JSON.stringify(settings));
  return loadConfig(path, options);
}

function thrownBy(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

async function rejectedBy(promise: Promise<unknown>): Promise<ConfigError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ConfigError) return error;
  throw new Error('no ConfigError was thrown');
}

describe('loadConfig', () => {
  it('tells which source the file has settings of', async () => {
    expect((await load({ gcs_bucket: 'b', output_dir: 'out' })).sources).toEqual({ instagram: false, gcs: true });
    expect((await load({ ...instagram })).sources).toEqual({ instagram: true, gcs: false });
  });

  it('reads every key of the contract', async () => {
    const config = await load({
      ...instagram,
      instagram_app_id: '123',
      instagram_app_secret: 'secret-4711',
      instagram_token_expiration: '2025-08-23 21:00:33',
      instagram_days_before_refresh: 5,
      instagram_login: 'Instagram',
      instagram_api_version: 'v26.0',
      instagram_base_url: 'http://127.0.0.1:8080/',
      instagram_timezone: 'Europe/Berlin',
      max_media_items: 50,
      max_comments_per_media: 0,
      max_replies_per_comment: 2,
      gcs_bucket: 'my-bucket',
      gcs_api_key_path: 'keys/gcs.json',
      gcs_folders: ['videos', ''],
      gcs_draft_folder: 'drafts',
      gcs_project_id: 'p1',
      gcs_user_project: 'p2',
      gcs_api_endpoint: 'http://127.0.0.1:9090',
      gcs_use_auth: false,
      gcs_ignore: ['*.tmp'],
      output_dir: 'out',
      log_level: 'DEBUG',
      log_file: 'logs/run.log',
      anything_else: { left: 'alone' },
    });
    const { accessToken, appSecret, ...rest } = config.getInstagramConfig();
    expect(accessToken instanceof Secret && accessToken.reveal()).toBe('canary-4711');
    expect(appSecret instanceof Secret && appSecret.reveal()).toBe('secret-4711');
    expect(rest).toEqual({
      userId: '17841400000000001',
      appId: '123',
      tokenExpiration: '2025-08-23T21:00:33Z',
      daysBeforeRefresh: 5,
      login: 'instagram',
      apiVersion: 'v26.0',
      baseUrl: 'http://127.0.0.1:8080',
      timezone: 'Europe/Berlin',
      maxMediaItems: 50,
      maxCommentsPerMedia: 0,
      maxRepliesPerComment: 2,
    });
    expect(config.getGcsConfig()).toEqual({
      bucket: 'my-bucket',
      keyFilename: folder.path('keys', 'gcs.json'),
      folders: ['videos', ''],
      draftFolder: 'drafts',
      projectId: 'p1',
      userProject: 'p2',
      apiEndpoint: 'http://127.0.0.1:9090',
      useAuth: false,
      ignore: ['*.tmp'],
    });
    expect(config.getLoggingConfig()).toEqual({ level: 'debug', file: folder.path('logs', 'run.log') });
    expect(config.getCollectorConfig()).toEqual({ outputDir: folder.path('out') });
    expect(config.path).toBe(folder.path('config.json'));
  });

  it('leaves out what is not set, so that the defaults stand', async () => {
    const config = await load({
      ...instagram,
      gcs_bucket: 'b',
      gcs_folders: [],
      instagram_app_id: '',
      instagram_login: null,
    });
    expect(Object.entries(config.getInstagramConfig()).filter(([, value]) => value !== undefined)).toHaveLength(2);
    expect(config.getGcsConfig()).toEqual({ bucket: 'b' });
    expect(config.getLoggingConfig()).toEqual({ level: 'info' });
    expect(config.getCollectorConfig()).toEqual({});
  });

  it('takes numbers and booleans written as texts', async () => {
    const config = await load({ ...instagram, max_media_items: ' 12 ', gcs_bucket: 'b', gcs_use_auth: 'True' });
    expect(config.getInstagramConfig().maxMediaItems).toBe(12);
    expect(config.getGcsConfig().useAuth).toBe(true);
  });

  it('takes the older name of a key, and the newer one when both are there', async () => {
    const older = { ...instagram, instagram_days_before_token_should_autorefresh: 3 };
    expect((await load(older)).getInstagramConfig().daysBeforeRefresh).toBe(3);
    const both = { ...older, instagram_days_before_refresh: 9 };
    expect((await load(both)).getInstagramConfig().daysBeforeRefresh).toBe(9);
    const wrong = { ...instagram, instagram_days_before_token_should_autorefresh: -1 };
    const config = await load(wrong);
    expect(thrownBy(() => config.getInstagramConfig()).problems[0]?.key).toBe(
      'instagram_days_before_token_should_autorefresh',
    );
  });

  it('does not mistake a byte order mark for a fault', async () => {
    expect((await load(`\uFEFF${JSON.stringify(instagram)}`)).getInstagramConfig().userId).toBe('17841400000000001');
  });

  it('lists the keys nothing reads, with the one that was meant', async () => {
    const config = await load({ ...instagram, gcs_bucket: 'b', gcs_folder: ['videos'], '//': 'a comment' });
    expect(config.unknownKeys).toEqual([
      { key: 'gcs_folder', nearest: 'gcs_folders' },
      { key: '//', nearest: null },
    ]);
  });

  it('reads an odd value as the constructors do', async () => {
    const odd: readonly (readonly [keyof InstagramConfig, string, unknown])[] = [
      ['userId', 'instagram_user_id', ' 178\n'],
      ['userId', 'instagram_user_id', 178],
      ['accessToken', 'instagram_access_token', 'two words'],
      ['maxMediaItems', 'max_media_items', '25'],
      ['maxMediaItems', 'max_media_items', 1.5],
      ['login', 'instagram_login', 'Instagram'],
      ['baseUrl', 'instagram_base_url', 'https://proxy.test/#a'],
      ['timezone', 'instagram_timezone', ''],
      ['appId', 'instagram_app_id', null],
      ['tokenExpiration', 'instagram_token_expiration', '2026-02-30'],
    ];
    for (const [name, key, value] of odd) {
      const file = (await load({ ...instagram, [key]: value })).getInstagramConfig.bind(null);
      const code = (): InstagramConfig => checkInstagramConfig({ userId: '1', accessToken: 't', [name]: value });
      const read = (run: () => InstagramConfig): unknown => {
        try {
          const got = run()[name];
          return got instanceof Secret ? got.reveal() : got;
        } catch (error) {
          return isConfigError(error) ? error.problems.map(({ found }) => found) : error;
        }
      };
      expect([name, read(file)]).toEqual([name, read(code)]);
    }
    const folders = (await load({ gcs_bucket: 'b', gcs_folders: [] })).getGcsConfig().folders;
    expect([folders, checkGcsConfig({ bucket: 'b', folders: [] }).folders]).toEqual([undefined, undefined]);
  });

  it('reads the default file of the working folder', async () => {
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder.path());
    const path = folder.path('insight-inventory.config.json');
    const error = await rejectedBy(loadConfig(undefined, { env: {} }));
    expect(error.problems[0]?.found).toBe(`no file at ${path}`);
    await writeFile(path, JSON.stringify({ gcs_bucket: 'b' }));
    expect((await loadConfig(undefined, { env: {} })).getGcsConfig().bucket).toBe('b');
    cwd.mockRestore();
  });

  describe('placeholders', () => {
    it('come from the environment, inside any text and inside lists', async () => {
      const config = await load(
        {
          ...instagram,
          instagram_access_token: '${TOKEN}',
          instagram_base_url: 'http://127.0.0.1:${PORT}/graph',
          max_media_items: '${LIMIT:-7}',
          gcs_bucket: '${NONE:-b}',
          gcs_folders: ['${ROOT}/videos', 'images'],
        },
        { env: { TOKEN: 'canary-4712', PORT: '8080', ROOT: 'studio' } },
      );
      const { accessToken, baseUrl, maxMediaItems } = config.getInstagramConfig();
      expect(accessToken instanceof Secret && accessToken.reveal()).toBe('canary-4712');
      expect([baseUrl, maxMediaItems]).toEqual(['http://127.0.0.1:8080/graph', 7]);
      expect(config.getGcsConfig()).toEqual({ bucket: 'b', folders: ['studio/videos', 'images'] });
    });

    it('come from the env file, unless the environment has them', async () => {
      const envFile = folder.path('.env');
      await writeFile(envFile, '# comment\nUSER_ID=1\nexport BUCKET="from file"\nPROJECT=from-file\n');
      const config = await load(
        { ...instagram, gcs_bucket: '${BUCKET}', gcs_project_id: '${PROJECT}', instagram_user_id: '${USER_ID}' },
        { env: { BUCKET: 'from-env', PROJECT: undefined }, envFile },
      );
      expect(config.getGcsConfig()).toEqual({ bucket: 'from-env', projectId: 'from-file' });
      expect(config.getInstagramConfig().userId).toBe('1');
    });

    it("come from the process's own environment by default, as it was when the file was read", async () => {
      vi.stubEnv('INSIGHT_TEST_BUCKET', 'from-process');
      const config = await load({ gcs_bucket: '${INSIGHT_TEST_BUCKET}' }, {});
      vi.stubEnv('INSIGHT_TEST_BUCKET', 'changed');
      expect(config.getGcsConfig().bucket).toBe('from-process');
    });

    it('that cannot be filled in are problems of their section alone', async () => {
      const config = await load({
        ...instagram,
        instagram_access_token: '${TOKEN}',
        instagram_app_secret: '${A}${B}',
        instagram_base_url: '${open',
        gcs_bucket: 'b',
        unknown_key: '${NOBODY_ASKS}',
      });
      expect(config.getGcsConfig().bucket).toBe('b');
      expect(thrownBy(() => config.getInstagramConfig()).problems).toMatchObject([
        { key: 'instagram_access_token', found: 'the unset variable TOKEN' },
        { key: 'instagram_app_secret', found: 'the unset variables A, B' },
        { key: 'instagram_base_url', found: 'a placeholder that is not of the form ${NAME} or ${NAME:-default}' },
      ]);
    });
  });

  describe('problems', () => {
    it('of the files are raised at once, together', async () => {
      const error = await rejectedBy(
        loadConfig(folder.path('none.json'), { env: {}, envFile: folder.path('none.env') }),
      );
      expect(error.problems).toEqual([
        {
          key: 'config_file',
          found: `no file at ${folder.path('none.json')}`,
          remedy: 'Create it, or pass the path of the one you have.',
          reason: 'no_file',
        },
        {
          key: 'envFile',
          found: `no file at ${folder.path('none.env')}`,
          remedy: 'Create it, or leave envFile out.',
          reason: 'no_file',
        },
      ]);
      expect(error).toMatchObject({ kind: 'config', code: 'config:config_file', retryable: false });
    });

    it('of a path that is a folder name the cause', async () => {
      await mkdir(folder.path('config.json'));
      const error = await rejectedBy(loadConfig(folder.path('config.json'), { env: {} }));
      expect(error.problems[0]?.found).toContain('EISDIR');
    });

    it('of broken JSON name line and column and show nothing of the text', async () => {
      const error = await rejectedBy(load('{\n  "instagram_access_token": "canary-4711",\n  "a": canary-4711\n}'));
      expect(error.problems[0]?.found).toContain('at line 3, column 8');
      expect(error.message).not.toContain('canary');
    });

    it.each(['[]', '"text"', 'null', '3'])('of JSON that is no object (%s)', async (text) => {
      expect((await rejectedBy(load(text))).problems[0]?.found).toMatch(/not an object/);
    });

    it('of the Instagram section are raised all at once', async () => {
      const config = await load({
        instagram_user_id: 17841400000000001,
        instagram_access_token: 'two words',
        instagram_token_expiration: '2025-02-30 10:00:00',
        instagram_days_before_refresh: -1,
        instagram_app_id: 123,
        instagram_app_secret: ['canary-4711'],
        instagram_login: 'tiktok',
        instagram_api_version: 26,
        instagram_base_url: 'graph.facebook.com',
        instagram_timezone: 'Mars/Olympus',
        max_media_items: 0,
        max_comments_per_media: 1.5,
        max_replies_per_comment: 'many',
      });
      const error = thrownBy(() => config.getInstagramConfig());
      expect(error.problems.map(({ key, found }) => [key, found])).toEqual([
        ['instagram_user_id', '17841400000000000'],
        ['instagram_access_token', 'a text'],
        ['instagram_token_expiration', '"2025-02-30 10:00:00"'],
        ['instagram_days_before_refresh', '-1'],
        ['instagram_app_id', '123'],
        ['instagram_app_secret', 'a list'],
        ['instagram_login', '"tiktok"'],
        ['instagram_api_version', '26'],
        ['instagram_base_url', 'a text'],
        ['instagram_timezone', '"Mars/Olympus"'],
        ['max_media_items', '0'],
        ['max_comments_per_media', '1.5'],
        ['max_replies_per_comment', '"many"'],
      ]);
      for (const { key, remedy } of error.problems) {
        expect(remedy).not.toBe('');
        expect(error.message).toContain(key);
      }
    });

    it('of a section that is not there name what it needs', async () => {
      const config = await load({});
      expect(thrownBy(() => config.getInstagramConfig()).problems.map(({ key, found }) => [key, found])).toEqual([
        ['instagram_user_id', 'nothing'],
        ['instagram_access_token', 'nothing'],
      ]);
      expect(thrownBy(() => config.getGcsConfig()).problems.map(({ key }) => key)).toEqual(['gcs_bucket']);
    });

    it('of the bucket section are raised all at once', async () => {
      const config = await load({
        gcs_bucket: 'gs://my-bucket/videos',
        gcs_api_key_path: 5,
        gcs_folders: 'videos',
        gcs_draft_folder: {},
        gcs_project_id: true,
        gcs_api_endpoint: 'http://user:canary-4711@127.0.0.1',
        gcs_use_auth: 'maybe',
        gcs_ignore: ['*.tmp', 3],
      });
      expect(thrownBy(() => config.getGcsConfig()).problems.map(({ key, found }) => [key, found])).toEqual([
        ['gcs_bucket', '"gs://my-bucket/videos"'],
        ['gcs_api_key_path', '5'],
        ['gcs_folders', '"videos"'],
        ['gcs_draft_folder', 'an object'],
        ['gcs_project_id', 'true'],
        ['gcs_api_endpoint', 'a text'],
        ['gcs_use_auth', '"maybe"'],
        ['gcs_ignore[1]', '3'],
      ]);
    });

    it('of the logging and output settings name the level and the keys', async () => {
      const config = await load({ log_level: 'loud', log_file: 3, output_dir: [] });
      expect(thrownBy(() => config.getLoggingConfig()).problems).toEqual([
        { key: 'log_level', found: '"loud"', remedy: 'Use one of debug, info, warn, error, silent.' },
        { key: 'log_file', found: '3', remedy: 'Give the path of a file, or leave it out.' },
      ]);
      expect(thrownBy(() => config.getCollectorConfig()).problems[0]?.key).toBe('output_dir');
    });

    it('never show what came from a variable, whichever key it was put under by mistake', async () => {
      const config = await load(
        { ...instagram, instagram_login: '${TOKEN}', instagram_timezone: 'x ${TOKEN}', max_media_items: '${TOKEN}' },
        { env: { TOKEN: 'canary-4711' } },
      );
      const error = thrownBy(() => config.getInstagramConfig());
      expect(error.problems.map(({ found }) => found)).toEqual(['a text', 'a text', 'a text']);
      expect(JSON.stringify(error)).not.toContain('canary');
    });

    it('show neither a token written under the wrong key nor a long text', async () => {
      const token = `EAA${'b'.repeat(60)}`;
      const config = await load({ ...instagram, instagram_login: token, instagram_timezone: 'z '.repeat(50) });
      const found = thrownBy(() => config.getInstagramConfig()).problems.map((problem) => problem.found);
      expect(found).toEqual(['a text', `"${'z '.repeat(20)}…"`]);
    });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonError', () => {
  it.each(['{}', '[]', '1', '-0.5e+3', '"a\\u00e4\\n"', ' { "a" : [ 1 , null , { } , [ ] ] } \n', 'true'])(
    'finds nothing wrong with %s',
    async (text) => {
      expect(await findJsonError(text)).toBeNull();
    },
  );

  it.each([
    ['', 1, 1],
    ['{\n  "a": 1,\n}', 3, 1],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ["{ 'a': 1 }", 1, 3],
    ['{ "a": 1 ', 1, 10],
    ['{ "a" 1 }', 1, 7],
    ['{ "a": }', 1, 8],
    ['[1, 2,]', 1, 7],
    ['[1 2]', 1, 4],
    ['{ "a": tru }', 1, 8],
    ['{ "a": 01 }', 1, 9],
    ['{ "a": "open }', 1, 8],
    ['{ "a": "bad \\x" }', 1, 8],
    ['// comment\n{}', 1, 1],
    ['{} {}', 1, 4],
    ['[}', 1, 2],
    [']', 1, 1],
    ['{"a": ${A}}', 1, 7],
    ['{\r\n  "a": nope\r\n}', 2, 8],
  ])('finds the fault of %j at line %i, column %i', async (text, line, column) => {
    expect(isJson(text)).toBe(false);
    expect(await findJsonError(text)).toEqual({ line, column });
  });

  it('gets through a list nested a hundred thousand deep', async () => {
    expect(await findJsonError('['.repeat(100_000))).toEqual({ line: 1, column: 100_001 });
  });

  test.prop([fc.json()])('finds nothing wrong with what is JSON', async (text) => {
    expect(await findJsonError(text)).toBeNull();
  });

  test.prop([fc.json(), fc.nat(), fc.constantFrom('', '"', '{', ']', ',', ':', '1', 'x', '\\', '\n')])(
    'agrees with JSON.parse about damaged texts',
    async (text, seed, damage) => {
      const at = seed % (text.length + 1);
      const damaged = text.slice(0, at) + damage + text.slice(at + 1);
      expect((await findJsonError(damaged)) === null).toBe(isJson(damaged));
    },
  );
});
