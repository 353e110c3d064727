import { describeFound, type Input, isObject, joinKey, type ReportProblem } from './check-input.ts';
import { ArgumentError } from './errors.ts';

/** What a record must have to be one: for each key a test. */
export type RecordShape = Readonly<Record<string, ValueTest>>;

type ValueTest = (value: unknown) => boolean;

/** Tests of the values of records. */
export const is: Readonly<Record<'text' | 'numberOrNull' | 'list' | 'object', ValueTest>> = {
  text: (value) => typeof value === 'string',
  numberOrNull: (value) => value === null || typeof value === 'number',
  list: (value) => Array.isArray(value),
  object: isObject,
};

/** How many records of a list are looked at: all of a short list, else evenly spread ones with the first and the last. */
const SAMPLED_RECORDS = 64;

/** One record of a document, recognized by a few of its keys. */
export function recordOf<T>(what: string, shape: RecordShape): Input<T> {
  return (value, key, report) => {
    reportRecord(value, shape, key, `Give ${what} as this library returns it.`, report);
    return value as T;
  };
}

/**
 * A list of records, recognized by a few of their keys. Looks at 64 at most, evenly spread, the first and the last among
 * them, and reports the first that is none.
 */
export function recordList<T>(what: string, shape: RecordShape): Input<readonly T[]> {
  const remedy = `Give a list of ${what} as this library returns them.`;
  return (value, key, report) => {
    const list = value as readonly T[];
    if (!Array.isArray(value)) {
      report(key, value, remedy);
      return list;
    }
    const step = Math.max(1, (list.length - 1) / (SAMPLED_RECORDS - 1));
    for (let place = 0; place <= list.length - 1; place += step) {
      const index = Math.round(place);
      if (!reportRecord(list[index], shape, joinKey(key, index), remedy, report)) break;
    }
    return list;
  };
}

/** What can be read one after the other; a list is looked at like {@link recordList}, anything else by {@link readRecords}. */
export function recordsOf(what: string, shape: RecordShape): Input<Iterable<unknown>> {
  const list = recordList<unknown>(what, shape);
  return (value, key, report) => {
    if (Array.isArray(value)) return list(value, key, report);
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) {
      report(key, value, `Give a list of ${what}.`);
    }
    return value as Iterable<unknown>;
  };
}

/**
 * Gives records to read one after the other. A list is given as it is: {@link recordList} has looked at it. Of anything
 * else each record is checked as it is read, since it can be read once only: the cost is that of a few tests a record.
 *
 * @throws {ArgumentError} on reading, naming the argument and the place of the record
 */
export function readRecords<T>(
  where: string,
  name: string,
  records: Iterable<T>,
  what: string,
  shape: RecordShape,
): Iterable<T> {
  return Array.isArray(records) ? (records as readonly T[]) : checkedRecords(where, name, records, what, shape);
}

function* checkedRecords<T>(
  where: string,
  name: string,
  records: Iterable<T>,
  what: string,
  shape: RecordShape,
): Generator<T, void, undefined> {
  let place = 0;
  for (const record of records) {
    reportRecord(
      record,
      shape,
      joinKey(name, place),
      `Give ${what} as this library returns them.`,
      (key, value, remedy) => {
        throw new ArgumentError(where, [{ key, found: describeFound(value), remedy }]);
      },
    );
    place += 1;
    yield record;
  }
}

/** Reports the first key of a record that is not as its shape says, or that it is no record at all; true when all is well. */
function reportRecord(
  record: unknown,
  shape: RecordShape,
  key: string,
  remedy: string,
  report: ReportProblem,
): boolean {
  if (!isObject(record)) {
    report(key, record, remedy);
    return false;
  }
  for (const name in shape) {
    if (shape[name]?.(record[name]) === true) continue;
    report(joinKey(key, name), record[name], remedy);
    return false;
  }
  return true;
}
