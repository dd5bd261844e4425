import { createActor } from 'xstate';
import { session } from '../../../machines/session.ts';
import { Courier } from '../../../src/chat/link/courier.ts';
import { Link } from '../../../src/chat/link/link.ts';
import { PageFeed } from '../../../src/chat/link/pageFeed.ts';
import { Outflow } from '../../../src/chat/server/outflow.ts';
import type { Registrant } from '../../../src/chat/server/registrant.ts';
import type { VirtualClock } from '../../../src/lab/world/virtualClock.ts';

interface Worries {
  onOverdue(): void;
  onStuck(): void;
}

/** A registered client as the server keeps it, of no server. */
export function registrantNamed(
  name: string,
  id: number,
  clock: VirtualClock,
  { onOverdue, onStuck }: Worries,
): Registrant {
  const runtime = { clock, randomIdentity: () => 0 };
  const link = new Link({ runtime, label: name, session: 2, maxMessageBytes: 0, onDue: () => {} });
  const courier = new Courier(link, runtime, name);
  const outflow = new Outflow({ runtime, label: name, courier, onOverdue, onStuck });
  return {
    id,
    name,
    tag: 1,
    address: { ip: '10.0.0.1', port: 5_000 },
    machine: createActor(session, { clock }),
    courier,
    outflow,
    group: null,
    announcedVersion: 0,
    pages: new PageFeed(() => ({ body: new Uint8Array(0), next: null })),
  };
}
