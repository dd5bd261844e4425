/**
 * As much of CDDL (RFC 8610) as docs/protocol.md uses: rules that are arrays, ranges, `tstr` and
 * `bstr` with `.size` or `.regexp`, references, groups in parentheses and occurrences.
 */
type Rules = ReadonlyMap<string, string[]>;
type Matcher = (value: unknown) => boolean;
/** Takes values from a place on; gives the places where it may have ended. */
type Sequence = (values: readonly unknown[], from: number) => number[];

const TOKEN = /\s*("[^"]*"|\d+\.\.\d+|\d*\*\d*|[\w-]+|\.\w+|[[\](),:=])/y;

/** A reader of values by the rules of these blocks. */
export function parseCddl(source: string): (rule: string, value: unknown) => boolean {
  const rules = rulesOf(tokensOf(source.replaceAll(/;.*$/gm, '')));
  return (rule, value) => new Reader(rules, rules.get(rule) ?? []).type()(value);
}

function tokensOf(source: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(source); match; match = TOKEN.exec(source)) {
    tokens.push(match[1] as string);
    if (source.slice(TOKEN.lastIndex).trim() === '') return tokens;
  }
  throw new SyntaxError(`not CDDL after ${tokens.slice(-5).join(' ')}`);
}

function rulesOf(tokens: readonly string[]): Rules {
  const rules = new Map<string, string[]>();
  const starts = tokens.flatMap((token, i) => (token === '=' ? [i - 1] : []));
  for (const [i, start] of starts.entries()) {
    rules.set(tokens[start] as string, tokens.slice(start + 2, starts[i + 1]));
  }
  return rules;
}

class Reader {
  private readonly rules: Rules;
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(rules: Rules, tokens: readonly string[]) {
    this.rules = rules;
    this.tokens = tokens;
  }

  type(): Matcher {
    const token = this.take();
    if (token === '[') {
      const fields = this.sequence(']');
      return (value) => Array.isArray(value) && fields(value, 0).includes(value.length);
    }
    const [, min, max] = /^(\d+)\.\.(\d+)$/.exec(token) ?? [];
    if (min !== undefined) return (value) => isBetween(value, Number(min), Number(max));
    if (token === 'tstr' || token === 'bstr') return this.string(token);
    const rule = this.rules.get(token);
    if (!rule) throw new SyntaxError(`no rule ${token}`);
    return new Reader(this.rules, rule).type();
  }

  private string(kind: 'tstr' | 'bstr'): Matcher {
    const isKind: Matcher = (value) =>
      kind === 'tstr' ? typeof value === 'string' : value instanceof Uint8Array;
    if (this.tokens[this.at] === '.size') {
      this.at += 2;
      const [min, max] = this.take().split('..').map(Number);
      this.take();
      const size = (value: unknown) => Buffer.from(value as string | Uint8Array).length;
      return (value) => isKind(value) && isBetween(size(value), min ?? 0, max ?? 0);
    }
    if (this.tokens[this.at] !== '.regexp') return isKind;
    this.at++;
    const pattern = new RegExp(`^(?:${this.take().slice(1, -1)})$`, 'u');
    return (value) => isKind(value) && pattern.test(value as string);
  }

  private sequence(end: string): Sequence {
    const parts: Sequence[] = [];
    while (this.tokens[this.at] !== end) {
      if (this.tokens[this.at] === ',') this.at++;
      else parts.push(this.entry());
    }
    this.at++;
    return (values, from) =>
      parts.reduce((places, part) => places.flatMap((place) => part(values, place)), [from]);
  }

  private entry(): Sequence {
    const [, min, max] = /^(\d*)\*(\d*)$/.exec(this.tokens[this.at] ?? '') ?? [];
    if (min === undefined) return this.once();
    this.at++;
    return repeated(this.once(), Number(min), max ? Number(max) : Number.POSITIVE_INFINITY);
  }

  private once(): Sequence {
    if (this.tokens[this.at] === '(') {
      this.at++;
      return this.sequence(')');
    }
    if (this.tokens[this.at + 1] === ':') this.at += 2;
    const type = this.type();
    return (values, from) => (from < values.length && type(values[from]) ? [from + 1] : []);
  }

  private take(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new SyntaxError('cut short');
    return token;
  }
}

function repeated(part: Sequence, min: number, max: number): Sequence {
  return (values, from) => {
    const ends: number[] = [];
    let places = [from];
    for (let times = 0; places.length > 0 && times <= max; times++) {
      if (times >= min) ends.push(...places);
      places = places.flatMap((place) => part(values, place));
    }
    return ends;
  };
}

function isBetween(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}
