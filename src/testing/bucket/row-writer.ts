import { applyMask, type FieldMask, fieldOf } from './field-mask.ts';
import { OBJECT_FIELDS, type ObjectField, type ResourceContext } from './object-fields.ts';
import type { ObjectRow } from './object-row.ts';

/** Writes one object as JSON. */
export type RowWriter = (row: ObjectRow) => string;

/** How JSON is laid out: compact, or with two spaces a level from `level` on. */
export type Layout = { readonly pretty: false } | { readonly pretty: true; readonly level: number };

interface FieldWriter {
  readonly key: string;
  readonly json: (row: ObjectRow, context: ResourceContext) => string | null;
}

/**
 * Compiles a mask into a writer of exactly the kept fields. Rows are written by joining texts: building an object for
 * `JSON.stringify` would cost several times as much, and a page holds up to 5,000 rows.
 */
export function compileRowWriter(mask: FieldMask, layout: Layout, context: ResourceContext): RowWriter {
  const space = layout.pretty ? `\n${'  '.repeat(layout.level + 1)}` : '';
  const colon = layout.pretty ? '": ' : '":';
  const fields: FieldWriter[] = [];
  for (const field of OBJECT_FIELDS) {
    const inner = fieldOf(mask, field.name);
    if (inner !== null) fields.push({ key: `${space}"${field.name}${colon}`, json: innerJson(field, inner, layout) });
  }
  const end = layout.pretty ? `\n${'  '.repeat(layout.level)}}` : '}';
  return (row) => {
    let text = '';
    for (const field of fields) {
      const json = field.json(row, context);
      if (json !== null) text += text === '' ? `{${field.key}${json}` : `,${field.key}${json}`;
    }
    return text === '' ? '{}' : text + end;
  };
}

function innerJson(field: ObjectField, mask: FieldMask, layout: Layout): ObjectField['json'] {
  if (field.inner === undefined || (mask === '*' && !layout.pretty)) return field.json;
  return (row, context) => {
    const json = field.json(row, context);
    if (json === null) return null;
    const kept = applyMask(JSON.parse(json), mask);
    if (!layout.pretty) return JSON.stringify(kept);
    return JSON.stringify(kept, null, 2).replaceAll('\n', `\n${'  '.repeat(layout.level + 1)}`);
  };
}
