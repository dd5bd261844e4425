import type { ServerEvent } from '../../../machines/clientProtocol.ts';
import type { GroupMessage, Response, StreamMessage } from '../wire/packets.ts';

/**
 * What a message from the server says to the client machine.
 *
 * @param request the request that it answers: knows the group
 * @returns null for an answer that does not fit its request, and for one that says nothing
 */
export function answerOf(response: Response, request: StreamMessage): ServerEvent | null {
  switch (response.kind) {
    case 'GROUP_CREATED':
      return request.kind === 'CREATE_GROUP'
        ? { type: 'server.groupCreated', group: request.group, outcome: response.outcome }
        : null;
    case 'GROUPS':
      return { type: 'server.groups', names: response.names };
    case 'JOINED':
      return request.kind === 'JOIN_GROUP'
        ? { type: 'server.joined', group: request.group, outcome: response.outcome }
        : null;
    case 'MEMBERS':
      return { type: 'server.members', names: response.names };
    case 'LEFT':
      return { type: 'server.left' };
    case 'GROUP_SENT':
      return { type: 'server.groupSent', outcome: response.outcome };
    case 'DEREGISTERED':
      return { type: 'server.deregistered' };
    case 'SUSPECTED':
      return null;
  }
}

/** @param posts of one datagram, all of this group */
export function groupMessagesOf(group: string, posts: readonly GroupMessage[]): ServerEvent {
  const messages = posts.map(({ from, text }) => ({ from, text }));
  return { type: 'server.groupMessages', group, messages };
}
