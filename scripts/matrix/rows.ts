import type { RunOptions } from '../../tests/packed/run.ts';

/** What one row of the matrix found. */
export interface RowResult {
  readonly version: string;
  /** `13 of 13`, or what a compiler or bundler did. */
  readonly result: string;
  readonly passed: boolean;
}

/** A project with the packed package in it, and what a row may do there. */
export interface Project {
  readonly folder: string;
  readonly tarball: string;
  /** Runs a program; gives what it printed. @throws when it fails */
  run(command: string, args: readonly string[], options?: Partial<RunOptions>): Promise<string>;
  /** Runs a program; gives what it printed whatever its exit code. */
  tryRun(command: string, args: readonly string[], options?: Partial<RunOptions>): Promise<string>;
  npmInstall(...packages: string[]): Promise<void>;
  /** Gives the folder where a package was installed. */
  in(...path: string[]): string;
}

export interface MatrixRow {
  readonly group: string;
  readonly name: string;
  run(project: Project): Promise<RowResult>;
}

const PLATFORM = `${process.platform}-${process.arch}`;

/** Gives the result of the smoke checks a runtime printed. */
function smokeResult(version: string, printed: string): RowResult {
  const line = printed.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) return { version, result: `no checks ran: ${printed.slice(-200)}`, passed: false };
  const { passed, failed } = JSON.parse(line) as { passed: string[]; failed: { name: string; message: string }[] };
  const all = `${String(passed.length)} of ${String(passed.length + failed.length)}`;
  const reasons = failed.map(({ name, message }) => `${name}: ${message.replaceAll(/\s+/g, ' ')}`);
  return { version, result: [all, ...reasons].join('; '), passed: failed.length === 0 };
}

function node(major: number): MatrixRow {
  return {
    group: 'Runtimes',
    name: `Node ${String(major)}`,
    async run(project) {
      // The binary package alone: `node` itself only chooses it in an install script.
      await project.npmInstall(project.tarball, `node-${PLATFORM}@${String(major)}`);
      const binary = project.in('node_modules', `node-${PLATFORM}`, 'bin/node');
      const version = (await project.run(binary, ['--version'])).trim();
      return smokeResult(version, await project.tryRun(binary, ['smoke.mjs']));
    },
  };
}

function dependencies(name: string, packages: readonly string[]): MatrixRow {
  return {
    group: 'Dependencies',
    name,
    async run(project) {
      await project.npmInstall(project.tarball, ...packages);
      return smokeResult(packages.join(' '), await project.tryRun(process.execPath, ['smoke.mjs']));
    },
  };
}

function compiler(version: string): MatrixRow {
  return {
    group: 'TypeScript',
    name: `TypeScript ${version}`,
    async run(project) {
      await project.npmInstall(project.tarball, `typescript@~${version}`, '@types/node@20');
      const options = ['--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext', '--types', 'node'];
      const tsc = [project.in('node_modules/typescript/bin/tsc'), ...options, '--skipLibCheck', 'false'];
      const found = (await project.run(process.execPath, [tsc[0] ?? '', '--version'])).trim();
      const printed = await project.tryRun(process.execPath, [...tsc, 'types.mts', 'types.cts']);
      const errors = printed.split('\n').filter((line) => line.includes('error TS'));
      const result = errors.length === 0 ? 'no error' : `${String(errors.length)} errors: ${errors[0] ?? ''}`;
      return { version: found.replace('Version ', ''), result, passed: errors.length === 0 };
    },
  };
}

/** Bundles a program for browsers and one for Node, and looks at what the bundler said. */
function bundler(name: string, packages: readonly string[], commands: Readonly<Record<string, string[]>>): MatrixRow {
  return {
    group: 'Bundlers',
    name,
    async run(project) {
      await project.npmInstall(project.tarball, ...packages);
      const said: string[] = [];
      for (const [target, [tool = '', ...args]] of Object.entries(commands)) {
        const printed = await project.tryRun(project.in('node_modules/.bin', tool), args, { env: { NO_COLOR: '1' } });
        const problems = printed
          .split('\n')
          .filter((line) => /\b(?:error|warning)s?\b/i.test(line) && !/\b0 /.test(line));
        if (problems.length > 0) said.push(`${target}: ${problems[0]?.trim() ?? ''}`);
        const output = await project.tryRun(process.execPath, [target === 'node' ? 'out-node.cjs' : 'out-browser.mjs']);
        if (!output.includes('bundled')) said.push(`${target}: does not run: ${output.slice(-160)}`);
      }
      const targets = Object.keys(commands).join(' and ');
      const result = said.length === 0 ? `for ${targets}, without a warning` : said.join('; ');
      return { version: packages.join(' '), result, passed: said.length === 0 };
    },
  };
}

