import { access } from 'node:fs/promises';
import { resolve } from 'node:path';

import { nearest } from '../../base/check-input.ts';
import { isTimezone } from '../../base/time.ts';
import { writeFileAtomic } from '../../runtime/atomic-write.ts';
import { type Command, type CommandContext, EXIT, pathOption, shownPath, usageError } from '../command.ts';
import { DEFAULT_FILE } from '../inputs.ts';

/** Readable by its owner alone: the env file is where the secrets go. */
const OWNER_ONLY = 0o600;

export const initCommand: Command = {
  name: 'init',
  summary: 'Write a configuration and an env file to fill in.',
  operands: '',
  operandCount: [0, 0],
  about:
    'Takes what is no secret as options. The token and the app secret are taken from IG_ACCESS_TOKEN and IG_APP_SECRET of the environment where they are set, else left empty in the env file: they belong on no command line, which the shell would keep. Both files are readable by their owner only; a file that is there is left alone.',
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
    const timezone = options.text('timezone');
    if (timezone !== undefined && !isTimezone(timezone)) {
      const near = nearest(timezone, Intl.supportedValuesOf('timeZone'));
      const remedy = near === null ? 'Give an IANA name such as Europe/Berlin.' : `Did you mean "${near}"?`;
      throw usageError(`--timezone is given "${timezone}".`, remedy);
    }
    const configFile = pathOption(context, 'config') ?? resolve(io.cwd, DEFAULT_FILE);
    const envFile = pathOption(context, 'env-file') ?? resolve(io.cwd, '.env');
    for (const path of [configFile, envFile]) await requireAbsent(context, path);
    const folders = options.list('folder');
    const settings = {
      instagram_user_id: options.text('user-id') ?? '${IG_USER_ID}',
      instagram_access_token: '${IG_ACCESS_TOKEN}',
      instagram_login: options.text('login') ?? 'facebook',
      ...(options.isSet('app-id')
        ? { instagram_app_id: options.text('app-id'), instagram_app_secret: '${IG_APP_SECRET}' }
        : {}),
      ...(timezone === undefined ? {} : { instagram_timezone: timezone }),
      ...(options.isSet('bucket') ? { gcs_bucket: options.text('bucket') } : {}),
      ...(options.isSet('key-file') ? { gcs_api_key_path: options.text('key-file') } : {}),
      ...(folders.length === 0 ? {} : { gcs_folders: folders }),
      output_dir: 'collected_data',
    };
    const names = [
      ...(options.isSet('user-id') ? [] : ['IG_USER_ID']),
      'IG_ACCESS_TOKEN',
      ...(options.isSet('app-id') ? ['IG_APP_SECRET'] : []),
    ];
    const lines = names.map((name) => `${name}=${io.env[name] ?? ''}\n`);
    await writeFileAtomic(configFile, `${JSON.stringify(settings, null, 2)}\n`, { mode: OWNER_ONLY });
    await writeFileAtomic(envFile, lines.join(''), { mode: OWNER_ONLY });
    const empty = names.filter((name) => (io.env[name] ?? '') === '');
    const [config, env] = [shownPath(context, configFile), shownPath(context, envFile)];
    output.result({ config_file: configFile, env_file: envFile, to_fill_in: empty }, () =>
      [
        `Written: ${config}, ${env} (readable by you alone; keep ${env} out of version control).`,
        ...(empty.length === 0 ? [] : [`Fill in ${empty.join(' and ')} in ${env}.`]),
        `Then: insight-inventory validate --env-file ${env}`,
      ].join('\n'),
    );
    return EXIT.complete;
  },
};

async function requireAbsent(context: CommandContext, path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  const shown = shownPath(context, path);
  throw usageError(`${shown} is there already.`, 'Edit it, move it away, or name others with --config and --env-file.');
}
