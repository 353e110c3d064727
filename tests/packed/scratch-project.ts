import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run, type Finished } from './run.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CONSUMER = fileURLToPath(new URL('consumer', import.meta.url));

/** npm without a word too many, and without the registry where its cache will do. */
const INSTALL = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'];
const UNREACHABLE =
  /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT)\b/;
/** Without a registry npm should say so at once rather than try for minutes. */
const FAST_FAIL = { npm_config_fetch_retries: '1', npm_config_fetch_timeout: '60000' };

/** A folder of a user of the package, with the packed package installed. */
export interface ScratchProject {
  readonly folder: string;
  /** Files of the tarball. */
  readonly packed: readonly string[];
  /** Size of the tarball. */
  readonly packedBytes: number;
  /** Installs more; gives the reason when the registry cannot be reached, and `null` when it worked. */
  install(...packages: string[]): Promise<string | null>;
  remove(): Promise<void>;
}

/**
 * Packs the built package and installs it as a user would. A string says that the registry cannot be reached.
 *
 * @throws when packing or installing fails for any other reason
 */
export async function createScratchProject(): Promise<ScratchProject | string> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-consumer-'));
  const project: ScratchProject = {
    folder,
    packed: [],
    packedBytes: 0,
    install: (...packages) => install(folder, packages),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  await cp(CONSUMER, folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  const { tarball, files, size } = await pack(folder);
  const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const unreachable = await project.install(tarball, `@types/node@${devDependencies['@types/node'] ?? '*'}`);
  if (unreachable === null) return { ...project, packed: files, packedBytes: size };
  await project.remove();
  return unreachable;
}

async function pack(folder: string): Promise<{ tarball: string; files: string[]; size: number }> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const packed = succeeded(await run('npm', args, { cwd: ROOT }), 'npm pack');
  const [first] = JSON.parse(packed.stdout) as { filename: string; size: number; files: { path: string }[] }[];
  if (first === undefined) throw new Error('npm pack made no tarball.');
  return { tarball: join(folder, first.filename), files: first.files.map(({ path }) => path), size: first.size };
}

async function install(folder: string, packages: readonly string[]): Promise<string | null> {
  const installed = await run('npm', [...INSTALL, ...packages], { cwd: folder, env: FAST_FAIL });
  const reason = installed.code === 0 ? undefined : UNREACHABLE.exec(installed.stderr)?.[0];
  if (reason !== undefined) return `the package registry cannot be reached (${reason})`;
  succeeded(installed, 'npm install');
  return null;
}

function succeeded(finished: Finished, what: string): Finished {
  if (finished.code === 0) return finished;
  throw new Error(`${what} ended with ${String(finished.code)}:\n${finished.stdout}${finished.stderr}`);
}
