import type { ClientNotice, Command, ReaderState } from '../../../machines/vocabulary.ts';
import type { Address } from '../../chat/address.ts';
import type { ClientEndpoint } from '../../chat/client/clientEndpoint.ts';
import type { Cause } from '../../trace/trace.ts';
import type { Node } from './node.ts';

/** What a client's user saw, and where: `group` is the prompt mark. */
export interface Seen {
  readonly notice: ClientNotice;
  readonly group: string | null;
  readonly atMs: number;
}

/** A client process in the simulated world, and its user. */
export class SimulatedClient {
  /** Tells this process from others under the same name. */
  readonly id: string;
  readonly name: string;
  /** It does not end though the server does not answer. */
  readonly stays: boolean;
  readonly seen: Seen[] = [];
  /** The exit status, once it has ended. */
  status: 0 | 1 | null = null;
  /** Its user has asked it to end, so that it gives up what is under way. */
  isLeaving = false;
  readonly endpoint: ClientEndpoint;
  /** Called with each thing that the user sees. */
  onSeen: (seen: Seen) => void = () => {};
  readonly node: Node;
  private readonly happen: (cause: Cause, event: () => void) => void;

  constructor(
    { id, stays }: { readonly id: string; readonly stays: boolean },
    endpoint: ClientEndpoint,
    node: Node,
    happen: (cause: Cause, event: () => void) => void,
  ) {
    this.id = id;
    this.stays = stays;
    this.name = node.name;
    this.endpoint = endpoint;
    this.node = node;
    this.happen = happen;
  }

  get address(): Address {
    return this.node.address;
  }

  /** It has not ended, was not killed, and nobody runs in its place; it may stand still. */
  get isRunning(): boolean {
    return this.status === null && this.node.isUp;
  }

  command(command: Command): void {
    if (command.kind === 'dereg') this.isLeaving = true;
    this.happen({ kind: 'command', command }, () => this.endpoint.command(command));
  }

  /** Ctrl-C. */
  leave(): void {
    this.isLeaving = true;
    this.happen({ kind: 'command', command: { kind: 'leave' } }, () => this.endpoint.leave());
  }

  /** Its user reads, or does not. */
  readerIs(state: ReaderState): void {
    this.happen({ kind: 'reader', state }, () => this.endpoint.readership.tell(state));
  }

  saw(seen: Seen): void {
    this.seen.push(seen);
    this.onSeen(seen);
  }

  /** What the user saw, without the times. */
  get notices(): ClientNotice[] {
    return this.seen.map(({ notice }) => notice);
  }

  /** Texts of the private messages shown, by sender. */
  privateTexts(from: string): string[] {
    return this.notices.flatMap((notice) =>
      notice.kind === 'privateMessage' && notice.message.from === from ? [notice.message.text] : [],
    );
  }

  groupTexts(): string[] {
    return this.notices.flatMap((notice) =>
      notice.kind === 'groupMessage' ? [`${notice.message.from}: ${notice.message.text}`] : [],
    );
  }
}

/** FNV-1a: enough where nobody attacks. */
export function hashOf(text: string): Uint8Array {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return Uint8Array.from([hash >>> 24, hash >>> 16, hash >>> 8, hash]);
}
