import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Instrumenter, type InstrumenterOptions } from '@stryker-mutator/instrumenter';

import { EQUIVALENT_MUTANTS } from './equivalent-mutants.ts';
import type { MutatedModule } from './modules.ts';
import type { MutantReport, MutantTask } from './mutant-report.ts';
import { copyProject, runVitest } from './mutation.ts';

/** A small wrong change of a source that a tool thought of. */
export interface Mutant {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly mutator: string;
  /** The line it is in, without its indent. */
  readonly source: string;
  /** What it replaces, and by what. */
  readonly original: string;
  readonly replacement: string;
  readonly status: MutantStatus;
}

/**
 * `killed`: a test failed of it; `survived`: no test that comes by did; `unreached`: no test comes by; `equivalent`: nobody
 * could see it, which has a reason in the list; `loaded`: takes effect while the sources are loaded, which is not done
 * again; `untried`: reached by tests that are too slow, or time was over; `left`: not of the sample.
 */
export type MutantStatus = 'killed' | 'survived' | 'unreached' | 'equivalent' | 'loaded' | 'untried' | 'left';

/** What became of the mutants of a module. */
export interface TriedModule {
  readonly mutants: readonly Mutant[];
  readonly report: MutantReport;
}

export interface MutantOptions {
  /** Tries every mutant, however many. */
  readonly isWhole: boolean;
  /** Which sample. */
  readonly seed: number;
}

/** Tests that take longer are not run with mutants, ms of the processor. */
const SLOWEST_MS = 500;
/** The most time for the sample of a module, and for the whole of it. */
const SECONDS = { sample: 300, whole: 7_200 };

/** A mutant that takes longer loops where it comes by no mutated place, ms. */
const STUCK_MS = 60_000;

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const QUIET = Object.fromEntries(
  LEVELS.flatMap((level): [string, () => false][] => [
    [level, () => false],
    [`is${level.charAt(0).toUpperCase()}${level.slice(1)}Enabled`, () => false],
  ]),
) as unknown as ConstructorParameters<typeof Instrumenter>[0];

/**
 * Leaves sentences as they are, as tests look for the words that matter in them and not for each, and patterns with the
 * flag u, which Stryker changes into some that do not parse.
 */
const LEFT: InstrumenterOptions['ignorers'][number] = {
  // Typed by a package that the instrumenter brings along, which its types do not find.
  shouldIgnore(path): string | undefined {
    const { node } = path as unknown as { readonly node: SourceNode };
    if (node.type === 'RegExpLiteral') return /[uv]/.test(node.flags) ? 'a pattern with the flag u' : undefined;
    if (node.type !== 'TemplateLiteral' && node.type !== 'StringLiteral') return undefined;
    const texts = node.type === 'StringLiteral' ? [node.value] : node.quasis.map(({ value }) => value.raw);
    return texts.some((text) => /\w\W? \w|\w \W?$|^\W? \w/.test(text)) ? 'a sentence' : undefined;
  },
};

type SourceNode =
  | { readonly type: 'RegExpLiteral'; readonly flags: string }
  | { readonly type: 'StringLiteral'; readonly value: string }
  | { readonly type: 'TemplateLiteral'; readonly quasis: readonly { readonly value: { readonly raw: string } }[] }
  | { readonly type: 'Identifier' };

/** Mutates a copy of a module in every way Stryker has and tries the mutants, or a sample of them, with its tests. */
export async function tryMutants(module: MutatedModule, options: MutantOptions): Promise<TriedModule> {
  const copy = await copyProject();
  try {
    const names = await filesOf(copy, module.sources, /(?<!index)\.ts$/);
    const files = await Promise.all(
      names.map(async (name) => ({ name, mutate: true, content: await readFile(join(copy, name), 'utf8') })),
    );
    const instrumented = await new Instrumenter(QUIET).instrument(files, {
      plugins: null,
      ignorers: [LEFT],
      excludedMutations: [],
    });
    const texts = new Map(files.map(({ name, content }) => [name, content.split('\n')]));
    const found = instrumented.mutants
      .filter(({ status }) => status !== 'Ignored')
      .map(({ id, fileName: file, location, mutatorName: mutator, replacement }) => {
        const { start, end } = location;
        const first = texts.get(file)?.[start.line] ?? '';
        const original = first.slice(start.column, start.line === end.line ? end.column : undefined);
        return { id, mutant: { file, line: start.line + 1, mutator, source: first.trim(), original, replacement } };
      });
    const asked = (options.isWhole ? found : sampleOf(found, module.sample, options.seed)).map(({ id }) => id);
    for (const { name, content } of instrumented.files) await writeFile(join(copy, name), only(asked, content));
    const report = await runTests(copy, {
      reportPath: join(copy, 'mutants.json'),
      tests: await filesOf(copy, module.tests, /\.test\.ts$/),
      mutants: asked,
      slowestMs: SLOWEST_MS,
      seconds: options.isWhole ? SECONDS.whole : SECONDS.sample,
    });
    const statusOf = statusFrom(report, asked);
    const described = found.map(({ id, mutant }) => {
      const status = statusOf(id);
      return { ...mutant, status: status === 'survived' && isEquivalent(mutant) ? ('equivalent' as const) : status };
    });
    return { mutants: described, report };
  } finally {
    await rm(copy, { recursive: true });
  }
}

