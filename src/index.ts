/** statechat as a library: the endpoints without IO, the UDP adapter, and the machines. */
export { ackWait } from '../machines/ackWait.ts';
export { announcer } from '../machines/announcer.ts';
export { broadcast } from '../machines/broadcast.ts';
export { client } from '../machines/client.ts';
export type { ClientContext, ClientInput } from '../machines/clientActions.ts';
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
export type { Address } from './address.ts';
export type { ClientEndpointOptions, Send } from './client/clientEndpoint.ts';
export { ClientEndpoint } from './client/clientEndpoint.ts';
export type { Clock, Runtime } from './runtime.ts';
export type { KeyedHash } from './server/cookies.ts';
export type { ServerEndpointOptions } from './server/serverEndpoint.ts';
export { ServerEndpoint } from './server/serverEndpoint.ts';
export type { ClientOptions, RunningClient, RunningServer, ServerOptions } from './udp/chat.ts';
export { startClient } from './udp/client.ts';
export { startServer } from './udp/server.ts';
export { PortError } from './udp/socket.ts';
