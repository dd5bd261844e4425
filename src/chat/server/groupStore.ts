import { MAX_GROUPS } from '../limits.ts';
import type { GroupOptions } from './groups.ts';
import { Group } from './groups.ts';
import { HostCounts, MAX_GROUPS_PER_HOST } from './hosts.ts';
import type { NamePage } from './nameList.ts';
import { NameList } from './nameList.ts';

/** The groups of a server. */
export class GroupStore {
  private readonly options: GroupOptions;
  private readonly groups = new Map<string, Group>();
  private readonly list = new NameList();
  private readonly counts = new HostCounts();

  constructor(options: GroupOptions) {
    this.options = options;
  }

  get(name: string): Group | undefined {
    return this.groups.get(name);
  }

  /** Group messages that have not reached everybody yet. */
  get outstanding(): number {
    let count = 0;
    for (const group of this.groups.values()) count += group.outstanding;
    return count;
  }

  /** Names of the groups in the order of their creation: as many as one page holds. */
  namesFrom(from: number): NamePage {
    return this.list.pageFrom(from);
  }

  /**
   * Where there are as many groups as can be, the oldest that nobody is in makes room.
   *
   * @param host who creates it: nobody fills the server alone
   */
  create(name: string, host: string): 'created' | 'exists' | 'tooMany' {
    if (this.groups.has(name)) return 'exists';
    if (this.counts.of(host) >= MAX_GROUPS_PER_HOST || !this.makeRoom()) return 'tooMany';
    this.groups.set(name, new Group(name, host, this.options));
    this.list.add(name);
    this.counts.add(host);
    return 'created';
  }

  private makeRoom(): boolean {
    if (this.groups.size < MAX_GROUPS) return true;
    for (const group of this.groups.values()) {
      if (!group.isEmpty) continue;
      this.groups.delete(group.name);
      this.list.remove(group.name);
      this.counts.remove(group.host);
      return true;
    }
    return false;
  }
}
