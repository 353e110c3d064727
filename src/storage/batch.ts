/**
 * The most calls of one batch; each is billed as a call of its own. Source: sending batch requests (dated-tables.ts).
 */
export const BATCH_SIZE = 100;

/** One answer of a batch, its body as text. */
export interface BatchPart {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const BOUNDARY = 'insight_inventory_batch';

/** Content type of {@link encodeBatch}. */
export const BATCH_TYPE: string = 'multipart/mixed; boundary='.concat(BOUNDARY);

/**
 * Writes GET requests as the parts of one `multipart/mixed` body, numbered from 0. The headers of the whole request hold
 * for each part.
 *
 * @param paths - path and query of each, percent-encoded
 */
export function encodeBatch(paths: readonly string[]): string {
  const parts = paths.map((path, index) => [
    `--${BOUNDARY}`,
    'Content-Type: application/http',
    `Content-ID: <${String(index)}>`,
    '',
    `GET ${path} HTTP/1.1`,
    '',
    '',
  ]);
  return [...parts.flat(), `--${BOUNDARY}--`, ''].join('\r\n');
}

/**
 * Reads the answers of a batch in the order of its requests: by `Content-ID: <response-3>`, else as they come. `null`
 * when it is no such answer, or one is missing.
 *
 * @param type - the answer's `Content-Type`
 * @param count - how many were asked
 */
export function parseBatch(type: string | undefined, body: string, count: number): readonly BatchPart[] | null {
  const [, quoted, plain] = /^multipart\/mixed;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type ?? '') ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return null;
  const texts = body.split(`--${boundary}`).slice(1, -1);
  const found = new Map<number, BatchPart>();
  texts.forEach((text, position) => {
    const [outer, answer] = cutAtBlankLine(text.replace(/^\r?\n/, ''));
    const [head, content] = cutAtBlankLine(answer);
    const status = Number(/^HTTP\/\S+ (\d{3})/.exec(head)?.[1]);
    const id = /^content-id:.*response-(\d+)>?\s*$/im.exec(outer)?.[1];
    if (Number.isInteger(status))
      found.set(id === undefined ? position : Number(id), { status, headers: headersIn(head), body: content.trim() });
  });
  const parts = Array.from({ length: count }, (_, index) => found.get(index));
  return parts.every((part) => part !== undefined) ? parts : null;
}

function cutAtBlankLine(text: string): readonly [string, string] {
  const { index, 0: line } = /\r?\n\r?\n/.exec(text) ?? { index: text.length, 0: '' };
  return [text.slice(0, index), text.slice(index + line.length)];
}

function headersIn(head: string): Record<string, string> {
  const lines = head.split(/\r?\n/).slice(1);
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}
