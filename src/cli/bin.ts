#!/usr/bin/env node
import { createAsk } from './terminal-text.ts';
import { main } from './main.ts';
import type { CliIo, Interrupt, TextSink } from './output.ts';

/**
 * Makes the sink of a stream. A reader that has gone away, as behind `| head`, gets nothing more; what is under way
 * goes on.
 */
function toSink(stream: NodeJS.WriteStream): TextSink {
  let isOpen = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isOpen = false;
  });
  return {
    write: (text) => {
      if (isOpen) stream.write(text);
    },
    isTerminal: stream.isTTY,
    get columns() {
      // Not set for a pipe, whatever the types say.
      return (stream.columns as number | undefined) ?? null;
    },
  };
}

const io: CliIo = {
  stdout: toSink(process.stdout),
  stderr: toSink(process.stderr),
  env: process.env,
  cwd: process.cwd(),
  // Questions go where notes go: the result alone is on standard output.
  ask:
    process.stdin.isTTY && process.stderr.isTTY
      ? createAsk(process.stdin, process.stderr, () => process.kill(process.pid, 'SIGINT'))
      : undefined,
  onInterrupt: (listener) => {
    let isStopping = false;
    const stop = (interrupt: Interrupt): void => {
      // Whoever asks twice does not want to wait for a clean end.
      if (isStopping) process.exit(interrupt === 'SIGINT' ? 130 : 143);
      isStopping = true;
      listener(interrupt);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    return () => process.off('SIGINT', stop).off('SIGTERM', stop);
  },
};

process.exitCode = await main(process.argv.slice(2), io);