/**
 * Makes an instrumented source without the mutants that are not tried: each costs two calls where it is, in inner loops
 * too.
 */
function only(ids: readonly string[], content: string): string {
  const kept = new Set(ids.map((id) => `"${id}"`));
  return content
    .replaceAll(/stryMutAct_9fa48\(("\d+")\)/g, (call, id: string) => (kept.has(id) ? call : 'false'))
    .replaceAll(/stryCov_9fa48\(("[^)]*")\)/g, (_, list: string) => {
      const left = list.split(/,\s*/).filter((id) => kept.has(id));
      return left.length === 0 ? '0' : `stryCov_9fa48(${left.join(', ')})`;
    });
}

function isEquivalent({ file, source, replacement }: Omit<Mutant, 'status'>): boolean {
  return EQUIVALENT_MUTANTS.some(
    (one) => one.file === file && one.source === source && one.replacements.includes(replacement),
  );
}

function statusFrom(report: MutantReport, asked: readonly string[]): (id: string) => MutantStatus {
  const [tried, covered, loaded] = [new Set(report.tried), new Set(report.covered), new Set(report.loaded)];
  const all = new Set(asked);
  return (id) => {
    if (!all.has(id)) return 'left';
    if (id in report.killed) return 'killed';
    if (tried.has(id)) return 'survived';
    if (covered.has(id)) return 'untried';
    return loaded.has(id) ? 'loaded' : 'unreached';
  };
}

interface FoundMutant {
  readonly id: string;
  readonly mutant: Omit<Mutant, 'status'>;
}

/**
 * Picks as many of some mutants, at random by what they are: the others stay in the sample when a line is moved or
 * added.
 */
function sampleOf(found: readonly FoundMutant[], size: number, seed: number): FoundMutant[] {
  const seen = new Map<string, number>();
  const ranked = found.map((one) => {
    const { file, mutator, source, original, replacement } = one.mutant;
    const text = JSON.stringify([seed, file, mutator, source, original, replacement]);
    const same = seen.get(text) ?? 0;
    seen.set(text, same + 1);
    return {
      one,
      rank: createHash('sha256')
        .update(`${text}${String(same)}`)
        .digest('hex'),
    };
  });
  return ranked
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, size)
    .map(({ one }) => one);
}

/** Lists files as they are, and those in folders whose names match. */
async function filesOf(root: string, paths: readonly string[], pattern: RegExp): Promise<string[]> {
  const found = paths.map(async (path) => {
    if (path.endsWith('.ts')) return [path];
    const names = await readdir(join(root, path));
    return names.filter((name) => pattern.test(name)).map((name) => `${path}/${name}`);
  });
  return (await Promise.all(found)).flat().sort();
}

/** Runs the tests, once more after each mutant that ended the process, which counts as killed. */
async function runTests(copy: string, task: MutantTask): Promise<MutantReport> {
  const started = performance.now();
  const killed: Record<string, string> = {};
  const tried: string[] = [];
  for (let left = task.mutants; ;) {
    const seconds = task.seconds - (performance.now() - started) / 1_000;
    const report = await runOnce(copy, { ...task, mutants: left, seconds });
    Object.assign(killed, report.killed);
    tried.push(...report.tried);
    const { current } = report;
    if (current === null) return { ...report, killed, tried };
    killed[current] = 'the process ended';
    tried.push(current);
    left = left.slice(left.indexOf(current) + 1);
  }
}

async function runOnce(copy: string, task: MutantTask): Promise<MutantReport> {
  const path = join(copy, 'mutant-task.json');
  await rm(task.reportPath, { force: true });
  await writeFile(path, JSON.stringify(task));
  const output = await runVitest(copy, ['--config', 'tests/mutations/vitest.config.ts'], {
    env: { ...process.env, MUTANTS: path },
    timeout: (Math.max(0, task.seconds) + 120) * 1_000,
    // The report is written with each mutant.
    isStuck: () => Date.now() - (statSync(task.reportPath, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > STUCK_MS,
  });
  const text = await readFile(task.reportPath, 'utf8').catch(() => {
    throw new Error(`The tests did not run: ${output.slice(-2_000)}`);
  });
  const report = JSON.parse(text) as MutantReport;
  if (report.covered.length === 0) throw new Error(`The tests reached nothing: ${output.slice(-2_000)}`);
  return report;
}
