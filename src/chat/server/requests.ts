import type { ServerNotice } from '../../../machines/vocabulary.ts';
import type { Request, Response } from '../wire/packets.ts';
import { GroupStore } from './groupStore.ts';
import type { GroupOptions } from './groups.ts';
import { hostOf } from './hosts.ts';
import type { NamePage } from './nameList.ts';
import type { Registrant } from './registrant.ts';
import { doubt } from './registrant.ts';
import type { Registry } from './registry.ts';

export interface RequestsOptions extends GroupOptions {
  readonly registry: Registry;
  onNotice(notice: ServerNotice): void;
}

/** Carries out what registered clients ask for. */
export class Requests {
  private readonly options: RequestsOptions;
  private readonly groups: GroupStore;

  constructor(options: RequestsOptions) {
    this.options = options;
    this.groups = new GroupStore(options);
  }

  /** Group messages that have not reached everybody yet. */
  get outstanding(): number {
    return this.groups.outstanding;
  }

  /** @param re id of the request, for its answer */
  respond(registrant: Registrant, re: number, request: Request): Response {
    switch (request.kind) {
      case 'SUSPECT': {
        const suspect = this.options.registry.named(request.name);
        if (suspect?.tag === request.tag) doubt(suspect);
        return { kind: 'SUSPECTED', re };
      }
      case 'CREATE_GROUP':
        return { kind: 'GROUP_CREATED', re, outcome: this.createGroup(registrant, request.group) };
      case 'LIST_GROUPS':
        return { kind: 'GROUPS', re, ...this.listGroups(registrant, request.from) };
      case 'JOIN_GROUP':
        return { kind: 'JOINED', re, outcome: this.joinGroup(registrant, request.group) };
      case 'LIST_MEMBERS':
        return { kind: 'MEMBERS', re, ...this.listMembers(registrant, request.from) };
      case 'LEAVE_GROUP':
        this.leaveGroup(registrant);
        return { kind: 'LEFT', re };
      case 'SEND_GROUP':
        return { kind: 'GROUP_SENT', re, outcome: this.sendGroup(registrant, request.text) };
      case 'DEREGISTER':
        registrant.machine.send({ type: 'deregister' });
        return { kind: 'DEREGISTERED', re };
    }
  }

  private createGroup({ name: client, address }: Registrant, group: string) {
    const outcome = this.groups.create(group, hostOf(address));
    if (outcome === 'exists') this.options.onNotice({ kind: 'groupExists', client, group });
    if (outcome === 'created') this.options.onNotice({ kind: 'groupCreated', client, group });
    return outcome;
  }

  private listGroups({ name: client }: Registrant, from: number): NamePage {
    const page = this.groups.namesFrom(from);
    const { names } = page;
    this.options.onNotice({ kind: 'groupsListed', client, names, ...continuing(from) });
    return page;
  }

  private joinGroup(registrant: Registrant, name: string): 'joined' | 'noSuchGroup' {
    const group = this.groups.get(name);
    if (!group) {
      this.options.onNotice({ kind: 'noSuchGroup', client: registrant.name, group: name });
      return 'noSuchGroup';
    }
    if (registrant.group !== group) this.leaveGroup(registrant);
    group.add(registrant);
    this.options.onNotice({ kind: 'joined', client: registrant.name, group: name });
    return 'joined';
  }

  private listMembers({ name: client, group }: Registrant, from: number): NamePage {
    if (!group) return { names: [], next: 0 };
    const page = group.namesFrom(from);
    const { names } = page;
    this.options.onNotice({
      kind: 'membersListed',
      client,
      group: group.name,
      names,
      ...continuing(from),
    });
    return page;
  }

  private leaveGroup(registrant: Registrant): void {
    const { group, name: client } = registrant;
    if (!group) return;
    group.remove(registrant);
    this.options.onNotice({ kind: 'left', client, group: group.name });
  }

  private sendGroup(registrant: Registrant, text: string): 'sent' | 'busy' {
    if (!registrant.group) return 'busy';
    registrant.group.send(registrant, text);
    this.options.onNotice({ kind: 'groupMessage', client: registrant.name, text });
    return 'sent';
  }
}

/** Whoever watches sees a list of several pages as one. */
function continuing(from: number): { readonly isContinued?: true } {
  return from > 0 ? { isContinued: true } : {};
}
