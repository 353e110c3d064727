import type { ProgressEvent } from 'insight-inventory';

const BAR_WIDTH = 24;

/**
 * A listener that draws a bar on a terminal and prints plain lines, one a step, where the output is a pipe or a file.
 * Call `done()` at the end.
 */
export function createProgress(out: NodeJS.WriteStream = process.stderr): {
  onProgress: (event: ProgressEvent) => void;
  done: () => void;
} {
  if (!out.isTTY) return { onProgress: createLinePrinter(out), done: () => undefined };
  return {
    onProgress: ({ source, done, total, message }) => {
      out.write(`\r\u001b[K${bar(done, total)} ${source} ${message}`);
    },
    done: () => {
      out.write('\r\u001b[K');
    },
  };
}

/** A page is not worth a line in a log file: each step is told when it starts and when it is through. */
function createLinePrinter(out: NodeJS.WriteStream): (event: ProgressEvent) => void {
  let last = '';
  return ({ source, step, done, total, message }) => {
    const line = `${source} ${step}`;
    if (line === last && done !== total) return;
    last = line;
    out.write(`${source}: ${message}\n`);
  };
}

function bar(done: number, total: number | null): string {
  if (total === null || total === 0) return `[${'·'.repeat(BAR_WIDTH)}]`;
  const filled = Math.round((Math.min(done, total) / total) * BAR_WIDTH);
  return `[${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}]`;
}
