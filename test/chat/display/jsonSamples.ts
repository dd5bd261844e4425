/** One notice of each kind, as it may come: a kind that is forgotten here does not compile. */
import type { ClientNotice, Reason, ServerNotice } from '../../../machines/vocabulary.ts';

type Samples<Notice extends { kind: string }> = {
  readonly [Kind in Notice['kind']]: readonly Extract<Notice, { kind: Kind }>[];
};

const ROSTER = { names: ['bob', 'carol'], count: 2 };
const NOBODY = { names: [], count: 0 };
const AT = { ip: '192.0.2.7', port: 6002 };

const REASONS: { readonly [Kind in Reason['kind']]: Extract<Reason, { kind: Kind }> } = {
  unknownName: { kind: 'unknownName', name: 'bbo' },
  notYourName: { kind: 'notYourName', name: 'bob', own: 'alice' },
  textTooLong: { kind: 'textTooLong', bytes: 20_000, limitBytes: 16_384 },
  textEmpty: { kind: 'textEmpty' },
  textMalformed: { kind: 'textMalformed' },
  badGroupName: { kind: 'badGroupName', name: '<tea>' },
  groupBusy: { kind: 'groupBusy', group: 'tea' },
  tooManyGroups: { kind: 'tooManyGroups' },
  interrupted: { kind: 'interrupted' },
  unanswered: { kind: 'unanswered', command: 'send_group', about: 'hello' },
  neverReached: { kind: 'neverReached', count: 3 },
};

export const CLIENT_SAMPLES: Samples<ClientNotice> = {
  registered: [{ kind: 'registered' }],
  registeredAgain: [{ kind: 'registeredAgain' }],
  refused: [{ kind: 'refused', name: 'alice', refusal: 'nameTaken' }],
  tableUpdated: [{ kind: 'tableUpdated' }],
  online: [{ kind: 'online', who: ROSTER }],
  presence: [{ kind: 'presence', came: ROSTER, left: NOBODY }],
  received: [{ kind: 'received', by: 'bob' }],
  notDelivered: [
    { kind: 'notDelivered', to: 'bob' },
    { kind: 'notDelivered', to: 'bob', why: { kind: 'gone', at: AT } },
    { kind: 'notDelivered', to: 'bob', why: { kind: 'offline' } },
  ],
  privateMessage: [{ kind: 'privateMessage', message: { from: 'bob', text: 'hello' } }],
  kept: [{ kind: 'kept', from: 'bob' }],
  groupMessage: [{ kind: 'groupMessage', message: { from: 'bob', text: 'hello, all' } }],
  groupNews: [{ kind: 'groupNews', entered: ROSTER, left: NOBODY }],
  offline: [{ kind: 'offline' }],
  serverNotResponding: [
    { kind: 'serverNotResponding' },
    { kind: 'serverNotResponding', server: { ip: '192.0.2.1', port: 5000 } },
  ],
  serverAway: [
    { kind: 'serverAway' },
    { kind: 'serverAway', server: { ip: '192.0.2.1', port: 5000 } },
  ],
  serverBack: [{ kind: 'serverBack', isNew: true }],
  groupCreated: [{ kind: 'groupCreated', group: 'tea' }],
  groupExists: [{ kind: 'groupExists', group: 'tea' }],
  groups: [{ kind: 'groups', names: ['tea'] }],
  entered: [{ kind: 'entered', group: 'tea' }],
  noSuchGroup: [{ kind: 'noSuchGroup', group: 'tea' }],
  groupSent: [{ kind: 'groupSent' }],
  members: [{ kind: 'members', group: 'tea', names: ['alice', 'bob'] }],
  left: [{ kind: 'left', group: 'tea' }],
  removed: [{ kind: 'removed', group: 'tea' }],
  invalid: [{ kind: 'invalid', hint: 'send needs a name and a text: send <name> <message>' }],
  notDone: Object.values(REASONS).map((reason) => ({ kind: 'notDone', reason })),
  help: [{ kind: 'help' }],
  table: [{ kind: 'table', listings: [{ name: 'bob', ...AT, online: true }], leftOut: 0 }],
};

export const SERVER_SAMPLES: Samples<ServerNotice> = {
  tableUpdated: [{ kind: 'tableUpdated' }],
  groupCreated: [{ kind: 'groupCreated', client: 'alice', group: 'tea' }],
  groupExists: [{ kind: 'groupExists', client: 'alice', group: 'tea' }],
  groupsListed: [{ kind: 'groupsListed', client: 'alice', names: ['tea'] }],
  joined: [{ kind: 'joined', client: 'alice', group: 'tea' }],
  noSuchGroup: [{ kind: 'noSuchGroup', client: 'alice', group: 'tea' }],
  groupMessage: [{ kind: 'groupMessage', client: 'alice', text: 'hello, all' }],
  removed: [{ kind: 'removed', client: 'alice', group: 'tea' }],
  membersListed: [{ kind: 'membersListed', client: 'alice', group: 'tea', names: ['alice'] }],
  left: [{ kind: 'left', client: 'alice', group: 'tea' }],
};
