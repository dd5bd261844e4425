/** Mutants of the client. */
/** Mutants of the client. */
import { assign, emit } from 'xstate';
import { ackWait } from '../../../machines/ackWait.ts';
import { membership } from '../../../machines/client/membership.ts';
import { client } from '../../../machines/client.ts';
import type { ClientEvent } from '../../../machines/clientProtocol.ts';
import type { Address } from '../../../src/chat/address.ts';
import { ClientMachines } from '../../../src/chat/client/clientMachines.ts';
import { ClientTable } from '../../../src/chat/client/clientTable.ts';
import { ServerConversation } from '../../../src/chat/client/serverConversation.ts';
import { isReset } from '../../../src/chat/wire/codec.ts';
import type { Datagram } from '../../../src/chat/wire/datagram.ts';
import { World } from '../../../src/lab/world/world.ts';
import type { Mutant } from './mutant.ts';
import { all, swap, wrap } from './patch.ts';

/** What a wait for an ack knows of the silence. */
interface Silence {
  readonly silentRounds: number;
  readonly patience: { readonly silentRounds: number };
}

export const CLIENT_MUTANTS: readonly Mutant[] = [
  {
    name: 'oneTryTooFew',
    bug: 'An off-by-one: the last of the six tries is left out.',
    breaks: ['theServerIsGivenItsTime'],
    install: swap(ackWait.implementations.guards, 'isSilentForGood', (args: unknown) => {
      const { silentRounds, patience } = (args as { context: Silence }).context;
      return silentRounds + 2 >= patience.silentRounds;
    }),
  },
  {
    name: 'receivedOnTimeout',
    bug: 'A message that is given up is reported as received.',
    breaks: ['neverFalseReceived'],
    install: all(
      ...['settleTimedOut', 'settleAbandoned'].map((name) =>
        swap(ackWait.implementations.actions, name, emit({ type: 'settled', outcome: 'acked' })),
      ),
    ),
  },
  {
    name: 'noTableVersions',
    bug: 'A page of the table is applied whatever its version.',
    breaks: ['tablesConverge'],
    install: wrap(
      ClientTable,
      'apply',
      (
        table: { currentVersion: number },
        apply: (page: { readonly from: number }) => unknown,
        page: { readonly from: number },
      ) => {
        table.currentVersion = page.from;
        return apply(page);
      },
    ),
  },
  {
    name: 'noTableRepair',
    bug: 'A client that missed a change of the table does not ask for it.',
    breaks: ['tablesConverge'],
    install: wrap(
      ClientMachines,
      'tell',
      (_: unknown, tell: (event: ClientEvent) => void, event: ClientEvent) => {
        if (event.type !== 'table.behind') tell(event);
      },
    ),
  },
  {
    name: 'bufferedLost',
    bug: 'Private messages that arrived in the group are not shown on leaving it.',
    breaks: ['neverFalseReceived'],
    install: swap(membership.implementations.actions, 'showBuffered', assign({ buffered: [] })),
  },
  {
    name: 'groupOutlivesServer',
    bug: 'A client of a restarted server believes that it is still in its group.',
    breaks: ['removalIsTold', 'theWorldComesToRest'],
    install: swap(client.implementations.guards, 'isResumed', () => true),
  },
  {
    name: 'nobodyStays',
    bug: 'A client that was asked to stay ends when the server does not answer.',
    breaks: ['whoStaysIsBack'],
    install: swap(client.implementations.guards, 'isStaying', () => false),
  },
  {
    name: 'forgottenGroup',
    bug: 'A client that stays does not make its group anew when the server has forgotten it.',
    breaks: ['whoStaysIsBack'],
    install: swap(membership.implementations.guards, 'isGroupRefused', () => true),
  },
  {
    name: 'resetFromAnybody',
    bug: 'A RESET is believed whatever its session.',
    breaks: ['hostileBytesAreBoring'],
    install: wrap(
      ServerConversation,
      'receive',
      (
        conversation: { readonly options: { onEvent(event: ClientEvent): void } },
        receive: (datagram: Datagram) => unknown,
        datagram: Datagram,
      ) => {
        if (isReset(datagram)) conversation.options.onEvent({ type: 'server.reset' });
        return receive(datagram);
      },
    ),
  },
  {
    name: 'sameTagAfterRestart',
    bug: 'A restarted process passes for the one before: the same tag, message ids from 1 again.',
    breaks: ['theWorldComesToRest', 'tablesConverge', 'neverFalseReceived', 'offlineMeansOffline'],
    install: sameTags,
  },
];

function sameTags(): () => void {
  let tag: number | null = null;
  return all(
    wrap(
      World,
      'startClient',
      (
        _: unknown,
        start: (name: string, address: Address, stays: boolean) => unknown,
        name: string,
        address: Address,
        stays: boolean,
      ) => {
        tag = 1_000 + name.charCodeAt(0);
        return start(name, address, stays);
      },
    ),
    // The first identity that a client process draws is its tag.
    wrap(World, 'randomIdentity', (_: unknown, draw: () => number) => {
      const known = tag;
      tag = null;
      return known ?? draw();
    }),
  )();
}
