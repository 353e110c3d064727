import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { type BenchSuite, interleave, type Measure } from '../harness.ts';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const ENTRIES = ['index', 'metrics', 'files', 'assistant', 'report', 'testing'];

/** Runs Node on a program to its end and gives what the process took, its own start included. */
function nodeRun(args: readonly string[]): Measure {
  // The child's own count: a parent cannot ask for the processor time of one child alone.
  const report = `process.on('exit',()=>{const{user,system}=process.cpuUsage();process.stderr.write(String((user+system)/1000))})`;
  return () => {
    const start = performance.now();
    const preload = `data:text/javascript,${encodeURIComponent(report)}`;
    const { status, stderr } = spawnSync(process.execPath, ['--import', preload, ...args], { encoding: 'utf8' });
    const ms = performance.now() - start;
    if (status !== 0) throw new Error(`node ${args.join(' ')}: ${stderr}`);
    return Promise.resolve({ ms, 'CPU ms': Number(stderr) });
  };
}

/** The start of Node, of every entry in both formats and of the help of the command. Needs a build. */
export const startUp: BenchSuite = {
  name: 'start-up',
  run: async (mode) => {
    const entries = mode === 'full' ? ENTRIES : ['metrics'];
    const nothing = 'Node alone';
    const subjects: Record<string, Measure> = { [nothing]: nodeRun(['--input-type=module', '-e', '']) };
    for (const entry of entries) {
      const name = entry === 'index' ? 'insight-inventory' : `insight-inventory/${entry}`;
      const importing = `await import(${JSON.stringify(`${DIST}${entry}.js`)})`;
      subjects[`import ${name}`] = nodeRun(['--input-type=module', '-e', importing]);
      subjects[`require ${name}`] = nodeRun(['-e', `require(${JSON.stringify(`${DIST}${entry}.cjs`)})`]);
    }
    subjects['insight-inventory help'] = nodeRun([`${DIST}cli.js`, 'help']);
    const about = 'A process from its start to its end. The first row is Node without any program.';
    const rows = await interleave(subjects, mode === 'full' ? 11 : 1);
    return [{ title: 'Start-up', about, rows, compare: { subject: nothing, column: 'CPU ms' } }];
  },
};
