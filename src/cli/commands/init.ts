import { access } from 'node:fs/promises';
import { resolve } from 'node:path';

import { nearest } from '../../base/inputs.ts';
import { isTimezone } from '../../base/time.ts';
import { InstagramAnalyticsManager } from '../../instagram/instagram-analytics-manager.ts';
import { GCSInventoryManager } from '../../inventory/gcs-inventory-manager.ts';
import { writeFileAtomic } from '../../runtime/atomic-write.ts';
import { SUMMARIES } from '../command-line.ts';
import { type Command, type CommandContext, EXIT, pathOption, shownPath, usageError } from '../command.ts';
import { DEFAULT_FILE, openLogger, outputDirOf } from '../inputs.ts';
import { COLLECTION_OPTIONS, runCollection } from './collect.ts';

/** Readable by its owner alone: the env file is where the secrets go. */
const OWNER_ONLY = 0o600;

export const initCommand: Command = {
  name: 'init',
  summary: SUMMARIES.init,
  about:
    'Takes what is no secret as options, and asks at a terminal for the rest; an empty answer leaves a setting out, and with --json or piped input nothing is asked. The token and the app secret are taken from IG_ACCESS_TOKEN and IG_APP_SECRET of the environment where they are set, else asked without showing them: they belong on no command line, which the shell would keep. Both files are readable by their owner only; a file that is there is left alone.',
  options: [
    { name: 'user-id', value: 'ID', about: 'Id of the Instagram account; "accounts" lists them.' },
    { name: 'app-id', value: 'ID', about: 'Id of the app, to refresh a token of a Facebook login.' },
    { name: 'login', value: 'WORD', choices: ['facebook', 'instagram'], about: 'How the token was obtained.' },
    { name: 'timezone', value: 'ZONE', about: 'IANA zone of the account, for posting times: Europe/Berlin.' },
    { name: 'bucket', value: 'NAME', about: 'Bucket to inventory, without gs://.' },
    {
      name: 'key-file',
      value: 'FILE',
      about: "Key file of a service account; without it the environment's credentials.",
    },
    { name: 'folder', value: 'FOLDER', many: true, about: 'Folder of the bucket; may be given more than once.' },
  ],
  examples: ['init', 'init --user-id 17841400000000001 --bucket my-videos --folder reels --timezone Europe/Berlin'],
  run: async (context) => {
    const { options, io, output } = context;
    const zone = options.text('timezone');
    const problem = zone === undefined ? null : zoneProblem(zone);
    if (problem !== null) throw usageError(`--timezone is given "${zone ?? ''}".`, problem);
    const configFile = pathOption(context, 'config') ?? resolve(io.cwd, DEFAULT_FILE);
    const envFile = pathOption(context, 'env-file') ?? resolve(io.cwd, '.env');
    for (const path of [configFile, envFile]) await requireAbsent(context, path);
    const given = await readAnswers(context);
    const settings = {
      instagram_user_id: given.userId ?? '${IG_USER_ID}',
      instagram_access_token: '${IG_ACCESS_TOKEN}',
      instagram_login: given.login ?? 'facebook',
      ...(given.appId === undefined ? {} : { instagram_app_id: given.appId, instagram_app_secret: '${IG_APP_SECRET}' }),
      instagram_timezone: given.timezone,
      gcs_bucket: given.bucket,
      gcs_api_key_path: given.keyFile,
      gcs_folders: given.folders.length === 0 ? undefined : given.folders,
      output_dir: 'collected_data',
    };
    const names = [
      ...(given.userId === undefined ? ['IG_USER_ID'] : []),
      'IG_ACCESS_TOKEN',
      ...(given.appId === undefined ? [] : ['IG_APP_SECRET']),
    ];
    const lines = names.map((name) => `${name}=${given.secrets[name] ?? ''}\n`);
    await writeFileAtomic(configFile, `${JSON.stringify(settings, null, 2)}\n`, { mode: OWNER_ONLY });
    await writeFileAtomic(envFile, lines.join(''), { mode: OWNER_ONLY });
    const empty = names.filter((name) => (given.secrets[name] ?? '') === '');
    const [config, env] = [shownPath(context, configFile), shownPath(context, envFile)];
    output.result({ config_file: configFile, env_file: envFile, to_fill_in: empty }, () =>
      [
        `Written: ${config}, ${env} (readable by you alone; keep ${env} out of version control).`,
        ...(empty.length === 0 ? [] : [`Fill in ${empty.join(' and ')} in ${env}.`]),
        ...(empty.includes('IG_USER_ID')
          ? [`The accounts of the token: insight-inventory accounts --env-file ${env}`]
          : []),
        `Then: insight-inventory validate --env-file ${env}`,
      ].join('\n'),
    );
    return EXIT.complete;
  },
};

