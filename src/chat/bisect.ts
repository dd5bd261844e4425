/**
 * The first of rising numbers for which something is so; `end` if it is so for none.
 *
 * @param isSo false for all up to some number, and true from there on
 */
export function firstWhere(begin: number, end: number, isSo: (number: number) => boolean): number {
  let low = begin;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSo(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
