/**
 * Finds where two JSON values differ in keys and kinds. Values of texts and numbers do not matter, JSON inside a text
 * is compared alike; lists match when every row of each has a row of the same shape in the other, insight rows by their
 * name.
 *
 * @returns one line for each difference, `[]` for none
 */
export function shapeDifferences(expected: unknown, actual: unknown, path = '$'): readonly string[] {
  if (kindOf(expected) !== kindOf(actual)) return [`${path}: ${kindOf(expected)} expected, ${kindOf(actual)} found`];
  const [innerExpected, innerActual] = [jsonIn(expected), jsonIn(actual)];
  if (innerExpected !== null) return shapeDifferences(innerExpected, innerActual, `${path}(json)`);
  if (Array.isArray(expected) && Array.isArray(actual)) return listDifferences(expected, actual, path);
  if (isRecord(expected) && isRecord(actual)) {
    const missing = Object.keys(expected).filter((key) => !(key in actual));
    const extra = Object.keys(actual).filter((key) => !(key in expected));
    return [
      ...missing.map((key) => `${path}.${key}: missing`),
      ...extra.map((key) => `${path}.${key}: not expected`),
      ...Object.keys(expected).flatMap((key) =>
        key in actual ? shapeDifferences(expected[key], actual[key], `${path}.${key}`) : [],
      ),
    ];
  }
  return [];
}

function listDifferences(expected: readonly unknown[], actual: readonly unknown[], path: string): readonly string[] {
  if (expected.length === 0 || actual.length === 0) {
    return expected.length === actual.length
      ? []
      : [`${path}: ${String(expected.length)} rows expected, ${String(actual.length)} found`];
  }
  return [...unmatched(expected, actual, path, 'expected'), ...unmatched(actual, expected, path, 'found')];
}

function unmatched(
  rows: readonly unknown[],
  among: readonly unknown[],
  path: string,
  side: 'expected' | 'found',
): readonly string[] {
  return rows.flatMap((row, index) => {
    const name = nameOf(row);
    const candidates = name === null ? among : among.filter((other) => nameOf(other) === name);
    const tries = candidates.map((other) =>
      side === 'expected'
        ? shapeDifferences(row, other, `${path}[${String(index)}]`)
        : shapeDifferences(other, row, `${path}[${String(index)}]`),
    );
    if (tries.some((differences) => differences.length === 0)) return [];
    return tries[0] ?? [`${path}[${String(index)}]: ${name ?? 'row'} ${side} only`];
  });
}

/** Gives the metric of an insights row. */
function nameOf(row: unknown): string | null {
  return isRecord(row) && 'period' in row && typeof row['name'] === 'string' ? row['name'] : null;
}

/** Parses the object inside a text: bodies of batch items are JSON in JSON. */
function jsonIn(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('{')) return null;
  return JSON.parse(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
