/** What two programs say to each other that do not speak the same version of the protocol. */
import type { VersionRefusal } from '../../../machines/vocabulary.ts';
import { decodeControl } from './codec.ts';
import type { Datagram } from './datagram.ts';
import { VERSION, VERSIONS_CODE } from './datagram.ts';
import type { VersionsPacket } from './packets.ts';

/** What a server of this version answers to any other. */
export const VERSIONS: VersionsPacket = { kind: 'VERSIONS', lowest: VERSION, highest: VERSION };

/** Why a server that understands these versions does not take us; null if it understands ours. */
export function refusalIn({ lowest, highest }: VersionsPacket): VersionRefusal | null {
  if (lowest > VERSION) return 'serverNewer';
  return highest < VERSION ? 'serverOlder' : null;
}

/** A datagram that says only: I do not understand your version. */
export function isForeign({ frames }: Datagram): boolean {
  const [frame] = frames;
  if (frame?.code !== VERSIONS_CODE) return false;
  const packet = decodeControl(frame.code, frame.body);
  return packet?.kind === 'VERSIONS' && refusalIn(packet) !== null;
}
