import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { createProcessIo } from '../../../src/cli/process-io.ts';

/** A process whose standard streams are at a terminal, or are not. */
function startProcess({ isTTY = false, columns = undefined as number | undefined } = {}) {
  const stream = () => Object.assign(new PassThrough(), { isTTY, columns });
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  const exits: number[] = [];
  const kills: string[] = [];
  const started = Object.assign(new EventEmitter(), {
    ...{ stdin, stdout, stderr, env: { A: '1' }, pid: 42 },
    cwd: () => '/work',
    kill: (pid: number, signal: string) => kills.push(`${String(pid)} ${signal}`),
    exit: (code: number) => {
      exits.push(code);
      throw new Error('ended');
    },
  });
  return { started, stdin, stdout, stderr, exits, kills, io: createProcessIo(started as unknown as NodeJS.Process) };
}

const written = (stream: PassThrough): string => String(stream.read() ?? '');

describe('standard output', () => {
  it('is written to until its reader is gone, and no further', () => {
    const { io, stdout, stderr } = startProcess();
    io.stdout.write('one\n');
    stdout.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    io.stdout.write('two\n');
    io.stderr.write('note\n');
    expect([written(stdout), written(stderr)]).toEqual(['one\n', 'note\n']);
  });

  it('fails the program for any other reason', () => {
    const { stdout } = startProcess();
    const full = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
    expect(() => stdout.emit('error', full)).toThrow('disk full');
  });

  it.each([
    ['a terminal', { isTTY: true, columns: 120 }, true, 120],
    ['a pipe', {}, false, null],
  ])('of %s', (_, options, isTerminal, columns) => {
    expect(startProcess(options).io.stdout).toMatchObject({ isTerminal, columns });
  });
});

describe('questions', () => {
  it('are asked at a terminal alone', () => {
    expect(startProcess().io.ask).toBeUndefined();
  });

  it('interrupt the process at Ctrl-C', async () => {
    const { io, stdin, kills } = startProcess({ isTTY: true });
    const answer = io.ask?.({ text: 'Bucket: ', signal: new AbortController().signal });
    stdin.write('\u0003clips\r');
    expect(await answer).toBe('clips');
    expect(kills).toEqual(['42 SIGINT']);
  });
});

describe('an interrupt', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s stops the run once, and ends the program with %d at the second', (signal, code) => {
    const { io, started, exits } = startProcess();
    const heard: string[] = [];
    io.onInterrupt((interrupt) => heard.push(interrupt));
    started.emit(signal, signal);
    expect([heard, exits]).toEqual([[signal], []]);
    expect(() => started.emit(signal, signal)).toThrow('ended');
    expect([heard, exits]).toEqual([[signal], [code]]);
  });

  it('is no longer heard after the run', () => {
    const { io, started } = startProcess();
    const stopListening = io.onInterrupt(() => undefined);
    stopListening();
    expect(started.listenerCount('SIGINT') + started.listenerCount('SIGTERM')).toBe(0);
  });
});
