import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** A question to whoever sits at the terminal. */
export interface Question {
  /** Ends in a blank: the answer is typed behind it. */
  readonly text: string;
  /** That nothing of the answer is shown as it is typed, and nothing is kept of it. */
  readonly isSecret?: boolean | undefined;
  readonly signal: AbortSignal;
}

/**
 * Asks one question and gives the line that was typed, trimmed; empty when the input has ended.
 *
 * @throws the reason of the signal when it fires
 */
export type Ask = (question: Question) => Promise<string>;

/**
 * Makes what asks at a terminal. Secrets are typed here and not on the command line, which the shell would keep.
 *
 * @param interrupt - is called for Ctrl-C, which a terminal that is being read gives as a key
 */
export function createAsk(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, interrupt: () => void): Ask {
  return async ({ text, isSecret = false, signal }) => {
    const echo = new Writable({
      write: (chunk: Uint8Array, _encoding, done) => {
        if (!isSecret) output.write(chunk);
        done();
      },
    });
    if (isSecret) output.write(text);
    const lines = createInterface({ input, output: echo, terminal: true, historySize: 0 });
    lines.on('SIGINT', interrupt);
    let stop = (): void => undefined;
    try {
      return await new Promise<string>((resolve, reject) => {
        stop = () => {
          reject(signal.reason instanceof Error ? signal.reason : new Error('The run was stopped.'));
        };
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop);
        lines.on('close', () => {
          resolve('');
        });
        lines.question(isSecret ? '' : text, (answer) => {
          resolve(answer.trim());
        });
      });
    } finally {
      signal.removeEventListener('abort', stop);
      lines.close();
      if (isSecret) output.write('\n');
    }
  };
}
