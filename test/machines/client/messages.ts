/** Part of client.test.ts: private messages and those of groups. */
import { describe, expect, test } from 'vitest';
import type { ClientEvent } from '../../../machines/clientProtocol.ts';
import {
  acked,
  arrived,
  BYE,
  clientIn,
  GROUP_OF,
  HELLO,
  kept,
  modeOf,
  ONLINE,
  PLACES,
  type Place,
  SERVER,
  show,
  showAll,
  shown,
} from './clientRun.ts';

const left: ClientEvent = { type: 'server.left' };
const groupMessages = (group: string): ClientEvent => ({
  type: 'server.groupMessages',
  group,
  messages: [HELLO, BYE],
});

describe('what became of a private message', () => {
  const received = { kind: 'received', by: 'bob' } as const;

  test.each(PLACES)('is shown behind the mark of where the user is: %s', (place) => {
    const group = GROUP_OF[place];
    const run = clientIn[place]();
    run
      .send(acked(1), acked(2))
      .expectNow(showAll([received], group), showAll([received, received], group));
    run
      .send({ type: 'private.failed', to: 'bob', why: { kind: 'gone', at: SERVER } })
      .expectNow(
        show({ kind: 'notDelivered', to: 'bob', why: { kind: 'gone', at: SERVER } }, group),
      );
  });
});

describe('a private message that arrives', () => {
  const outside = PLACES.filter((place) => GROUP_OF[place] === null);
  test.each(outside)('is shown at once outside a group: %s', (place) => {
    clientIn[place]()
      .send(arrived(HELLO), arrived(BYE, HELLO))
      .expectNow(shown(HELLO), shown(BYE, HELLO));
  });

  const inside = PLACES.filter((place) => GROUP_OF[place] !== null);
  test.each(inside)('is not shown inside a group, but who wrote, once each: %s', (place) => {
    clientIn[place]()
      .send(arrived(HELLO, HELLO), arrived(BYE, HELLO), arrived(BYE))
      .expectNow(kept('bob'), kept('cem'));
  });

  test('is shown after the group is left, in the order of arrival, once', () => {
    const run = clientIn.group().send(arrived(HELLO), arrived(BYE, BYE)).forget();
    run.send({ type: 'command.leave_group' }, arrived(HELLO)).forget();
    run.send(left).expectNow(show({ kind: 'left', group: 'tea' }), shown(HELLO, BYE, BYE, HELLO));
    expect(modeOf(run)).toBe('lobby.ready');
    run.send(arrived(BYE)).expectNow(shown(BYE));
  });

  test('is not shown again with what the next group buffers', () => {
    const run = clientIn.leavingGroup().send(arrived(HELLO), left).forget();
    run.send({ type: 'command.join_group', group: 'den', obstacle: null });
    run.send({ type: 'server.joined', group: 'den', outcome: 'joined' }).forget();
    run.send(arrived(BYE), { type: 'command.leave_group' }).forget();
    run.send(left).expectNow(show({ kind: 'left', group: 'den' }), shown(BYE));
  });
});

describe('a group message that arrives', () => {
  const notices = [HELLO, BYE].map((message) => ({ kind: 'groupMessage', message }) as const);

  test.each(PLACES.filter((place) => GROUP_OF[place] === 'tea'))(
    'is shown if it is of this group, and not if it is of another: %s',
    (place) => {
      const run = clientIn[place]();
      run.send(groupMessages('tea')).expectNow(showAll(notices, 'tea'));
      run.send(groupMessages('den')).expect();
    },
  );

  test.each(PLACES.filter((place) => GROUP_OF[place] === null))(
    'is not shown outside a group: %s',
    (place) => {
      clientIn[place]().send(groupMessages('tea')).expect();
    },
  );
});

