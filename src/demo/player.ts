import type { ClientNotice, Command } from '../../machines/vocabulary.ts';
import type { Address } from '../chat/address.ts';
import type { Watch } from '../inspector/inspection.ts';
import type { RunningClient } from '../udp/chat.ts';
import { startClient } from '../udp/client.ts';

type Kind = ClientNotice['kind'];

/** How the stage hears of what a player types and sees. */
export interface PlayerOptions {
  readonly name: string;
  readonly server: Address;
  readonly lossRate: number;
  /** Shows the player's machines. */
  readonly watch: Watch | null;
  onTyped(command: Command, group: string | null): void;
  onNotice(notice: ClientNotice, group: string | null): void;
}

/** Somebody in the demo: a real client on a real socket, whose user is a script. */
export class Player {
  readonly name: string;
  private readonly client: RunningClient;
  private readonly options: PlayerOptions;
  private readonly unseen: ClientNotice[];
  private readonly waiting: Map<Kind, (notice: ClientNotice) => void>;
  /** Resolves when the client has ended, and everybody who watches it knows. */
  private readonly gone: Promise<void>;

  private constructor(
    options: PlayerOptions,
    client: RunningClient,
    unseen: ClientNotice[],
    waiting: Map<Kind, (notice: ClientNotice) => void>,
  ) {
    this.name = options.name;
    this.options = options;
    this.client = client;
    this.unseen = unseen;
    this.waiting = waiting;
    this.gone = client.ended.then(() => options.watch?.end());
  }

  /** Starts a client and waits until it is registered. */
  static async enter(options: PlayerOptions): Promise<Player> {
    const unseen: ClientNotice[] = [];
    const waiting = new Map<Kind, (notice: ClientNotice) => void>();
    const client = await startClient({
      name: options.name,
      server: options.server,
      port: 0,
      lossRate: options.lossRate,
      ...options.watch?.options,
      onNotice: (notice, group) => {
        options.onNotice(notice, group);
        const resolve = waiting.get(notice.kind);
        waiting.delete(notice.kind);
        if (resolve) resolve(notice);
        else unseen.push(notice);
      },
    });
    const player = new Player(options, client, unseen, waiting);
    await player.sees('registered');
    return player;
  }

  /** Types a command; `awaited` is what shows that it is done. */
  async types(command: Command, awaited: Kind): Promise<void> {
    this.options.onTyped(command, this.client.group);
    const done = this.expects(awaited);
    this.client.command(command);
    await done;
  }

  /** Carries out a command that nobody needs to see typed. */
  does(command: Command): void {
    this.client.command(command);
  }

  /** Waits for the next notice of a kind that was not waited for yet. */
  async sees(kind: Kind): Promise<ClientNotice> {
    const seen = this.unseen.findIndex((notice) => notice.kind === kind);
    const [notice] = seen < 0 ? [] : this.unseen.splice(seen, 1);
    return notice ?? new Promise((resolve) => this.waiting.set(kind, resolve));
  }

  /** Waits for a notice of a kind that comes after this moment. */
  async expects(kind: Kind): Promise<ClientNotice> {
    for (let i = this.unseen.length - 1; i >= 0; i--) {
      if (this.unseen[i]?.kind === kind) this.unseen.splice(i, 1);
    }
    return this.sees(kind);
  }

  /** Waits until the client table knows these names. */
  async knows(names: readonly string[]): Promise<void> {
    while (!names.every((name) => this.client.names().includes(name))) {
      await this.sees('tableUpdated');
    }
  }

  /** Is gone without a word. */
  dropDead(): void {
    this.client.kill();
    this.options.watch?.vanish();
  }

  async leaves(): Promise<void> {
    this.client.leave();
    await this.gone;
  }
}
