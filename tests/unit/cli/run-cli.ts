import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import type { CliIo, Interrupt, TextSink } from '../../../src/cli/output.ts';
import { main } from '../../../src/cli/main.ts';
import {
  datasetFromExport,
  demoDataset,
  startBucketSimulator,
  startGraphSimulator,
  type BucketSimulator,
  type GraphSimulator,
  type GraphSimulatorOptions,
} from '../../../src/testing/index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly isTerminal?: boolean | undefined;
  /** Asks the run to stop once standard error says this. */
  readonly interruptAt?: RegExp | undefined;
  readonly interrupt?: Interrupt | undefined;
  /** Answers of whoever sits at the terminal, by a part of the question; nobody does without it. */
  readonly answers?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Runs the command line in this process. */
export async function runCli(cwd: string, argv: readonly string[], options: CliOptions = {}): Promise<Finished> {
  const { env = {}, isTerminal = false, interruptAt, interrupt = 'SIGINT', answers } = options;
  const left = new Map(Object.entries(answers ?? {}).map(([question, given]) => [question, [...given]]));
  const written = { stdout: '', stderr: '' };
  let stop: ((interrupt: Interrupt) => void) | null = null;
  const sink = (name: keyof typeof written): TextSink => ({
    write: (text) => {
      written[name] += text;
      if (stop === null || interruptAt?.test(written.stderr) !== true) return;
      const ask = stop;
      stop = null;
      queueMicrotask(() => {
        ask(interrupt);
      });
    },
    isTerminal,
    columns: isTerminal ? 100 : null,
  });
  const io: CliIo = {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env,
    cwd,
    ask:
      answers === undefined
        ? undefined
        : ({ text, isSecret = false }) => {
            written.stderr += text;
            const answer = [...left].find(([question]) => text.includes(question))?.[1].shift() ?? '';
            written.stderr += isSecret ? '\n' : `${answer}\n`;
            return Promise.resolve(answer);
          },
    onInterrupt: (listener) => {
      stop = listener;
      return () => {
        stop = null;
      };
    },
  };
  const code = await main(argv, io);
  return { code, ...written };
}

/** Secrets that must be seen nowhere; unlike anything else that is written. */
export const CANARIES = { appSecret: 'canary-app-secret-4711-wxyz' } as const;

export interface CliStudio {
  /** The working folder, with a configuration of both simulators in it. */
  readonly cwd: string;
  readonly graph: GraphSimulator;
  readonly bucket: BucketSimulator;
  readonly env: Readonly<Record<string, string>>;
  readonly run: (argv: readonly string[], options?: CliOptions) => Promise<Finished>;
  /** Writes the configuration again, with other settings. */
  readonly configure: (settings: Readonly<Record<string, unknown>>) => Promise<void>;
}

/** Opens the demo account and bucket behind simulators, and a folder with a configuration of them. */
export async function openStudio(options: Partial<GraphSimulatorOptions> = {}): Promise<CliStudio> {
  const data = demoDataset();
  const graph = await startGraphSimulator({
    dataset: datasetFromExport(data.account),
    appSecret: CANARIES.appSecret,
    ...options,
  });
  const bucket = await startBucketSimulator({ bucket: data.bucket, objects: data.objects });
  onTestFinished(() => Promise.all([graph.close(), bucket.close()]).then(() => undefined));
  const cwd = await temporaryFolder();
  const env = { IG_TOKEN: graph.token, IG_APP_SECRET: CANARIES.appSecret };
  const configure: CliStudio['configure'] = async (settings) => {
    const whole = {
      instagram_user_id: graph.dataset.account.id,
      instagram_access_token: '${IG_TOKEN}',
      instagram_app_id: '100000000000001',
      instagram_app_secret: '${IG_APP_SECRET}',
      instagram_login: options.login ?? 'facebook',
      instagram_base_url: graph.url,
      gcs_bucket: bucket.bucket,
      gcs_api_endpoint: bucket.url,
      ...settings,
    };
    await writeFile(join(cwd, 'insight-inventory.config.json'), JSON.stringify(whole));
  };
  await configure({});
  const run: CliStudio['run'] = (argv, more = {}) => runCli(cwd, argv, { ...more, env: { ...env, ...more.env } });
  return { cwd, graph, bucket, env, run, configure };
}

/** Parses the lines of a text as JSON. @throws when one is not */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
