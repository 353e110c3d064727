import { describe, expect, it } from 'vitest';

import { ConfigError, InsightInventoryError } from '../../../src/base/errors.ts';
import { Output, type OutputModes } from '../../../src/cli/output.ts';
import { jsonLines } from './run-cli.ts';

interface Terminal {
  readonly isTerminal?: boolean;
  readonly columns?: number | null;
}

function openOutput(modes: Partial<OutputModes> = {}, { isTerminal = false, columns = null }: Terminal = {}) {
  let written = '';
  const sink = { write: (text: string) => (written += text), isTerminal, columns };
  const io = { stdout: sink, stderr: sink, env: {}, cwd: '/', onInterrupt: () => () => undefined };
  const output = new Output(io, { json: false, quiet: false, debug: false, color: false, ...modes });
  return { output, written: () => written };
}

describe('a failure', () => {
  const ours = new InsightInventoryError('No answer.', { kind: 'network', code: 'http:reset', remedy: 'Try again.' });
  const wrong = new ConfigError([{ key: 'gcs_bucket', found: 'nothing', remedy: 'Name a bucket.' }]);

  it.each([
    ['of ours', ours, 'Error: No answer.\nTry again.\n'],
    ['of problems, which have their remedies', wrong, `Error: ${wrong.message}\n`],
    [
      'in code',
      new TypeError('no function'),
      /^Error: no function\nThis should not happen: .* --debug and report it\.\n$/,
    ],
    ['that is no error', 'a text', /^Error: a text\nThis should not happen/],
  ])('%s', (_, error, expected) => {
    const { output, written } = openOutput();
    output.failure(error);
    if (typeof expected === 'string') expect(written()).toBe(expected);
    else expect(written()).toMatch(expected);
  });

  it.each([
    ['of ours', ours, { kind: 'network', code: 'http:reset', message: 'No answer.', remedy: 'Try again.' }],
    ['of problems', wrong, { code: 'config:gcs_bucket', problems: [{ key: 'gcs_bucket' }] }],
    ['in code', new TypeError('no function'), { kind: 'unexpected', code: null, message: 'no function' }],
  ])('%s as JSON', (_, error, expected) => {
    const { output, written } = openOutput({ json: true });
    output.failure(error);
    const [event] = jsonLines(written());
    expect(event).toMatchObject({ type: 'error', ...expected });
    expect(event).not.toHaveProperty('stack');
  });

  it('says where it arose with --debug', () => {
    const error = new TypeError('no function');
    const [text, json] = [openOutput({ debug: true }), openOutput({ debug: true, json: true })];
    text.output.failure(error);
    json.output.failure(error);
    expect(text.written()).toContain('output.test.ts');
    expect(jsonLines(json.written())[0]?.['stack']).toContain('output.test.ts');
  });
});

it.each([
  ['a record', '{"message":"m"}', { type: 'log', message: 'm' }],
  ['no record', '5', { type: 'log' }],
])('gives %s of the log as an event', (_, line, expected) => {
  const { output, written } = openOutput({ json: true });
  output.logLine(`${line}\n`);
  expect(jsonLines(written())).toEqual([expected]);
});

describe('progress at a terminal', () => {
  const step = { source: 'instagram', step: 'media', done: 1, total: 4, message: 'reading posts' } as const;

  it('is drawn once for the same step, and taken away for a line', () => {
    const { output, written } = openOutput({}, { isTerminal: true });
    output.onProgress(step);
    output.onProgress(step);
    expect(written()).toBe('\r\u001b[Kinstagram ████░░░░░░░░░░░░ reading posts');
    output.clearProgress();
    output.clearProgress();
    expect(written().endsWith('posts\r\u001b[K')).toBe(true);
  });

  it('is cut where the line is too short', () => {
    const { output, written } = openOutput({}, { isTerminal: true, columns: 30 });
    output.onProgress(step);
    expect(written()).toBe('\r\u001b[Kinstagram ████░░░░░░░░░░░░…');
  });

  it('has no bar while the total is not known', () => {
    const { output, written } = openOutput({}, { isTerminal: true });
    output.onProgress({ ...step, total: null });
    expect(written()).toBe('\r\u001b[Kinstagram reading posts');
  });
});
