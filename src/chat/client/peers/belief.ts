import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import { peer } from '../../../../machines/client/peer.ts';
import type { Runtime } from '../../runtime.ts';
import { actorOptions } from '../../runtime.ts';

export interface BeliefOptions {
  readonly name: string;
  readonly runtime: Runtime;
  /** The server is to be asked; `judged` is to be called when it has answered. */
  onSuspect(judged: () => void): void;
  /** The table says that it is gone. */
  onGone(): void;
}

/** Owns the `peer` machine, which begins when there is something to believe of the peer. */
export class Belief {
  private readonly options: BeliefOptions;
  private machine: ActorRefFrom<typeof peer> | null = null;

  constructor(options: BeliefOptions) {
    this.options = options;
  }

  /** A message leaves for it. */
  wrote(): void {
    this.machine ??= this.begin();
    if (this.machine.getSnapshot().value === 'unknown') this.machine.send({ type: 'wrote' });
  }

  /** A datagram came from it. Costs nothing while the machine knows that it is there. */
  heard(): void {
    this.machine ??= this.begin();
    if (this.machine.getSnapshot().hasTag('unheard')) this.machine.send({ type: 'heard' });
  }

  /** A round passed in which it acked nothing and was not heard. */
  overdue(): void {
    this.machine?.send({ type: 'overdue' });
  }

  /** The table shows it offline, or another process under its name. */
  end(type: 'gone' | 'replaced'): void {
    this.machine?.send({ type });
    this.machine = null;
  }

  /** We have ended. */
  stop(): void {
    this.machine?.stop();
    this.machine = null;
  }

  private begin(): ActorRefFrom<typeof peer> {
    const { name, runtime, onSuspect, onGone } = this.options;
    const machine = createActor(peer, actorOptions(runtime, `peer:${name}`));
    machine.on('*', ({ type }) => {
      if (type === 'abandon') onGone();
      else
        onSuspect(() => {
          if (machine.getSnapshot().status === 'active') machine.send({ type: 'judged' });
        });
    });
    return machine.start();
  }
}
