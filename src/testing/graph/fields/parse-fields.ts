import { duplicateField, syntaxError } from '../rules/failures.ts';

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
