import type { ReportedSource } from '../../hubLines.ts';

interface Holder {
  readonly port: number;
  isGone: boolean;
}

/** The server's lane; a client of that name gets another. */
const SERVER = 'server';

/** Gives each process that reports a name of its own: `alice`, `alice (2)`. */
export class LaneNames {
  private readonly holders = new Map<string, Holder>();

  /** A process that comes back under its name and port has the same lane as before. */
  admit({ node, kind, port }: ReportedSource): string {
    for (let number = 1; ; number++) {
      const name = number === 1 ? node : `${node} (${number})`;
      if (name === SERVER && kind !== 'server') continue;
      const holder = this.holders.get(name);
      if (holder && !(holder.isGone && holder.port === port)) continue;
      this.holders.set(name, { port, isGone: false });
      return name;
    }
  }

  release(name: string): void {
    const holder = this.holders.get(name);
    if (holder) holder.isGone = true;
  }
}
