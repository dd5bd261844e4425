/** One file, so that the last test sees what all the suites together have tested. */
import { expect, test } from 'vitest';
import { deregistration } from '../../machines/client/deregistration.ts';
import { keepalive } from '../../machines/client/keepalive.ts';
import { lobby } from '../../machines/client/lobby.ts';
import { membership } from '../../machines/client/membership.ts';
import { registration } from '../../machines/client/registration.ts';
import { tableSync } from '../../machines/client/tableSync.ts';
import { client } from '../../machines/client.ts';
import { untested } from '../support/machine.ts';
import './client/registration.ts';
import './client/commands.ts';
import './client/messages.ts';
import './client/table.ts';
import './client/endings.ts';
import './client/staying.ts';

test.each([client, deregistration, keepalive, lobby, membership, registration, tableSync])(
  'the machine $id has no state and no transition that these suites leave out',
  (machine) => {
    expect(untested(machine)).toEqual([]);
  },
);
