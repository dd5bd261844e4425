import { expect, test } from 'vitest';
import { KnownGroups } from '../../../src/chat/client/knownGroups.ts';

test('a client knows the groups that the server says there are', () => {
  const known = new KnownGroups();
  known.learn({ type: 'server.groupCreated', group: 'tea', outcome: 'created' });
  known.learn({ type: 'server.groupCreated', group: 'pie', outcome: 'exists' });
  known.learn({ type: 'server.groupCreated', group: 'no', outcome: 'tooMany' });
  known.learn({ type: 'server.joined', group: 'ale', outcome: 'joined' });
  known.learn({ type: 'server.left' });
  expect(known.names()).toEqual(['tea', 'pie', 'ale']);
  known.learn({ type: 'server.joined', group: 'pie', outcome: 'noSuchGroup' });
  expect(known.names()).toEqual(['tea', 'ale']);
  known.learn({ type: 'server.groups', names: ['tea', 'rum'] });
  expect(known.names()).toEqual(['tea', 'rum']);
  known.clear();
  expect(known.names()).toEqual([]);
});