/** What the two files are made of. */
interface Answers {
  readonly userId: string | undefined;
  readonly login: string | undefined;
  readonly appId: string | undefined;
  readonly timezone: string | undefined;
  readonly bucket: string | undefined;
  readonly keyFile: string | undefined;
  readonly folders: readonly string[];
  /** By the name of the variable. */
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

type Check = (answer: string) => string | null;

/**
 * Takes what the options say and, at a terminal, asks for the rest; an empty answer leaves a setting out. With `--json`,
 * and where input is piped, nothing is asked.
 */
async function readAnswers(context: CommandContext): Promise<Answers> {
  const { options, io, output, signal } = context;
  const ask = output.modes.json ? undefined : io.ask;
  const question = async (text: string, check: Check = () => null, isSecret = false): Promise<string | undefined> => {
    for (;;) {
      const answer = await ask?.({ text: `${text}: `, isSecret, signal });
      if (answer === undefined || answer === '') return undefined;
      const problem = check(answer);
      if (problem === null) return answer;
      output.warn(problem);
    }
  };
  const option = async (name: string, text: string, check?: Check): Promise<string | undefined> =>
    options.text(name) ?? (await question(text, check));
  const secret = async (name: string, text: string): Promise<string | undefined> =>
    io.env[name] ?? (await question(`${text} (not shown; empty to fill it in later)`, secretProblem, true));

  const login = await option(
    'login',
    'Login the token was obtained by, facebook or instagram [facebook]',
    loginProblem,
  );
  const token = await secret('IG_ACCESS_TOKEN', 'Access token');
  const userId = await option('user-id', 'Id of the Instagram account (empty: look it up later)', digitsProblem);
  const wantsApp = login !== 'instagram' || options.isSet('app-id');
  const appId = wantsApp
    ? await option('app-id', 'Id of the app, to refresh the token (empty: none)', digitsProblem)
    : undefined;
  const appSecret = appId === undefined ? undefined : await secret('IG_APP_SECRET', 'App secret');
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const timezone = await option('timezone', `Time zone of the account, such as ${here} (empty: UTC)`, zoneProblem);
  const bucket = await option('bucket', 'Bucket, without gs:// (empty: none)', bucketProblem);
  const hasBucket = bucket !== undefined;
  const keyFile = hasBucket
    ? await option('key-file', "Key file of a service account (empty: the environment's credentials)")
    : options.text('key-file');
  const listed = options.list('folder');
  const given =
    hasBucket && listed.length === 0 ? await question('Folders, separated by commas (empty: all)') : undefined;
  const folders = given === undefined ? listed : given.split(',').map((one) => one.trim());
  return {
    ...{ userId, login, appId, timezone, bucket, keyFile },
    folders: folders.filter((folder) => folder !== ''),
    secrets: { IG_USER_ID: io.env['IG_USER_ID'], IG_ACCESS_TOKEN: token, IG_APP_SECRET: appSecret },
  };
}

const loginProblem: Check = (answer) =>
  answer === 'facebook' || answer === 'instagram' ? null : 'Type facebook or instagram.';
const digitsProblem: Check = (answer) => (/^\d{1,32}$/.test(answer) ? null : 'An id is made of digits alone.');
const bucketProblem: Check = (answer) => (/^gs:/i.test(answer) ? 'Type the name alone, without gs://.' : null);
/** Says what is wrong with a secret. It is written behind `NAME=` as it is, and travels in a header. */
const secretProblem: Check = (answer) =>
  /^[\w|.~+/=-]+$/.test(answer) ? null : 'That holds a character no token or app secret has. Copy it again.';

function zoneProblem(timezone: string): string | null {
  if (isTimezone(timezone)) return null;
  const near = nearest(timezone, Intl.supportedValuesOf('timeZone'));
  return near === null ? 'Give an IANA name such as Europe/Berlin.' : `Did you mean "${near}"?`;
}

async function requireAbsent(context: CommandContext, path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  const shown = shownPath(context, path);
  throw usageError(`${shown} is there already.`, 'Edit it, move it away, or name others with --config and --env-file.');
}

export const demoCommand: Command = {
  name: 'demo',
  summary: SUMMARIES.demo,
  about:
    'Starts the simulators of both platforms on this machine, collects them over HTTP as the real ones are, and writes the documents.',
  options: [
    {
      name: 'data',
      value: 'DIR',
      about:
        'Another account and bucket: a folder with instagram-account.json and bucket-objects.json in the format of the demo data.',
    },
    ...COLLECTION_OPTIONS,
  ],
  examples: ['demo', 'demo --planning --output-dir /tmp/demo', 'demo --json'],
  run: async (context) => {
    const { output } = context;
    // The simulators are large: nothing else loads them.
    const { datasetFromExport, demoDataset, readDataset, startBucketSimulator, startGraphSimulator } =
      await import('../../testing/index.ts');
    const folder = pathOption(context, 'data');
    const data = folder === undefined ? demoDataset() : await readDataset(folder);
    const graph = await startGraphSimulator({ dataset: datasetFromExport(data.account) });
    const bucket = await startBucketSimulator({ bucket: data.bucket, objects: data.objects });
    try {
      const logger = openLogger(context, null);
      output.redactor.add(graph.token);
      const account = { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url };
      const code = await runCollection(context, {
        instagram: new InstagramAnalyticsManager(account, { logger }),
        gcs: new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url }, { logger }),
        outputDir: outputDirOf(context, null),
        logger,
      });
      if (context.io.stdout.isTerminal) output.note('Your own account and bucket: insight-inventory init');
      return code;
    } finally {
      await Promise.all([graph.close(), bucket.close()]);
    }
  },
};
