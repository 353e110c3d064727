import { HOSTILE_PIECES, hostileText, TEXT_READERS } from '../../tests/matrix/hostile-texts.ts';
import { type Proof, table } from './section.ts';

const LENGTH = 100_000;
/** Milliseconds of processor time for a text of that length. */
const MAX_MS = 50;
/** Twice the length takes twice the time, and four times where places are looked at again; small times scatter. */
const MAX_GROWTH = 3;
/** A time below this says nothing of growth. */
const MIN_MS = 5;
const TRIES = 5;

/** Measures what hostile texts cost what reads them: the worst of all of them, and how it grows. */
export async function proveTexts(): Promise<Proof> {
  const rows: (string | number)[][] = [];
  const problems: string[] = [];
  for (const [name, read] of Object.entries(TEXT_READERS)) {
    let worst = { piece: '', ms: -1 };
    for (const piece of HOSTILE_PIECES) {
      const ms = await leastTime(read, hostileText(piece, LENGTH));
      if (ms > worst.ms) worst = { piece, ms };
    }
    const growth = worst.ms < MIN_MS ? null : await growthOf(read, worst.piece);
    rows.push([name, `\`${JSON.stringify(worst.piece)}\``, worst.ms.toFixed(1), growth?.toFixed(1) ?? '']);
    if (worst.ms > MAX_MS || (growth ?? 0) > MAX_GROWTH)
      problems.push(`${name} takes ${worst.ms.toFixed(0)} ms for ${JSON.stringify(worst.piece)}`);
  }
  const head = ['what reads it', 'made of', 'ms of CPU for 100 kB', 'times that for 200 kB'];
  return { parts: { texts: table(head, rows) }, problems };
}

/**
 * Measures how many times as long twice the length takes: the least of some comparisons, as other load may meet one
 * half of them.
 */
async function growthOf(read: (text: string) => unknown, piece: string): Promise<number> {
  let growth = Infinity;
  for (let count = 0; count < TRIES && growth > MAX_GROWTH; count += 1) {
    const [once, twice] = [
      await leastTime(read, hostileText(piece, LENGTH)),
      await leastTime(read, hostileText(piece, 2 * LENGTH)),
    ];
    growth = Math.min(growth, twice / once);
  }
  return growth;
}

/** Measures the the least of some tries: what else the machine does only adds to a time. */
async function leastTime(read: (text: string) => unknown, text: string): Promise<number> {
  let least = Infinity;
  for (let count = 0; count < TRIES; count += 1) {
    const before = process.cpuUsage();
    await read(text);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}
