import type { Violation } from '../../trace/trace.ts';

/** What the protocol promises, by name; above each, the books beside this file that check it. */
export const PROMISES = {
  // watch
  shownOnce: 'A message is shown to its recipient at most once.',
  // privateMail
  shownInOrder: 'Private messages of one sender appear in the order sent.',
  // groupMail
  oneGroupOrder: 'Group messages appear in one order, the same for every member.',
  // groupMail
  groupMessagesArrive: 'A group message reaches everybody who stays in the group, and nobody else.',
  // privateMail
  neverFalseReceived: '"Message received by x" means that x has it, and that it is shown.',
  // perimeter, privateMail, rest
  offlineMeansOffline: 'Nobody who answers is taken offline or given up.',
  // perimeter, silence
  whoIsHeardIsThere: 'Whoever is being heard is not suspected, and no server given up.',
  // groupMail, perimeter
  whoStaysIsBack:
    'Who stays ends for no silent server, and is back in its group when the server is.',
  // groupMail
  removalIsTold:
    'Only who is gone or does not keep up is removed from its group, and it learns it.',
  // perimeter, rest
  tablesConverge: 'No table goes back, and when all is quiet, all are the same.',
  // perimeter, watch
  nothingIsCut: 'No datagram exceeds 1,200 bytes, and every text arrives as it was sent.',
  // perimeter, watch
  hostileBytesAreBoring:
    'No datagram makes an endpoint fail or do what its sender may not ask for.',
  // roll, watch
  namesAreOwned: 'A name belongs to the process that registered it, where that process is.',
  // privateMail
  everyMessageHasOneOutcome: 'Each message is received or reported, exactly once.',
  // perimeter
  theServerIsGivenItsTime: 'Nobody gives the server up before six tries in 3 s.',
  // streams, thrift
  itYields: 'Where queues alone lose, at most half as much again is sent as is needed.',
  // credit, groupMail, privateMail
  memoryIsBounded:
    'Nobody is sent more than one window beyond what it took, or is owed more than its budget.',
  // fairness
  oneSlowDoesNotSlowTheOthers:
    'Who keeps up with its group is served at once, however slow others are.',
  // rest
  theWorldComesToRest: 'When faults stop, everything under way ends within the stated bound.',
  theClaimHolds: 'What a property claims of a run, beside these promises, is true.',
  everyCheckCanBeMade: 'No check fails to be carried out.',
} as const;

export type PromiseName = keyof typeof PROMISES;

/** Thrown by a check; turned into a `Violation` by whoever runs the world. */
export class BrokenPromise extends Error {
  readonly promise: PromiseName;

  constructor(promise: PromiseName, detail: string) {
    super(detail);
    this.name = 'BrokenPromise';
    this.promise = promise;
  }

  /** As it stands in a trace. */
  at(step: number): Violation {
    const { promise, message } = this;
    return { promise, sentence: PROMISES[promise], detail: message, step };
  }
}

/** Whatever a run ends with: a check or an endpoint that fails is a finding like any other. */
export function violationOf(error: unknown, steps: number): Violation {
  if (error instanceof BrokenPromise) return error.at(steps);
  return new BrokenPromise('hostileBytesAreBoring', detailOf(error)).at(steps);
}

/** What is to be known of something that was thrown. */
export function detailOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
