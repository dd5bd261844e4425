/** statechat as a library: the endpoints without IO, the UDP adapter, and the machines. */

export type { ClientContext, ClientInput } from '../machines/client.ts';
export * from '../machines/index.ts';
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
