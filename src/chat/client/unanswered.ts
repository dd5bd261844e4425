import type { ClientRequest } from '../../../machines/clientProtocol.ts';
import type { Reason } from '../../../machines/vocabulary.ts';

/** Why a request came to nothing whose answer nobody will give any more. */
export function whyUnanswered(request: ClientRequest): Reason {
  const command = request.kind.toLowerCase();
  if (request.kind === 'SEND_GROUP') return { kind: 'unanswered', command, about: request.text };
  return 'group' in request
    ? { kind: 'unanswered', command, about: request.group }
    : { kind: 'unanswered', command };
}
