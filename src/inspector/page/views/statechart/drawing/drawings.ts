/** The drawings that `npm run diagrams` makes of the machines, by the id of the machine. */
import ackWait from '../../../../../../diagrams/ackWait.svg?raw';
import announcer from '../../../../../../diagrams/announcer.svg?raw';
import broadcast from '../../../../../../diagrams/broadcast.svg?raw';
import client from '../../../../../../diagrams/client.svg?raw';
import congestion from '../../../../../../diagrams/congestion.svg?raw';
import deregistration from '../../../../../../diagrams/deregistration.svg?raw';
import flow from '../../../../../../diagrams/flow.svg?raw';
import groupNews from '../../../../../../diagrams/groupNews.svg?raw';
import keepalive from '../../../../../../diagrams/keepalive.svg?raw';
import lobby from '../../../../../../diagrams/lobby.svg?raw';
import membership from '../../../../../../diagrams/membership.svg?raw';
import overview from '../../../../../../diagrams/overview.svg?raw';
import reader from '../../../../../../diagrams/reader.svg?raw';
import registration from '../../../../../../diagrams/registration.svg?raw';
import retransmission from '../../../../../../diagrams/retransmission.svg?raw';
import session from '../../../../../../diagrams/session.svg?raw';
import tableSync from '../../../../../../diagrams/tableSync.svg?raw';
import type { Drawing } from './drawing.ts';
import { takeApart } from './drawing.ts';

const TEXTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ackWait,
    announcer,
    broadcast,
    client,
    congestion,
    deregistration,
    flow,
    groupNews,
    keepalive,
    lobby,
    membership,
    overview,
    reader,
    registration,
    retransmission,
    session,
    tableSync,
  }),
);

/** The overview is drawn like a machine, and has an id like one. */
export const OVERVIEW = 'overview';

const drawings = new Map<string, Drawing>();

/** @returns null for a machine that this version does not have */
export function drawingOf(id: string): Drawing | null {
  const known = drawings.get(id);
  const text = TEXTS.get(id);
  if (known !== undefined || text === undefined) return known ?? null;
  const drawing = takeApart(text);
  drawings.set(id, drawing);
  return drawing;
}
