/** What differs between two contexts: a flat list, in the order of their fields. */

export interface DiffRow {
  /** Where it stands: `table.rows[3].name`; unique in the list. */
  readonly path: string;
  readonly kind: 'same' | 'added' | 'removed' | 'changed';
  /** Undefined where it was added. Bytes are hexadecimal digits, sets arrays. */
  readonly before: unknown;
  /** Undefined where it was removed. */
  readonly after: unknown;
}

/** Deeper values are compared, and shown as one. */
const MAX_DEPTH = 6;
/** Rows of what changed, and of what did not; the rest is counted. */
const MAX_CHANGES = 400;
const MAX_SAME = 100;
/** Values that are compared in all; what lies beyond counts as different. */
const MAX_COMPARED = 50_000;
/** Deeper ones too: no context is as deep, but a file may be. */
const MAX_COMPARED_DEPTH = 64;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The rows of what was added, removed or changed, and of what stayed the same. Inside of what
 * stayed the same there are no rows.
 *
 * @param before null where there was nothing: everything was added
 */
export function diff(before: unknown, after: unknown): DiffRow[] {
  return new Comparison().rowsOf(before ?? undefined, after);
}

class Comparison {
  private readonly rows: DiffRow[] = [];
  private changes = 0;
  private same = 0;
  private compared = 0;

  rowsOf(before: unknown, after: unknown): DiffRow[] {
    const [was, is] = [plain(before), plain(after)];
    if (was === undefined && isFields(is)) this.fields({}, is, '', 0);
    else this.compare(was, is, '', 0);
    this.countRest();
    return this.rows;
  }

  private compare(before: unknown, after: unknown, path: string, depth: number): void {
    if (this.isEqual(before, after, 0)) this.add(path, 'same', before, after);
    else if (depth < MAX_DEPTH && Array.isArray(before) && Array.isArray(after)) {
      this.items(before, after, path, depth + 1);
    } else if (depth < MAX_DEPTH && isFields(before) && isFields(after)) {
      this.fields(before, after, path, depth + 1);
    } else this.add(path, 'changed', before, after);
  }

  private fields(before: Fields, after: Fields, path: string, depth: number): void {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const inner = path + pathOf(name, path === '');
      const [was, is] = [plain(before[name]), plain(after[name])];
      if (!Object.hasOwn(after, name)) this.add(inner, 'removed', was, undefined);
      else if (!Object.hasOwn(before, name)) this.add(inner, 'added', undefined, is);
      else this.compare(was, is, inner, depth);
    }
  }

  /** What was taken out of a list, or put into it, moves what follows and does not change it. */
  private items(
    before: readonly unknown[],
    after: readonly unknown[],
    path: string,
    depth: number,
  ): void {
    const shorter = Math.min(before.length, after.length);
    let head = 0;
    while (head < shorter && this.isEqual(before[head], after[head], 0)) head++;
    let tail = 0;
    while (
      tail < shorter - head &&
      this.isEqual(before[before.length - 1 - tail], after[after.length - 1 - tail], 0)
    ) {
      tail++;
    }
    if (head > 0) this.run(before.slice(0, head), path, 0);
    const [wasEnd, isEnd] = [before.length - tail, after.length - tail];
    for (let i = head; i < Math.max(wasEnd, isEnd); i++) {
      const [was, is] = [plain(before[i]), plain(after[i])];
      if (i >= isEnd) this.add(`${path}[${i}]`, 'removed', was, undefined);
      else if (i >= wasEnd) this.add(`${path}[${i}]`, 'added', undefined, is);
      else this.compare(was, is, `${path}[${i}]`, depth);
    }
    if (tail > 0) this.run(after.slice(after.length - tail), path, isEnd);
  }

  /** Neighbours in a list that stayed the same, under the places that they have now. */
  private run(items: readonly unknown[], path: string, place: number): void {
    this.add(`${path}[${place}…${place + items.length - 1}]`, 'same', items, items);
  }

  private add(path: string, kind: DiffRow['kind'], before: unknown, after: unknown): void {
    const isSame = kind === 'same';
    const count = isSame ? ++this.same : ++this.changes;
    if (count > (isSame ? MAX_SAME : MAX_CHANGES)) return;
    this.rows.push({ path: path === '' ? 'context' : path, kind, before, after });
  }

  /** What was left out must be seen to be missing. */
  private countRest(): void {
    const changes = this.changes - MAX_CHANGES;
    const same = this.same - MAX_SAME;
    if (changes > 0) this.rows.push(restRow('changed', `${changes} more changes`));
    if (same > 0) this.rows.push(restRow('same', `${same} more`));
  }

  private isEqual(before: unknown, after: unknown, depth: number): boolean {
    const [was, is] = [plain(before), plain(after)];
    if (Object.is(was, is)) return true;
    if (++this.compared > MAX_COMPARED || depth > MAX_COMPARED_DEPTH) return false;
    if (Array.isArray(was) && Array.isArray(is)) {
      return (
        was.length === is.length && was.every((item, i) => this.isEqual(item, is[i], depth + 1))
      );
    }
    if (!isFields(was) || !isFields(is)) return false;
    const names = Object.keys(was);
    return (
      names.length === Object.keys(is).length &&
      names.every((name) => {
        return Object.hasOwn(is, name) && this.isEqual(was[name], is[name], depth + 1);
      })
    );
  }
}

function restRow(kind: 'changed' | 'same', words: string): DiffRow {
  return { path: `… (${kind})`, kind, before: words, after: words };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As a trace writes it: what is seen must not depend on whether it comes from a file. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  if (value instanceof Set) return [...value];
  return value instanceof Map ? Object.fromEntries(value) : value;
}

function pathOf(name: string, isFirst: boolean): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return `[${JSON.stringify(name)}]`;
  return isFirst ? name : `.${name}`;
}
