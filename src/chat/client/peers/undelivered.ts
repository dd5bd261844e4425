import type { AckOutcome } from '../../../../machines/ackWait.ts';
import type { Undelivered } from '../../../../machines/vocabulary.ts';
import type { TableEntry } from '../../wire/packets.ts';
import type { Peer } from './peers.ts';

/**
 * Why a message to a peer was not delivered.
 *
 * @param outcome of its ackWait
 * @param row what the table says of the peer's name now
 */
export function whyUndelivered(
  { address, tag }: Pick<Peer, 'address' | 'tag'>,
  outcome: AckOutcome,
  row: TableEntry | undefined,
): Undelivered {
  const at = { ip: address.ip, port: address.port };
  // It was tried to the end, so that the server has probed the peer and heard it.
  if (outcome === 'timedOut' || outcome === 'unanswered') return { kind: 'unreachable', at };
  if (row?.status !== 'online') return { kind: 'gone', at };
  return { kind: row.tag === tag ? 'ended' : 'restarted', at };
}
