import { applyMask, type FieldMask, fieldOf } from './field-mask.ts';
import { JsonBytes, utf8 } from './json-bytes.ts';
import { OBJECT_FIELDS, type ObjectField, type ResourceContext } from './resources.ts';
import type { ObjectRow } from './simulated-object.ts';

/** Writes one object as JSON. */
export type RowWriter = (out: JsonBytes, row: ObjectRow) => void;

/**
 * Keeps compiled writers, and with them what they have written for pools, from one request to the next. Listings ask for
 * page after page with the same fields; the bound only guards against a client that never repeats itself.
 */
export class RowWriters {
  readonly #context: Omit<ResourceContext, 'projection'>;
  readonly #writers = new Map<string, RowWriter>();

  constructor(context: Omit<ResourceContext, 'projection'>) {
    this.#context = context;
  }

  get(mask: FieldMask, layout: Layout, projection: ResourceContext['projection']): RowWriter {
    const key = `${layout.pretty ? String(layout.level) : 'compact'} ${projection} ${maskKey(mask)}`;
    let writer = this.#writers.get(key);
    if (writer === undefined) {
      if (this.#writers.size >= 32) this.#writers.clear();
      writer = compileRowWriter(mask, layout, { ...this.#context, projection });
      this.#writers.set(key, writer);
    }
    return writer;
  }
}

function maskKey(mask: FieldMask): string {
  return mask === '*' ? '*' : `(${[...mask].map(([name, inner]) => name + maskKey(inner)).join(',')})`;
}

/** How JSON is laid out: compact, or with two spaces a level from `level` on. */
type Layout = { readonly pretty: false } | { readonly pretty: true; readonly level: number };

interface FieldStep {
  /** `"name":` with its place in the layout. */
  readonly key: string;
  readonly kind: ObjectField['kind'];
  readonly pooled: boolean;
  readonly value: ObjectField['value'];
  readonly around: NonNullable<ObjectField['around']>;
}

/** Compiles a mask into a writer of exactly the kept fields, in the order of the table. */
function compileRowWriter(mask: FieldMask, layout: Layout, context: ResourceContext): RowWriter {
  const space = layout.pretty ? `\n${'  '.repeat(layout.level + 1)}` : '';
  const colon = layout.pretty ? '": ' : '":';
  const steps: FieldStep[] = [];
  for (const field of OBJECT_FIELDS) {
    const inner = fieldOf(mask, field.name);
    if (inner === null) continue;
    const value = innerValue(field, inner, layout);
    const { kind, pooled, around = () => NOTHING_AROUND } = field;
    steps.push({ key: `${space}"${field.name}${colon}`, kind, pooled, value, around });
  }
  const end = layout.pretty ? `\n${'  '.repeat(layout.level)}}` : '}';
  const own = steps.filter((step) => !step.pooled);
  const templates: (readonly Uint8Array[] | undefined)[] = [];
  return (out, row) => {
    if (row.pool === null) {
      writeRow(out, row, steps, end, context);
      return;
    }
    const parts = (templates[row.pool] ??= rowTemplate(row, steps, end, context));
    for (let index = 0; index < own.length; index += 1) {
      out.raw(parts[index] ?? EMPTY);
      out.escaped(own[index]?.value(row, context) ?? '');
    }
    out.raw(parts[own.length] ?? EMPTY);
  };
}

const NOTHING_AROUND = ['', ''] as const;
const EMPTY = new Uint8Array(0);

function writeRow(
  out: JsonBytes,
  row: ObjectRow,
  steps: readonly FieldStep[],
  end: string,
  context: ResourceContext,
): void {
  let separator = '{';
  for (const step of steps) {
    const value = step.value(row, context);
    if (value === null) continue;
    out.json(separator + step.key);
    const [before, after] = step.around(row, context);
    if (step.kind === 'text') out.quoted(before + value + after);
    else out.json(value);
    separator = ',';
  }
  out.json(separator === '{' ? '{}' : end);
}

/**
 * What rows of one pool have in common: the text before, between and after the values that are each row's own. Those
 * are always present and always texts.
 */
function rowTemplate(
  row: ObjectRow,
  steps: readonly FieldStep[],
  end: string,
  context: ResourceContext,
): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  let text = '';
  let separator = '{';
  for (const step of steps) {
    const value = step.pooled ? step.value(row, context) : '';
    if (value === null) continue;
    text += separator + step.key;
    separator = ',';
    if (step.pooled) {
      text += step.kind === 'text' ? JSON.stringify(value) : value;
    } else {
      const [before, after] = step.around(row, context).map(escapedText);
      parts.push(utf8(`${text}"${before ?? ''}`));
      text = `${after ?? ''}"`;
    }
  }
  parts.push(utf8(separator === '{' ? '{}' : text + end));
  return parts;
}

function escapedText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Fields with an inner structure are masked and laid out again; they are few and rare. */
function innerValue(field: ObjectField, mask: FieldMask, layout: Layout): ObjectField['value'] {
  if (field.inner === undefined || (mask === '*' && !layout.pretty)) return field.value;
  return (row, context) => {
    const json = field.value(row, context);
    if (json === null) return null;
    const kept = applyMask(JSON.parse(json), mask);
    if (!layout.pretty) return JSON.stringify(kept);
    return JSON.stringify(kept, null, 2).replaceAll('\n', `\n${'  '.repeat(layout.level + 1)}`);
  };
}
