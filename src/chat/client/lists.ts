import { MAX_NAMES } from '../limits.ts';
import type { ListAnswer, ListRequest } from '../wire/packets.ts';

/** Long answers come in pages. Each is asked for when the one before it is there. */
export class Lists {
  private readonly ask: (request: ListRequest) => void;
  private names: string[] = [];

  /** @param ask for a page that follows */
  constructor(ask: (request: ListRequest) => void) {
    this.ask = ask;
  }

  /**
   * Takes a page.
   *
   * @param request that it answers; one from the beginning lets go of what came before
   * @returns the whole list if this was its last page
   */
  take({ next, names }: ListAnswer, request: ListRequest): readonly string[] | null {
    this.names = request.from === 0 ? [...names] : [...this.names, ...names];
    // A server that has more names than there can be, or turns in a circle, is not followed.
    if (next > request.from && this.names.length < MAX_NAMES) {
      this.ask({ ...request, from: next });
      return null;
    }
    const whole = this.names;
    this.names = [];
    return whole;
  }
}
