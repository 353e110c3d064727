/** The contexts of an object, as its resource has them under `contexts.custom`. */
export type ObjectContexts = Readonly<Record<string, ObjectContext>>;

interface ObjectContext {
  readonly value: string;
  readonly createTime?: string;
  readonly updateTime?: string;
}

/** Whether an object with these contexts is listed. */
export type ContextTest = (contexts: ObjectContexts | null) => boolean;

/**
 * What the service takes for a key or a value.
 *
 * @source Cloud Storage, use object contexts: 1 to 256 characters, the first alphanumeric, no `'`, `"`, `\`, `/` (checked
 * 2026-11-28)
 */
const NAME = /^[\p{L}\p{N}][^'"\\/]{0,255}$/u;

/** Makes the contexts of a resource of plain keys and values. Throws a `RangeError` for what the service refuses. */
export function contextsOf(
  contexts: Readonly<Record<string, string>> | null,
  time: string | null,
): ObjectContexts | null {
  if (contexts === null) return null;
  const times = time === null ? {} : { createTime: time, updateTime: time };
  return Object.fromEntries(
    Object.entries(contexts).map(([key, value]) => {
      if (!NAME.test(key)) throw new RangeError(`Not a key of an object context: ${key}`);
      if (!NAME.test(value)) throw new RangeError(`Not a value of the object context ${key}: ${value}`);
      return [key, { value, ...times }];
    }),
  );
}

const CONDITION = /^(?<not>-?)contexts\."(?<key>[^"]+)"(?::\*|="(?<value>[^"]+)")$/;

/**
 * Reads the `filter` of objects.list: one condition, a key with any value or with one, `-` in front to turn it round.
 * `null` for anything else: what the documents do not show is refused.
 *
 * @source Cloud Storage, use object contexts: `contexts."KEY":*`, `-contexts."KEY":*`, `contexts."KEY"="VALUE"`,
 * `-contexts."KEY"="VALUE"` (checked 2026-11-28)
 */
export function parseContextFilter(filter: string): ContextTest | null {
  const { not, key, value } = CONDITION.exec(filter)?.groups ?? {};
  if (key === undefined) return null;
  const wanted = not === '';
  return (contexts) => {
    const found = contexts !== null && Object.hasOwn(contexts, key) ? contexts[key] : undefined;
    const holds = found !== undefined && (value === undefined || found.value === value);
    return holds === wanted;
  };
}
