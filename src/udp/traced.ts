/** Wraps what happens to a real process in the steps of a trace. */
import { addressKey } from '../address.ts';
import type { Runtime } from '../runtime.ts';
import { inTurns } from '../runtime.ts';
import type { Recorder } from '../trace/recorder.ts';
import type { Cause } from '../trace/trace.ts';
import type { Drivable } from './socket.ts';

/** One process, and the trace of what happens to it. Without a recorder everything is as it was. */
export class Traced {
  private readonly node: string;
  private readonly recorder: Recorder | null;

  constructor(node: string, recorder: Recorder | undefined) {
    this.node = node;
    this.recorder = recorder ?? null;
  }

  /** Its machines are inspected, and its timers are steps. */
  runtime(runtime: Runtime): Runtime {
    const { recorder } = this;
    if (recorder === null) return runtime;
    const stepped = inTurns(runtime, (callback) => this.step({ kind: 'timer' }, callback));
    return { ...stepped, inspect: recorder.inspect };
  }

  /** What it receives is a step, and so is what leaves at the end of a turn. */
  endpoint(endpoint: Drivable): Drivable {
    const { recorder } = this;
    if (recorder === null) return endpoint;
    return {
      receive: (bytes, from) => {
        const cause: Cause = { kind: 'datagram', datagram: 0, from: addressKey(from) };
        this.step(cause, () => endpoint.receive(bytes, from));
      },
      flush: (send) => {
        this.step({ kind: 'flush' }, () => {
          endpoint.flush((bytes, to) => {
            recorder.sent(bytes, to, null);
            send(bytes, to);
          });
        });
      },
    };
  }

  step(cause: Cause, happen: () => void): void {
    if (this.recorder === null) happen();
    else this.recorder.step(this.node, cause, happen);
  }

  notice(notice: unknown): void {
    this.recorder?.notice(notice);
  }
}
