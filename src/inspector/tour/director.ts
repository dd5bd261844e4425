/**
 * Lets a story happen: the production endpoints in a sandbox, and somebody who tampers with it at
 * the right moments. What a story says is not written down anywhere, it happens when it is told:
 * it cannot be another one than that of the program beside it.
 */
import type { Command } from '../../../machines/vocabulary.ts';
import type { Deed } from '../../lab/sandbox/log.ts';
import type { SandboxListener } from '../../lab/sandbox/sandbox.ts';
import { Sandbox } from '../../lab/sandbox/sandbox.ts';
import type { Conditions } from '../../lab/world/conditions.ts';
import type { TraceStep } from '../../trace/trace.ts';
import type { TimelineView } from '../model/types.ts';
import type { Moment } from './moments.ts';
import { shows } from './moments.ts';

/** Who takes down what happens. */
export interface StoryRecord extends SandboxListener {
  readonly timeline: TimelineView;
}

export interface DirectorOptions {
  readonly seed: number;
  readonly conditions: Conditions;
  readonly record: StoryRecord;
}

/** A story in which something does not happen within so many steps has gone wrong. */
const MAX_STEPS = 1_000;
/** By then a client has registered, has its table and looks no more for news of it. */
const QUIET_MS = 500;
/** By then the last ack has arrived. */
const ACK_MS = 100;

export class Director {
  readonly sandbox: Sandbox;
  private readonly timeline: TimelineView;

  constructor({ seed, conditions, record }: DirectorOptions) {
    this.timeline = record.timeline;
    this.sandbox = new Sandbox({
      seed,
      conditions,
      onStep: (step: TraceStep) => record.onStep(step),
      onViolation: (violation) => record.onViolation?.(violation),
    });
  }

  /** @throws Error if it cannot be done */
  do(deed: Deed): void {
    const obstacle = this.sandbox.obstacleTo(deed);
    if (obstacle !== null) throw astray(obstacle);
    this.sandbox.do(deed);
  }

  /** A user types a command. */
  type(client: string, command: Command): void {
    this.do({ do: 'command', client, command });
  }

  /** Clients register, one after the other, until all is quiet. */
  register(...clients: readonly string[]): void {
    for (const node of clients) {
      this.do({ do: 'start', node });
      this.pass(QUIET_MS);
    }
  }

  /** Clients enter a group that the first of them creates. */
  gather(group: string, ...clients: readonly string[]): void {
    const [first = ''] = clients;
    this.type(first, { kind: 'create_group', group });
    this.until(shows(first, 'groupCreated'));
    for (const client of clients) {
      this.type(client, { kind: 'join_group', group });
      this.until(shows(client, 'entered'));
    }
    this.pass(ACK_MS);
  }

  /** A datagram on its way is lost. */
  drop(from: string, to: string, contents: string): void {
    this.do({ do: 'drop', datagram: this.inFlight(from, to, contents) });
  }

  /** A datagram on its way arrives later. */
  delay(from: string, to: string, contents: string, ms: number): void {
    this.do({ do: 'delay', datagram: this.inFlight(from, to, contents), ms });
  }

  /** Everything happens that is due meanwhile. */
  pass(durationMs: number): void {
    this.sandbox.pass(durationMs);
  }

  /**
   * Lets things happen, up to and with the step that is waited for.
   *
   * @throws Error if it does not come
   */
  until(moment: Moment): void {
    const { timeline } = this;
    for (let steps = 0; steps < MAX_STEPS && this.sandbox.happenNext(); steps++) {
      const position = timeline.last;
      const step = timeline.step(position);
      if (step && moment({ timeline, position, step })) return;
    }
    throw astray('what was waited for did not happen.');
  }

  /** @throws Error if there is no such datagram */
  private inFlight(from: string, to: string, contents: string): number {
    const found = this.sandbox
      .flights()
      .find((f) => f.from === from && f.to === to && f.contents.includes(contents));
    if (!found) throw astray(`nothing with ${contents} is on its way from ${from} to ${to}.`);
    return found.id;
  }
}

function astray(how: string): Error {
  return new Error(`the story went astray: ${how}`);
}
