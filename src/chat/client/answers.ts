import type { ServerEvent } from '../../../machines/clientProtocol.ts';
import type { Arrival } from '../link/inbox.ts';
import { decodeMessage } from '../wire/codec.ts';
import type {
  GroupMessage,
  ListAnswer,
  ListRequest,
  Response,
  StreamMessage,
} from '../wire/packets.ts';

/** Who knows what was asked. */
interface Asked {
  /** Takes the id of a request whose answer has come; null if that is of no use any more. */
  answered(re: number): StreamMessage | null;
}

/** Who puts lists together. */
interface Collector {
  /** Takes a page; gives the list if it was the last. */
  take(page: ListAnswer, request: ListRequest): readonly string[] | null;
}

/**
 * What the messages of one datagram say to the client machine, in their order. Group messages that
 * follow each other are one event: a busy group costs one a datagram.
 */
export function* eventsOf(
  arrivals: readonly Arrival[],
  asked: Asked,
  lists: Collector,
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
    else if (message.kind === 'GROUP_NEWS') {
      const { group, entered, left } = message;
      yield { type: 'server.groupNews', group, entered, left };
    } else if ('re' in message) {
      const request = asked.answered(message.re);
      const event = request && answerOf(message, request, lists);
      if (event) yield event;
    }
  }
  if (posts[0]) yield groupMessagesOf(posts[0].group, posts);
}

/**
 * What a message from the server says to the client machine.
 *
 * @param request the request that it answers: knows the group
 * @returns null for an answer that does not fit its request, and for one that says nothing yet
 */
export function answerOf(
  response: Response,
  request: StreamMessage,
  lists: Collector,
): ServerEvent | null {
  switch (response.kind) {
    case 'GROUP_CREATED':
      return request.kind === 'CREATE_GROUP'
        ? { type: 'server.groupCreated', group: request.group, outcome: response.outcome }
        : null;
    case 'GROUPS': {
      const names = request.kind === 'LIST_GROUPS' ? lists.take(response, request) : null;
      return names && { type: 'server.groups', names };
    }
    case 'JOINED':
      return request.kind === 'JOIN_GROUP'
        ? { type: 'server.joined', group: request.group, outcome: response.outcome }
        : null;
    case 'MEMBERS': {
      const names = request.kind === 'LIST_MEMBERS' ? lists.take(response, request) : null;
      return names && { type: 'server.members', names };
    }
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