export const ROWS: readonly MatrixRow[] = [
  node(20),
  node(22),
  node(24),
  node(26),
  {
    group: 'Runtimes',
    name: 'Bun',
    async run(project) {
      await project.npmInstall(project.tarball, `@oven/bun-${PLATFORM.replace('x64', 'x64-baseline')}@1`);
      const folder = PLATFORM.replace('x64', 'x64-baseline');
      const binary = project.in('node_modules/@oven', `bun-${folder}`, 'bin/bun');
      const version = (await project.run(binary, ['--version'])).trim();
      return smokeResult(version, await project.tryRun(binary, ['smoke.mjs']));
    },
  },
  {
    group: 'Runtimes',
    name: 'Deno',
    async run(project) {
      const libc = process.platform === 'linux' ? '-glibc' : '';
      await project.npmInstall(project.tarball, `@deno/${PLATFORM}${libc}@2`);
      const binary = project.in('node_modules/@deno', `${PLATFORM}${libc}`, 'deno');
      const version = (await project.run(binary, ['--version'])).split('\n')[0] ?? '';
      return smokeResult(
        version,
        await project.tryRun(binary, ['run', '-A', '--node-modules-dir=manual', 'smoke.mjs']),
      );
    },
  },
  {
    group: 'Package managers',
    name: 'pnpm',
    async run(project) {
      await project.npmInstall('pnpm@10');
      const pnpm = project.in('node_modules/pnpm/bin/pnpm.cjs');
      const version = (await project.run(process.execPath, [pnpm, '--version'])).trim();
      const cwd = project.in('pnpm');
      await project.run(process.execPath, [pnpm, 'add', project.tarball], { cwd });
      return smokeResult(version, await project.tryRun(process.execPath, ['smoke.mjs'], { cwd }));
    },
  },
  {
    group: 'Package managers',
    name: "Yarn, Plug'n'Play",
    async run(project) {
      await project.npmInstall('@yarnpkg/cli-dist@4');
      const yarn = project.in('node_modules/@yarnpkg/cli-dist/bin/yarn.js');
      const version = (await project.run(process.execPath, [yarn, '--version'])).trim();
      const cwd = project.in('yarn');
      // A project of its own, with the registry that npm uses.
      const registry = (await project.run('npm', ['config', 'get', 'registry'])).trim();
      const env = {
        YARN_NPM_REGISTRY_SERVER: registry,
        YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname,
        YARN_ENABLE_TELEMETRY: '0',
        YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
        YARN_ENABLE_GLOBAL_CACHE: '0',
        YARN_NODE_LINKER: 'pnp',
      };
      await project.run(process.execPath, [yarn, 'add', `insight-inventory@file:${project.tarball}`], { cwd, env });
      return smokeResult(version, await project.tryRun(process.execPath, [yarn, 'node', 'smoke.mjs'], { cwd, env }));
    },
  },
  dependencies('oldest majors', [
    '@google-cloud/storage@7.22.0',
    'ky@1.14.3',
    'p-map@7.0.3',
    'p-retry@7.1.1',
    'valibot@1.5.0',
  ]),
  dependencies('newest majors', ['@google-cloud/storage@8', 'ky@2', 'p-map@7', 'p-retry@9', 'valibot@1']),
  ...['5.5', '5.9', '6.0', '7.0'].map(compiler),
  bundler('esbuild', ['esbuild@0.27'], {
    browser: ['esbuild', 'browser.mjs', '--bundle', '--format=esm', '--platform=browser', '--outfile=out-browser.mjs'],
    node: ['esbuild', 'server.mjs', '--bundle', '--format=cjs', '--platform=node', '--outfile=out-node.cjs'],
  }),
  bundler('Rollup', ['rollup@4', '@rollup/plugin-node-resolve@16', '@rollup/plugin-commonjs@29'], {
    browser: ['rollup', 'browser.mjs', '-p', 'node-resolve', '-p', 'commonjs', '-f', 'es', '-o', 'out-browser.mjs'],
  }),
  bundler('Vite', ['vite@7'], { browser: ['vite', 'build', '--config', 'vite.config.mjs'] }),
  bundler('webpack', ['webpack@5', 'webpack-cli@6'], { browser: ['webpack', '--config', 'webpack.config.mjs'] }),
];
