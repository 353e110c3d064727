/** Reads unknown JSON and says where it is not what was expected. Keys that are absent or `null` count as left out. */
export class ExportReader {
  readonly #value: unknown;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    this.#value = value;
    this.#path = path;
  }

  object(key: string): ExportReader {
    return this.optionalObject(key) ?? this.#fail(key, 'an object');
  }

  optionalObject(key: string): ExportReader | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    if (!isRecord(value)) return this.#fail(key, 'an object');
    return new ExportReader(value, this.#at(key));
  }

  entries(): [string, ExportReader][] {
    return Object.entries(this.#record()).map(([key, value]) => [key, new ExportReader(value, this.#at(key))]);
  }

  list(key: string): ExportReader[] {
    if (this.#get(key) === undefined) return this.#fail(key, 'a list');
    return this.optionalList(key);
  }

  optionalList(key: string): ExportReader[] {
    const value = this.#get(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) return this.#fail(key, 'a list');
    return value.map((item: unknown, index) => new ExportReader(item, `${this.#at(key)}[${String(index)}]`));
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.#fail(key, 'a text');
  }

  optionalText(key: string): string | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'string') return value;
    return this.#fail(key, 'a text');
  }

  /** Ids exceed 2^53, so a number would already be wrong. */
  id(key: string): string {
    const id = this.text(key);
    return /^\d+$/.test(id) ? id : this.#fail(key, 'an id of digits');
  }

  optionalNumber(key: string): number | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'number') return value;
    return this.#fail(key, 'a number');
  }

  number(): number {
    if (typeof this.#value === 'number') return this.#value;
    throw new TypeError(`${this.#path} is not a number.`);
  }

  #get(key: string): unknown {
    return this.#record()[key] ?? undefined;
  }

  #record(): Readonly<Record<string, unknown>> {
    if (isRecord(this.#value)) return this.#value;
    throw new TypeError(`${this.#path} is not an object.`);
  }

  #at(key: string): string {
    return `${this.#path}.${key}`;
  }

  #fail(key: string, what: string): never {
    throw new TypeError(`${this.#at(key)} is not ${what}.`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
