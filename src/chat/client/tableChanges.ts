import type { TableNews } from '../../../machines/clientProtocol.ts';
import type { Roster } from '../../../machines/vocabulary.ts';
import { MAX_ROSTER_NAMES } from '../limits.ts';
import type { TableEntry } from '../wire/packets.ts';

/** Who came and who left between two looks at the client table. Who did both is not mentioned. */
export class TableChanges {
  private readonly came = new Set<string>();
  private readonly left = new Set<string>();
  private hasChanged = false;
  private isFirst = true;

  /** A row is new or different. */
  changed(old: TableEntry | undefined, { name, status }: TableEntry): void {
    this.hasChanged = true;
    const [wasOnline, isOnline] = [old?.status === 'online', status === 'online'];
    if (wasOnline === isOnline) return;
    const [joined, undone] = isOnline ? [this.came, this.left] : [this.left, this.came];
    if (!undone.delete(name)) joined.add(name);
  }

  /**
   * What changed since this was last asked; null if nothing did.
   *
   * @param ownName of the user, who needs no telling
   */
  take(ownName: string): TableNews | null {
    if (!this.hasChanged) return null;
    const { isFirst } = this;
    const news = {
      isFirst,
      came: takeRoster(this.came, ownName),
      left: takeRoster(this.left, ownName),
    };
    this.hasChanged = false;
    this.isFirst = false;
    return news;
  }

  /** The table begins anew: who is in it then was not waited for. */
  restart(): void {
    this.came.clear();
    this.left.clear();
    this.hasChanged = false;
    this.isFirst = true;
  }
}

function takeRoster(set: Set<string>, ownName: string): Roster {
  set.delete(ownName);
  const roster = rosterOf([...set]);
  set.clear();
  return roster;
}

/** The first of these names, and how many they are. */
function rosterOf(names: readonly string[]): Roster {
  return { names: names.slice(0, MAX_ROSTER_NAMES), count: names.length };
}
