import type { ServerEvent } from '../../../machines/clientProtocol.ts';

/** The groups that there are, as far as the server has told this client; for completion. */
export class KnownGroups {
  private known = new Set<string>();

  names(): string[] {
    return [...this.known];
  }

  /** Takes what an answer of the server's says of groups. */
  learn(event: ServerEvent): void {
    if (event.type === 'server.groups') this.known = new Set(event.names);
    else if (event.type === 'server.groupCreated') {
      if (event.outcome !== 'tooMany') this.known.add(event.group);
    } else if (event.type === 'server.joined') {
      if (event.outcome === 'joined') this.known.add(event.group);
      else this.known.delete(event.group);
    }
  }

  /** Another server, or one that was restarted, has other groups. */
  clear(): void {
    this.known.clear();
  }
}
