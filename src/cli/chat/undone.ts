import type { ClientNotice } from '../../../machines/vocabulary.ts';

/** Ways in which what was asked for is not done: what one says of one, and of many. */
const WAYS = {
  undelivered: ['1 message was not delivered', 'messages were not delivered'],
  invalid: ['1 command was invalid', 'commands were invalid'],
  failed: ['1 command was not done', 'commands were not done'],
  waiting: ['1 command was not reached', 'commands were not reached'],
} as const;

type Way = keyof typeof WAYS;

/** Counts what was asked for in vain, for whoever looks at the end of a script and not at its lines. */
export class Undone {
  private readonly counts = new Map<Way, number>();

  /** Takes note of what the client shows. */
  saw({ kind }: ClientNotice): void {
    const way = wayOf(kind);
    if (way !== null) this.count(way, 1);
  }

  /** Commands that the client had not come to when it ended. */
  notReached(count: number): void {
    if (count > 0) this.count('waiting', count);
  }

  /** One line, or null if everything was done. */
  summary(): string | null {
    if (this.counts.size === 0) return null;
    const parts = [...this.counts].map(([way, count]) => {
      const [one, many] = WAYS[way];
      return count === 1 ? one : `${count} ${many}`;
    });
    return `not everything was done: ${parts.join(', ')}`;
  }

  private count(way: Way, count: number): void {
    this.counts.set(way, (this.counts.get(way) ?? 0) + count);
  }
}

function wayOf(kind: ClientNotice['kind']): Way | null {
  switch (kind) {
    case 'notDelivered':
      return 'undelivered';
    case 'invalid':
      return 'invalid';
    case 'notDone':
    case 'groupExists':
    case 'noSuchGroup':
      return 'failed';
    default:
      return null;
  }
}
