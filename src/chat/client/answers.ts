import type { ServerEvent } from '../../../machines/clientProtocol.ts';
import type { Arrival } from '../link/inbox.ts';
import { decodeMessage } from '../wire/codec.ts';
import type { GroupMessage, Response, StreamMessage } from '../wire/packets.ts';

/**
 * What the messages of one datagram say to the client machine, in their order. Group messages that
 * follow each other are one event: a busy group costs one a datagram.
 *
 * @param answered takes the id of a request whose answer has come, gives the request, or null if
 *   the answer is of no use any more
 */
export function* eventsOf(
  arrivals: readonly Arrival[],
  answered: (re: number) => StreamMessage | null,
): Generator<ServerEvent> {
  let posts: GroupMessage[] = [];
  for (const { code, body } of arrivals) {
    const message = decodeMessage(code, body);
    if (message === null) continue;
    const isNext = message.kind === 'GROUP_MESSAGE' && posts[0]?.group === message.group;
    if (posts[0] && !isNext) {
      yield groupMessagesOf(posts[0].group, posts);
      posts = [];
    }
    if (message.kind === 'GROUP_MESSAGE') posts.push(message);
    else if (message.kind === 'REMOVED') yield { type: 'server.removed', group: message.group };
    else if ('re' in message) {
      const request = answered(message.re);
      const event = request && answerOf(message, request);
      if (event) yield event;
    }
  }
  if (posts[0]) yield groupMessagesOf(posts[0].group, posts);
}

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
