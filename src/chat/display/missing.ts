/** A kind without a line does not compile. */
export function missing(notice: never): never {
  throw new TypeError(`no line for ${JSON.stringify(notice)}`);
}
