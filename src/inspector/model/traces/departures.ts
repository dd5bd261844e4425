import { remember } from '../../../chat/remember.ts';
import type { Cause, TraceStep } from '../../../trace/trace.ts';

/** Datagrams whose arrival may still be told. */
const MAX_RECENT = 8_192;

/**
 * Which datagram it was that arrived, where real processes tell: they know each other's datagrams by
 * the checksum that each carries, and not by a number.
 */
export class Departures {
  private readonly ids = new Map<number, number>();

  /** The step, with the datagram's number in its cause, if it is known. Then notes what it sends. */
  joined(step: TraceStep): TraceStep {
    const cause = this.causeOf(step.cause);
    for (const { id, checksum } of step.sent) {
      if (checksum !== undefined) remember(this.ids, checksum, id, MAX_RECENT);
    }
    return cause === step.cause ? step : { ...step, cause };
  }

  private causeOf(cause: Cause): Cause {
    if (cause.kind !== 'datagram' || cause.datagram > 0 || cause.checksum === undefined) {
      return cause;
    }
    const datagram = this.ids.get(cause.checksum);
    return datagram === undefined ? cause : { ...cause, datagram };
  }
}
