/** statechat as a library: the endpoints without IO, the UDP adapter, and the machines. */
export { ackWait } from '../machines/ackWait.ts';
export { announcer } from '../machines/announcer.ts';
export { broadcast } from '../machines/broadcast.ts';
export { deregistration } from '../machines/client/deregistration.ts';
export { keepalive } from '../machines/client/keepalive.ts';
export { lobby } from '../machines/client/lobby.ts';
export { membership } from '../machines/client/membership.ts';
export { registration } from '../machines/client/registration.ts';
export { tableSync } from '../machines/client/tableSync.ts';
export type { ClientContext, ClientInput } from '../machines/client.ts';
export { client } from '../machines/client.ts';
export { congestion } from '../machines/congestion.ts';
export { flow } from '../machines/flow.ts';
export { groupNews } from '../machines/groupNews.ts';
export { reader } from '../machines/reader.ts';
export { retransmission } from '../machines/retransmission.ts';
export { session } from '../machines/session.ts';
export type {
  ClientNotice,
  Command,
  Listing,
  Message,
  Reason,
  Refusal,
  ServerNotice,
} from '../machines/vocabulary.ts';
export type { Address } from './chat/address.ts';
export { ClientEndpoint } from './chat/client/clientEndpoint.ts';
export type { ClientEndpointOptions, Send } from './chat/client/driver.ts';
export type { Clock, Runtime } from './chat/runtime.ts';
export type { KeyedHash } from './chat/server/cookies.ts';
export type { ServerEndpointOptions } from './chat/server/serverEndpoint.ts';
export { ServerEndpoint } from './chat/server/serverEndpoint.ts';
export type { ClientOptions, RunningClient, RunningServer, ServerOptions } from './udp/chat.ts';
export { startClient } from './udp/client.ts';
export { startServer } from './udp/server.ts';
export { PortError } from './udp/socket.ts';
