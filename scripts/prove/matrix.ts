import { startBucketMatrix } from '../../tests/matrix/bucket-matrix.ts';
import {
  isExpected,
  type MatrixFault,
  type MatrixPlatform,
  type MatrixResult,
  runMatrix,
} from '../../tests/matrix/fault-case.ts';
import { startGraphMatrix } from '../../tests/matrix/graph-matrix.ts';
import { type Proof, table } from './section.ts';

/** Runs every case of the fault matrix. */
export async function proveMatrix(): Promise<Proof> {
  const [graph, bucket] = [await run(await startGraphMatrix()), await run(await startBucketMatrix())];
  const results = [...graph.results, ...bucket.results];
  const wrong = results.filter((result) => !isExpected(result));
  const counts = [graph, bucket].map(({ name, results: found }) => `${name}:\n\n${outcomes(found)}`);
  return {
    parts: {
      matrix: [
        `${String(results.length)} cases, ${String(wrong.length)} with another outcome than expected.`,
        ...counts,
      ].join('\n\n'),
      'graph faults': faults(graph.faults),
      'bucket faults': faults(bucket.faults),
    },
    problems: wrong.map((one) => JSON.stringify(one)),
  };
}

interface Ran {
  readonly name: string;
  readonly faults: readonly MatrixFault[];
  readonly results: readonly MatrixResult[];
}

async function run<M>(platform: MatrixPlatform<M> & { readonly close: () => Promise<void> }): Promise<Ran> {
  const results = await runMatrix(platform);
  await platform.close();
  return { name: platform.name, faults: platform.faults, results };
}

function outcomes(results: readonly MatrixResult[]): string {
  const counts = new Map<string, number>();
  for (const { found } of results) counts.set(found, (counts.get(found) ?? 0) + 1);
  return table(
    ['outcome', 'cases'],
    [...counts].sort(([, a], [, b]) => b - a),
  );
}

function faults(rows: readonly MatrixFault[]): string {
  return table(
    ['fault', 'met by one request', 'met by every request'],
    rows.map(({ name, once, always }) => [name, once, always]),
  );
}
