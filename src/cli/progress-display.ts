import type { ProgressEvent, ProgressListener } from '../runtime/progress.ts';
import { oneLine, toTerminal } from './terminal-text.ts';

/** How progress is shown. */
export interface ProgressDisplay {
  readonly onProgress: ProgressListener;
  /** Takes the bar away, so that a line can be written; it comes back with the next step. */
  readonly clear: () => void;
}

export const noProgress: ProgressDisplay = { onProgress: () => undefined, clear: () => undefined };

const BAR_WIDTH = 16;
const CLEAR_LINE = '\r\u001b[K';

/** One line that is drawn anew at each step: a bar for each source, side by side. */
export function createBars(write: (text: string) => void, columns: number): ProgressDisplay {
  const latest = new Map<string, ProgressEvent>();
  let shown = '';
  return {
    onProgress: (event) => {
      latest.set(event.source, event);
      const share = Math.floor((columns - 1) / latest.size);
      const line = [...latest.values()].map((one) => segment(one, share)).join('');
      if (line === shown) return;
      shown = line;
      write(`${CLEAR_LINE}${line.trimEnd()}`);
    },
    clear: () => {
      if (shown === '') return;
      shown = '';
      write(CLEAR_LINE);
    },
  };
}

function segment({ source, done, total, message }: ProgressEvent, width: number): string {
  const text = [...toTerminal(oneLine(`${source} ${bar(done, total)}${message}`), false)];
  const cut = text.length > width - 2 ? [...text.slice(0, Math.max(0, width - 3)), '…'] : text;
  return cut.join('').padEnd(width);
}

/** Nothing while the total is not known: an empty bar would say that nothing has been done. */
function bar(done: number, total: number | null): string {
  if (total === null || total === 0) return '';
  const filled = Math.round((Math.min(done, total) / total) * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} `;
}

/** Plain lines for a pipe: a page is not worth one, so each step is told when it starts and when it is through. */
export function createLines(writeLine: (line: string) => void): ProgressDisplay {
  const last = new Map<string, string>();
  return {
    onProgress: ({ source, step, done, total, message }) => {
      const isRepeat = last.get(source) === step && (total === null || done < total);
      if (isRepeat) return;
      last.set(source, step);
      writeLine(`${source}: ${message}`);
    },
    clear: () => undefined,
  };
}

/** Every step as an event. */
export function createEvents(writeEvent: (event: Readonly<Record<string, unknown>>) => void): ProgressDisplay {
  return {
    onProgress: (event) => {
      writeEvent({ type: 'progress', ...event });
    },
    clear: () => undefined,
  };
}
