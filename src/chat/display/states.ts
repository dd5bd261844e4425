/** State values of machines, in a few words. */

/** A transition as it is told: what was left, and what was entered. */
export interface StateChange {
  /** The state that stays, in which it happened, with a colon; empty if there is none. */
  readonly inside: string;
  readonly from: string;
  readonly to: string;
}

/**
 * What changed between two state values, or null if nothing did. Of nested states the outermost
 * that was left or entered is named: what is inside follows from it.
 */
export function stateChange(from: unknown, to: unknown): StateChange | null {
  const [before, after] = [pathsOf(from), pathsOf(to)];
  const left = outermost([...before].filter((path) => !after.has(path)));
  const entered = outermost([...after].filter((path) => !before.has(path)));
  if (left.length + entered.length === 0) return null;
  const inside = commonPrefix([...left, ...entered]);
  const told = (paths: readonly string[]) =>
    paths.map((path) => path.slice(inside.length)).join(' + ');
  return {
    inside: inside.replace(/\.$/, ': '),
    from: told(left),
    to: told(entered),
  };
}

/** No machine is as deep as that, but a file may be. */
const MAX_DEPTH = 32;

/** Every active state, outer ones too: `{ a: 'b' }` is `a` and `a.b`. */
function pathsOf(value: unknown, prefix = '', depth = 0): Set<string> {
  if (typeof value === 'string') return new Set([prefix + value]);
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return new Set();
  return new Set(
    Object.entries(value).flatMap(([name, inner]) => [
      prefix + name,
      ...pathsOf(inner, `${prefix}${name}.`, depth + 1),
    ]),
  );
}

function outermost(paths: readonly string[]): string[] {
  const all = new Set(paths);
  return paths.filter((path) => !all.has(path.slice(0, Math.max(0, path.lastIndexOf('.')))));
}

/** The outer states that all paths share, with the dot after them. */
function commonPrefix([first = '', ...rest]: readonly string[]): string {
  let prefix = first.slice(0, first.lastIndexOf('.') + 1);
  while (!rest.every((path) => path.startsWith(prefix))) {
    prefix = prefix.slice(0, prefix.slice(0, -1).lastIndexOf('.') + 1);
  }
  return prefix;
}
