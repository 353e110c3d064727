import { type GraphCall, noteMisuse } from '../graph-state.ts';
import { type MediaInsightsRequest, parseMediaInsights } from '../insights/media-insights.ts';
import { duplicateField, nonexistingField, syntaxError, viewCountOutside } from '../rules/failures.ts';
import { DEFAULT_FIELDS, FIELD_TABLES, type FieldRule, type NodeKind } from '../rules/field-tables.ts';
import { CHILDREN_WEIGHT, INSIGHTS_WEIGHT, PAGE_LIMITS } from '../rules/platform.ts';

/** One entry of `fields`: a name, its modifiers and what is asked inside it. */
export interface Field {
  readonly name: string;
  /** `.limit(5)` and the like. */
  readonly args: ReadonlyMap<string, string>;
  /** The fields in braces; `null` without braces. */
  readonly fields: readonly Field[] | null;
  /** The text between the braces, for links to the next page; `''` without braces. */
  readonly inner: string;
}

/** Modifiers a field may carry. */
const MODIFIERS: readonly string[] = [
  ...['limit', 'after', 'before', 'since', 'until', 'order'],
  ...['metric', 'metric_type', 'period', 'breakdown', 'timeframe'],
  ...['username', 'media_id', 'comment_id'],
];

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/**
 * Reads a `fields` parameter: `id,insights.metric(reach,saved),comments.limit(10){id,replies.limit(5){id}}`.
 * Throws the platform's error 2500 for a name given twice and for text that does not parse.
 *
 * @example
 * parseFields('id,owner{id}').map((field) => field.name); //=> ['id', 'owner']
 */
export function parseFields(source: string): readonly Field[] {
  const reader = new FieldReader(source);
  const fields = reader.list();
  reader.end();
  return fields;
}

class FieldReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  list(): readonly Field[] {
    const fields: Field[] = [];
    const names = new Set<string>();
    for (;;) {
      const field = this.#field();
      if (names.has(field.name)) {
        throw duplicateField(field.name, this.#nameEnd, this.#source);
      }
      names.add(field.name);
      fields.push(field);
      this.#space();
      if (!this.#take(',')) return fields;
    }
  }

  end(): void {
    this.#space();
    if (this.#at < this.#source.length) throw this.#wrong('Expected end of string');
  }

  #nameEnd = 0;

  #field(): Field {
    this.#space();
    const name = this.#name();
    const nameEnd = this.#at;
    const args = new Map<string, string>();
    while (this.#take('.')) {
      const modifier = this.#name();
      if (!MODIFIERS.includes(modifier) || args.has(modifier)) throw this.#wrong(`Unexpected modifier ${modifier}`);
      args.set(modifier, this.#argument());
    }
    this.#space();
    const start = this.#at + 1;
    if (!this.#take('{')) {
      this.#nameEnd = nameEnd;
      return { name, args, fields: null, inner: '' };
    }
    const fields = this.list();
    if (!this.#take('}')) throw this.#wrong('Expected "}"');
    this.#nameEnd = nameEnd;
    return { name, args, fields, inner: this.#source.slice(start, this.#at - 1) };
  }

  #argument(): string {
    if (!this.#take('(')) throw this.#wrong('Expected "("');
    const close = this.#source.indexOf(')', this.#at);
    if (close === -1) throw this.#wrong('Expected ")"');
    const text = this.#source.slice(this.#at, close).trim();
    this.#at = close + 1;
    return text;
  }

  #name(): string {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#source)?.[0];
    if (name === undefined) throw this.#wrong('Expected name');
    this.#at += name.length;
    return name;
  }

  #take(character: string): boolean {
    if (this.#source[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    while (/\s/.test(this.#source[this.#at] ?? '')) this.#at += 1;
  }

  #wrong(what: string): Error {
    return syntaxError(what, this.#at, this.#source);
  }
}

/** A field that was found in the table of its node, ready to be answered. */
export interface PlannedField {
  readonly name: string;
  readonly args: ReadonlyMap<string, string>;
  readonly inner: string;
  /** Fields of the nodes behind it; none for a plain value. */
  readonly plan: readonly PlannedField[];
  /** Names asked inside a plain object; `null` for all. */
  readonly parts: readonly string[] | null;
  /** The checked request of insights on media. */
  readonly insights: MediaInsightsRequest | null;
}

/**
 * Checks `fields` against the table of a node, all levels at once: one unknown name fails the request, whether or not
 * there is a row to show. Throws the error the platform gives.
 */
export function planFieldsText(call: GraphCall, kind: NodeKind, text: string | null): readonly PlannedField[] {
  if (text === null || text.trim() === '') return planDefaults(kind);
  try {
    return planFields(call, kind, parseFields(text));
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Syntax error')) {
      noteMisuse(call, 'field_syntax', error.message);
    }
    throw error;
  }
}

function planDefaults(kind: NodeKind): readonly PlannedField[] {
  const none = { args: new Map<string, string>(), inner: '', plan: [], parts: null, insights: null };
  return DEFAULT_FIELDS[kind].map((name) => ({ name, ...none }));
}

function planFields(call: GraphCall, kind: NodeKind, fields: readonly Field[]): readonly PlannedField[] {
  return fields.map((field) => planField(call, kind, field));
}

function planField(call: GraphCall, kind: NodeKind, field: Field): PlannedField {
  const { name, args, inner } = field;
  const rule = FIELD_TABLES[kind].get(name);
  if (rule === undefined || !(rule.login === 'both' || rule.login === call.state.login)) {
    noteMisuse(call, rule === undefined ? 'unknown_field' : 'field_of_other_login', `${kind}.${name}`);
    throw nonexistingField(name);
  }
  if (name === 'view_count' && kind !== 'discovered_media') {
    noteMisuse(call, 'inapplicable_field', `${kind}.view_count`);
    throw viewCountOutside();
  }
  const behind = rule.of === 'insights' ? undefined : rule.of;
  const isMediaInsights = rule.of === 'insights' && kind !== 'user' && kind !== 'me';
  if (field.fields !== null && behind === undefined && rule.parts === undefined) {
    noteMisuse(call, 'unknown_field', `${kind}.${name}{…} has nothing inside`);
    throw nonexistingField(field.fields[0]?.name ?? name);
  }
  return {
    name,
    args,
    inner,
    plan: behind === undefined ? [] : planInner(call, behind, field),
    parts: rule.parts === undefined || field.fields === null ? null : planParts(call, rule, field.fields),
    insights: isMediaInsights ? parseMediaInsights(call, args) : null,
  };
}

function planInner(call: GraphCall, kind: NodeKind, field: Field): readonly PlannedField[] {
  return field.fields === null ? planDefaults(kind) : planFields(call, kind, field.fields);
}

function planParts(call: GraphCall, rule: FieldRule, fields: readonly Field[]): readonly string[] {
  return fields.map(({ name }) => {
    if (rule.parts?.includes(name) === true) return name;
    noteMisuse(call, 'unknown_field', `${rule.name}.${name}`);
    throw nonexistingField(name);
  });
}

/**
 * Counts the nodes a request asks for: 1 for the node, and for each edge inside its limit times what one of its rows
 * asks for. It counts what is asked, not what exists.
 */
export function requestWeight(plan: readonly PlannedField[]): number {
  let weight = 1;
  for (const field of plan) {
    if (field.name === 'insights') weight += INSIGHTS_WEIGHT;
    else if (field.plan.length > 0) weight += requestedRows(field) * requestWeight(field.plan);
  }
  return weight;
}

function requestedRows(field: PlannedField): number {
  const limit = Number(field.args.get('limit'));
  const most: Readonly<Record<string, { usual: number; most: number }>> = PAGE_LIMITS;
  const rule = most[field.name];
  if (rule === undefined) return 1;
  if (field.name === 'children' && !(limit > 0)) return CHILDREN_WEIGHT;
  return limit > 0 ? Math.min(limit, rule.most) : rule.usual;
}
