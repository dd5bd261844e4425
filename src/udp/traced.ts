/** Wraps what happens to a real process in the steps of a trace. */
import type { Runtime } from '../chat/runtime.ts';
import { inspectedBy, inTurns } from '../chat/runtime.ts';
import type { Recorder } from '../trace/recorder.ts';
import type { Cause } from '../trace/trace.ts';
import type { WatchOptions } from './chat.ts';
import type { Drivable } from './socket.ts';

/** One process, and the trace of what happens to it. If nobody watches everything is as it was. */
export class Traced {
  private readonly node: string;
  private readonly recorder: Recorder | null;
  private readonly inspect: Runtime['inspect'];

  constructor(node: string, { recorder, inspect }: WatchOptions) {
    this.node = node;
    this.recorder = recorder ?? null;
    this.inspect = inspectedBy(recorder?.inspect, inspect);
  }

  /** Its machines are inspected, and its timers are steps. */
  runtime(runtime: Runtime): Runtime {
    const { recorder, inspect } = this;
    const inspected = inspect ? { ...runtime, inspect } : runtime;
    if (recorder === null) return inspected;
    const stepped = inTurns(inspected, (callback) => this.step({ kind: 'timer' }, callback));
    return { ...stepped, tableChanged: recorder.tableChanged };
  }

  /** What it receives is a step, and so is what leaves at the end of a turn. */
  endpoint(endpoint: Drivable): Drivable {
    const { recorder } = this;
    if (recorder === null) return endpoint;
    return {
      receive: (bytes, from) => {
        this.step(recorder.arrival(bytes, from, 0), () => endpoint.receive(bytes, from));
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

  step<T>(cause: Cause, happen: () => T): T {
    return this.recorder === null ? happen() : this.recorder.step(this.node, cause, happen);
  }

  notice(notice: unknown): void {
    this.recorder?.notice(notice);
  }
}
