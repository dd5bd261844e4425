/** Goes on with what pauses from time to time, until its end; returns what it comes to. */
export function toEnd<T>(work: Generator<unknown, T>): T {
  for (let next = work.next(); ; next = work.next()) if (next.done) return next.value;
}
