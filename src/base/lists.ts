/**
 * Gives the element at an index the code computed to lie inside a list. For an index from data, check it first.
 *
 * @throws RangeError for an index outside: a default would hide a defect
 *
 * @example
 * itemAt(['a', 'b'], 1); //=> 'b'
 */
export function itemAt<T>(list: ArrayLike<T>, index: number): T {
  const item = list[index];
  if (item === undefined) throw outside(list.length, index);
  return item;
}

/** Does what {@link itemAt} does for a column of numbers: V8 meets one kind of list here, which hot loops need. */
export function numberAt(column: Float64Array, index: number): number {
  const value = column[index];
  if (value === undefined) throw outside(column.length, index);
  return value;
}

/** Adds to a number of a column. */
export function addAt(column: Float64Array, index: number, amount: number): void {
  column[index] = numberAt(column, index) + amount;
}

function outside(length: number, index: number): RangeError {
  return new RangeError(`${String(index)} is no index of a list of ${String(length)}.`);
}
