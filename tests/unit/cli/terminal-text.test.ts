import { PassThrough } from 'node:stream';

import { expect, it } from 'vitest';

import { createPrompt } from '../../../src/cli/terminal-text.ts';

const CTRL_C = '\u0003';

function atTerminal() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let screen = '';
  output.setEncoding('utf8').on('data', (text: string) => (screen += text));
  const controller = new AbortController();
  const ask = createPrompt(input, output, () => {
    controller.abort(new Error('stopped'));
  });
  return { input, ask, signal: controller.signal, screen: () => screen };
}

it('gives the line that was typed, and shows it', async () => {
  const { input, ask, signal, screen } = atTerminal();
  const answer = ask({ text: 'Bucket: ', signal });
  input.write('  clips \r');
  expect(await answer).toBe('clips');
  expect(screen()).toContain('Bucket: ');
  expect(screen()).toContain('clips');
});

it('shows nothing of a secret, its corrections included', async () => {
  const { input, ask, signal, screen } = atTerminal();
  const answer = ask({ text: 'Token: ', isSecret: true, signal });
  input.write('canary-4710\u007f1\r');
  expect(await answer).toBe('canary-4711');
  expect(screen()).toBe('Token: \n');
});

it('asks one thing after the other', async () => {
  const { input, ask, signal } = atTerminal();
  const answers: string[] = [];
  for (const typed of ['first', 'second']) {
    const answer = ask({ text: `${typed}? `, signal });
    input.write(`${typed}\r`);
    answers.push(await answer);
  }
  expect(answers).toEqual(['first', 'second']);
});

it('ends with the reason of the signal at Ctrl-C', async () => {
  const { input, ask, signal } = atTerminal();
  const answer = ask({ text: 'Bucket: ', signal });
  input.write(CTRL_C);
  await expect(answer).rejects.toThrow('stopped');
  await expect(ask({ text: 'Again: ', signal })).rejects.toThrow('stopped');
});

it('takes the end of the input for an empty answer', async () => {
  const { input, ask, signal } = atTerminal();
  const answer = ask({ text: 'Bucket: ', signal });
  input.end();
  expect(await answer).toBe('');
});
