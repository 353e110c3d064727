/**
 * Compares object names as Cloud Storage orders them: by their UTF-8 bytes, which is the order of code points.
 * JavaScript's own `<` compares UTF-16 units and sets characters above U+FFFF (emoji) before U+E000–U+FFFF.
 *
 * @returns a negative number, 0 or a positive number
 * @example
 * compareNames('a', 'b') < 0; //=> true
 */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    // The first differing unit decides; surrogates stand for code points above every other unit.
    return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
