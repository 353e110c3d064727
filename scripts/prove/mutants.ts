import { EQUIVALENT_MUTANTS } from '../../tests/mutations/equivalent-mutants.ts';
import { MUTATED_MODULES } from '../../tests/mutations/modules.ts';
import { changeOf, reasonOf } from '../../tests/mutations/survivors.ts';
import { type Mutant, type MutantStatus, type TriedModule, tryMutants } from '../../tests/mutations/try-mutants.ts';
import { type Proof, type ProofOptions, table } from './section.ts';

/** The share of mutants that the tests of each module are to notice, or the proof fails. */
const MIN_SCORE = 0.85;
/** Which sample. */
const SEED = 3;
/** Modules at a time. */
const WORKERS = 2;
/** Of a normal distribution, for an interval of 95 %. */
const Z = 1.96;

/** Characters of a change that are shown. */
const MAX_CODE_LENGTH = 120;

interface ModuleResult extends TriedModule {
  readonly name: string;
}

/** Mutates the parts whose mistakes nobody would see and counts what their tests notice. */
export async function proveMutants({ isWhole }: ProofOptions): Promise<Proof> {
  const rows: ModuleResult[] = [];
  const queue = [...MUTATED_MODULES.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, module] = next;
      rows[index] = { name: module.name, ...(await tryMutants(module, { isWhole, seed: SEED })) };
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  const survivors = rows.flatMap(({ mutants }) =>
    mutants.filter(({ status }) => status === 'survived' || status === 'unreached'),
  );
  const unknown = survivors.filter((mutant) => reasonOf(mutant) === null);
  return {
    parts: {
      mutants: [
        isWhole
          ? 'Every mutant was tried.'
          : `Of modules with more mutants a random sample was tried (seed ${String(SEED)}).`,
        table(
          [
            ...['module', 'mutants', 'tried', 'killed', 'survived', 'not reached', 'equivalent', 'while loading'],
            ...['too slow', 'score', '95 % interval', '85 %'],
          ],
          rows.map(({ name, mutants }) => {
            const { score, low, high } = scoreOf(mutants);
            return [
              name,
              mutants.length,
              mutants.length - count(mutants, 'left'),
              ...(['killed', 'survived', 'unreached', 'equivalent', 'loaded', 'untried'] as const).map((status) =>
                count(mutants, status),
              ),
              percent(score),
              count(mutants, 'left') === 0 ? 'all tried' : `${percent(low)} to ${percent(high)}`,
              score >= MIN_SCORE ? 'yes' : 'no',
            ];
          }),
        ),
      ].join('\n\n'),
      'surviving mutants': [
        `${String(survivors.length)} survive, ${String(unknown.length)} of them not looked at yet:`,
        table(
          ['place', 'change', 'why no test notices'],
          survivors.map((mutant) => [
            `${mutant.file}:${String(mutant.line)}`,
            code(changeOf(mutant)),
            reasonOf(mutant) ?? 'not looked at yet',
          ]),
        ),
      ].join('\n\n'),
      'equivalent mutants': table(
        ['file', 'line', 'becomes', 'reason'],
        EQUIVALENT_MUTANTS.map(({ file, source, replacements, reason }) => [
          file,
          code(source),
          replacements.map(code).join(', '),
          reason,
        ]),
      ),
    },
    problems: rows.flatMap(({ name, mutants, report }) => {
      const { score } = scoreOf(mutants);
      return [
        ...(score < MIN_SCORE ? [`the tests of ${name} notice ${percent(score)} of its mutants`] : []),
        ...(report.isComplete ? [] : [`there was no time for all mutants of ${name}`]),
      ];
    }),
    notes: unknown.map(describe),
  };
}

function count(mutants: readonly Mutant[], status: MutantStatus): number {
  return mutants.filter((mutant) => mutant.status === status).length;
}

/**
 * Writes the killed ones as a share of those that could be noticed, and Wilson's interval: one that no test reaches
 * counts.
 */
function scoreOf(mutants: readonly Mutant[]): { readonly score: number; readonly low: number; readonly high: number } {
  const killed = count(mutants, 'killed');
  const size = killed + count(mutants, 'survived') + count(mutants, 'unreached');
  const score = killed / size;
  const middle = score + Z ** 2 / (2 * size);
  const width = Z * Math.sqrt((score * (1 - score)) / size + (Z / (2 * size)) ** 2);
  const scale = 1 + Z ** 2 / size;
  return { score, low: (middle - width) / scale, high: (middle + width) / scale };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Writes a text of a source as code in Markdown, cut where it is long. */
function code(text: string): string {
  const short = text.length > MAX_CODE_LENGTH ? `${text.slice(0, MAX_CODE_LENGTH)}…` : text;
  return short.includes('`') ? `\`\` ${short} \`\`` : `\`${short}\``;
}

function describe({ file, line, mutator, source, original, replacement, status }: Mutant): string {
  return `${status} ${file}:${String(line)} ${mutator}\n    ${source}\n    ${original} => ${replacement}`;
}
