import type { MachineLog, Turn } from './log.ts';

/** The machines that were the last to end in a process. */
interface Remains {
  readonly position: number;
  readonly logs: readonly MachineLog[];
}

/** Which machines live at some moment, and which were the last to end. */
export class Cast {
  private readonly living: Set<MachineLog>;
  private readonly remains: Map<string, Remains>;

  constructor(living: Iterable<MachineLog> = [], remains: Iterable<[string, Remains]> = []) {
    this.living = new Set(living);
    this.remains = new Map(remains);
  }

  get size(): number {
    return this.living.size;
  }

  copy(): Cast {
    return new Cast(this.living, this.remains);
  }

  isAlive(log: MachineLog): boolean {
    return this.living.has(log);
  }

  livingOf(node: string): MachineLog[] {
    return [...this.living].filter((log) => log.node === node);
  }

  /** Whether it lives, or was among the last of its process. */
  isShown(log: MachineLog): boolean {
    return this.living.has(log) || (this.remains.get(log.node)?.logs.includes(log) ?? false);
  }

  /** @returns the machines that are not among the last of their process any more */
  apply({ position, log, kind }: Turn): readonly MachineLog[] {
    if (kind === 'began') {
      this.living.add(log);
      return [];
    }
    this.living.delete(log);
    const before = this.remains.get(log.node);
    const isSameStep = before?.position === position;
    const logs = isSameStep ? [...before.logs, log] : [log];
    this.remains.set(log.node, { position, logs });
    if (isSameStep || !before) return [];
    return before.logs;
  }

  /** Those that live, those that ended in this very step, and the last of dead processes. */
  shownAt(position: number): MachineLog[] {
    const nodes = new Set([...this.living].map(({ node }) => node));
    const over = new Set<MachineLog>();
    for (const [node, remains] of this.remains) {
      if (remains.position !== position && nodes.has(node)) continue;
      for (const log of remains.logs) if (!this.living.has(log)) over.add(log);
    }
    return [...this.living, ...over];
  }
}
