import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import { reader } from '../../../machines/reader.ts';
import type { ReaderState } from '../../../machines/vocabulary.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';

/** Owns the `reader` machine, which begins when there is something to know of the reader. */
export class Readership {
  private readonly name: string;
  private readonly runtime: Runtime;
  private readonly onTaking: () => void;
  private machine: ActorRefFrom<typeof reader> | null = null;

  /** @param onTaking messages that were not taken meanwhile are to be taken now */
  constructor(name: string, runtime: Runtime, onTaking: () => void) {
    this.name = name;
    this.runtime = runtime;
    this.onTaking = onTaking;
  }

  /** Whether messages are taken, because they will be read. */
  get isTaking(): boolean {
    return this.machine?.getSnapshot().hasTag('taking') ?? true;
  }

  /** Whoever reads what is shown keeps up, does not, or is gone. */
  tell(state: ReaderState): void {
    const { name, runtime } = this;
    this.machine ??= createActor(reader, actorOptions(runtime, `reader:${name}`)).start();
    if (this.machine.getSnapshot().status !== 'active') return;
    this.machine.send({ type: `reader.${state}` });
    if (this.isTaking) this.onTaking();
  }

  /** The client has ended. */
  stop(): void {
    this.machine?.stop();
  }
}