describe('who entered and who left the group', () => {
  const roster = (...names: string[]) => ({ names, count: names.length });
  const news = (group: string): ClientEvent => ({
    type: 'server.groupNews',
    group,
    entered: roster('bob'),
    left: roster(),
  });
  const notice = { kind: 'groupNews', entered: roster('bob'), left: roster() } as const;

  test.each(PLACES.filter((place) => GROUP_OF[place] === 'tea'))(
    'is shown if it is this group, and not if it is another: %s',
    (place) => {
      const run = clientIn[place]();
      run.send(news('tea')).expectNow(show(notice, 'tea'));
      run.send(news('den')).expect();
    },
  );

  test.each(PLACES.filter((place) => GROUP_OF[place] === null))(
    'is not shown outside a group: %s',
    (place) => {
      clientIn[place]().send(news('tea')).expect();
    },
  );
});

describe('what became of a group message', () => {
  test.each(PLACES.filter((place) => GROUP_OF[place] === 'tea'))('is shown: %s', (place) => {
    const run = clientIn[place]();
    run
      .send({ type: 'server.groupSent', outcome: 'sent' })
      .expectNow(show({ kind: 'groupSent' }, 'tea'));
    const reason = { kind: 'groupBusy', group: 'tea' } as const;
    run
      .send({ type: 'server.groupSent', outcome: 'busy' })
      .expectNow(show({ kind: 'notDone', reason }, 'tea'));
  });
});

test('what became of a group message is shown too when the user is outside by then', () => {
  const run = clientIn.leavingGroup().send(left).forget();
  run.send({ type: 'server.groupSent', outcome: 'sent' });
  run.expectNow(show({ kind: 'groupSent' }));
});

const OUTSIDE: readonly Place[] = ['nonGroup', 'creating', 'listingGroups', 'joining', 'resuming'];
const INSIDE: readonly Place[] = ['group', 'listingMembers', 'leavingGroup', 'resumingInGroup'];

/** An answer that decides on the group is good though nobody has waited for it so long. */
function isLate(place: Place, { type }: ClientEvent): boolean {
  if (type === 'server.joined') return OUTSIDE.includes(place);
  return type === 'server.left' && INSIDE.includes(place);
}

describe('an answer that comes after all', () => {
  test.each(OUTSIDE)('puts a client that is %s into the group', (place) => {
    const run = clientIn[place]();
    run
      .send({ type: 'server.joined', group: 'tea', outcome: 'joined' })
      .expectNow(show({ kind: 'entered', group: 'tea' }));
    expect(modeOf(run)).toBe('membership.ready');
  });

  test.each(OUTSIDE.filter((place) => place !== 'joining'))(
    'puts a client that is %s into no group that does not exist',
    (place) => {
      const run = clientIn[place]();
      const before = run.state;
      run.send({ type: 'server.joined', group: 'tea', outcome: 'noSuchGroup' }).expect();
      expect(run.state).toEqual(before);
    },
  );

  test.each(INSIDE)('puts a client that is %s out of its group', (place) => {
    const run = clientIn[place]();
    run.send(left).expectNow(show({ kind: 'left', group: 'tea' }));
    expect(modeOf(run)).toBe('lobby.ready');
  });
});

describe('an answer that nobody waits for', () => {
  const answers = {
    creating: { type: 'server.groupCreated', group: 'tea', outcome: 'created' },
    listingGroups: { type: 'server.groups', names: ['tea'] },
    joining: { type: 'server.joined', group: 'tea', outcome: 'joined' },
    listingMembers: { type: 'server.members', names: ['ann'] },
    leavingGroup: left,
    requesting: { type: 'server.deregistered' },
  } as const satisfies Record<string, ClientEvent>;

  test.each(PLACES)('changes nothing when the client is %s', (place) => {
    for (const [awaited, answer] of Object.entries(answers)) {
      if (awaited === place || isLate(place, answer)) continue;
      const run = clientIn[place]();
      const before = run.state;
      run.send(answer).expect();
      expect(run.state).toEqual(before);
      run.finish();
    }
  });

  test.each(ONLINE)('does not let anything settle when the client is %s', (place) => {
    const run = clientIn[place]();
    const before = run.state;
    expect(run.send({ type: 'settled' }).expect().state).toEqual(before);
  });
});
