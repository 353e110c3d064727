import { type TriedMutation, tryMutations } from '../../tests/mutations/mutation.ts';
import { BROKEN_PROMISES } from '../../tests/mutations/promises.ts';
import { FORMER_SURVIVORS } from '../../tests/mutations/former-survivors.ts';
import { type Proof, table } from './section.ts';

/** Breaks each promise, and what no test noticed once, and looks whether the named test fails. */
export async function proveMutations(): Promise<Proof> {
  const tried = await tryMutations([...BROKEN_PROMISES, ...FORMER_SURVIVORS]);
  const promises = tried.slice(0, BROKEN_PROMISES.length);
  const survivors = tried.slice(BROKEN_PROMISES.length);
  return {
    parts: {
      promises: table(
        ['promise', 'broken so that', 'noticed by'],
        promises.map((one, index) => [BROKEN_PROMISES[index]?.promise ?? '', one.breaks, noticed(one)]),
      ),
      survivors: table(
        ['what is wrong', 'noticed by'],
        survivors.map((one) => [one.breaks, noticed(one)]),
      ),
    },
    problems: tried.filter(({ isKilled }) => !isKilled).map(({ breaks, test }) => `not noticed by ${test}: ${breaks}`),
  };
}

function noticed({ isKilled, test, failed }: TriedMutation): string {
  return isKilled ? `\`${test}\`, ${String(failed.length)} of its tests` : 'no test';
}
