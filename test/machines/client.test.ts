/** One file, so that the last test sees what all the suites together have tested. */
import { expect, test } from 'vitest';
import { client } from '../../machines/client.ts';
import { untested } from '../support/machine.ts';
import './client/registration.ts';
import './client/commands.ts';
import './client/messages.ts';
import './client/table.ts';
import './client/endings.ts';
import './client/staying.ts';

test('the client has no state and no transition that these suites leave out', () => {
  expect(untested(client)).toEqual([]);
});
