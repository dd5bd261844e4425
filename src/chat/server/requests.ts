import type { ServerNotice } from '../../../machines/vocabulary.ts';
import type { Request, Response } from '../wire/packets.ts';
import { GroupStore } from './groupStore.ts';
import type { GroupOptions } from './groups.ts';
import { hostOf } from './hosts.ts';
import type { Member } from './member.ts';
import { doubt } from './member.ts';
import type { NamePage } from './nameList.ts';
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
  respond(member: Member, re: number, request: Request): Response {
    switch (request.kind) {
      case 'SUSPECT': {
        const suspect = this.options.registry.named(request.name);
        if (suspect?.tag === request.tag) doubt(suspect);
        return { kind: 'SUSPECTED', re };
      }
      case 'CREATE_GROUP':
        return { kind: 'GROUP_CREATED', re, outcome: this.createGroup(member, request.group) };
      case 'LIST_GROUPS':
        return { kind: 'GROUPS', re, ...this.listGroups(member, request.from) };
      case 'JOIN_GROUP':
        return { kind: 'JOINED', re, outcome: this.joinGroup(member, request.group) };
      case 'LIST_MEMBERS':
        return { kind: 'MEMBERS', re, ...this.listMembers(member, request.from) };
      case 'LEAVE_GROUP':
        this.leaveGroup(member);
        return { kind: 'LEFT', re };
      case 'SEND_GROUP':
        return { kind: 'GROUP_SENT', re, outcome: this.sendGroup(member, request.text) };
      case 'DEREGISTER':
        member.machine.send({ type: 'deregister' });
        return { kind: 'DEREGISTERED', re };
    }
  }

  private createGroup({ name: client, address }: Member, group: string) {
    const outcome = this.groups.create(group, hostOf(address));
    if (outcome === 'exists') this.options.onNotice({ kind: 'groupExists', client, group });
    if (outcome === 'created') this.options.onNotice({ kind: 'groupCreated', client, group });
    return outcome;
  }

  private listGroups({ name: client }: Member, from: number): NamePage {
    const page = this.groups.namesFrom(from);
    const { names } = page;
    this.options.onNotice({ kind: 'groupsListed', client, names, ...continuing(from) });
    return page;
  }

  private joinGroup(member: Member, name: string): 'joined' | 'noSuchGroup' {
    const group = this.groups.get(name);
    if (!group) {
      this.options.onNotice({ kind: 'noSuchGroup', client: member.name, group: name });
      return 'noSuchGroup';
    }
    if (member.group !== group) this.leaveGroup(member);
    group.add(member);
    this.options.onNotice({ kind: 'joined', client: member.name, group: name });
    return 'joined';
  }

  private listMembers({ name: client, group }: Member, from: number): NamePage {
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

  private leaveGroup(member: Member): void {
    const { group, name: client } = member;
    if (!group) return;
    group.remove(member);
    this.options.onNotice({ kind: 'left', client, group: group.name });
  }

  private sendGroup(member: Member, text: string): 'sent' | 'busy' {
    if (!member.group) return 'busy';
    member.group.send(member, text);
    this.options.onNotice({ kind: 'groupMessage', client: member.name, text });
    return 'sent';
  }
}

/** Whoever watches sees a list of several pages as one. */
function continuing(from: number): { readonly isContinued?: true } {
  return from > 0 ? { isContinued: true } : {};
}
