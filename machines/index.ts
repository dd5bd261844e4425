/** The statecharts of the protocol: those of the client, of its links, and of the server. */
export { ackWait } from './ackWait.ts';
export { announcer } from './announcer.ts';
export { broadcast } from './broadcast.ts';
export { deregistration } from './client/deregistration.ts';
export { keepalive } from './client/keepalive.ts';
export { lobby } from './client/lobby.ts';
export { membership } from './client/membership.ts';
export { peer } from './client/peer.ts';
export { registration } from './client/registration.ts';
export { tableSync } from './client/tableSync.ts';
export { client } from './client.ts';
export { congestion } from './congestion.ts';
export { flow } from './flow.ts';
export { groupNews } from './groupNews.ts';
export { reader } from './reader.ts';
export { retransmission } from './retransmission.ts';
export { session } from './session.ts';
