import type { CliIo, Interrupt, TextSink } from './output.ts';
import { createPrompt } from './terminal-text.ts';

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

/** Gives the command line what it takes from a process. */
export function createProcessIo(from: NodeJS.Process): CliIo {
  const { stdin, stdout, stderr, env } = from;
  return {
    stdout: toSink(stdout),
    stderr: toSink(stderr),
    env,
    cwd: from.cwd(),
    // Questions go where notes go: the result alone is on standard output.
    ask: stdin.isTTY && stderr.isTTY ? createPrompt(stdin, stderr, () => from.kill(from.pid, 'SIGINT')) : undefined,
    onInterrupt: (listener) => {
      let isStopping = false;
      const stop = (interrupt: Interrupt): void => {
        // Whoever asks twice does not want to wait for a clean end.
        if (isStopping) from.exit(interrupt === 'SIGINT' ? 130 : 143);
        isStopping = true;
        listener(interrupt);
      };
      from.on('SIGINT', stop).on('SIGTERM', stop);
      return () => from.off('SIGINT', stop).off('SIGTERM', stop);
    },
  };
}
