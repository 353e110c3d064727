/** One way to spoil a document, and what was done. */
export interface Damage {
  readonly what: string;
  readonly document: unknown;
}

type Path = readonly (string | number)[];

/** Makes every copy of a document with one value of another type, or with one key taken away. */
export function* damages(document: unknown, path: Path = []): Generator<Damage> {
  const value = at(document, path);
  if (path.length > 0) {
    const wrong = typeof value === 'object' && value !== null ? 'wrong' : { wrong: true };
    yield { what: `${path.join('.')} replaced`, document: edited(document, path, wrong) };
  }
  if (typeof value !== 'object' || value === null) return;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) yield* damages(document, [...path, key]);
}

/** Gives a copy without the key at the end of the path. */
export function without(document: unknown, path: Path): unknown {
  return edited(document, path, undefined);
}

/** Gives a copy with another value at the end of the path; `undefined` takes the key away. */
export function edited(document: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy = Array.isArray(document) ? [...(document as unknown[])] : { ...(document as object) };
  const inner = edited(at(document, [key]), rest, value);
  if (inner === undefined) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, inner);
  return copy;
}

/** Lists the paths of every key of every object in a document. */
export function* keyPaths(document: unknown, path: Path = []): Generator<Path> {
  const value = at(document, path);
  if (typeof value !== 'object' || value === null) return;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    if (!Array.isArray(value)) yield [...path, key];
    yield* keyPaths(document, [...path, key]);
  }
}

function at(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => Reflect.get(value as object, key), document);
}
