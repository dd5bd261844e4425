import type { SimulatedClient } from '../world/simulatedClient.ts';

/** A text that a user sent, and what became of it. */
export interface Sent {
  readonly text: string;
  readonly sender: SimulatedClient;
  /** Position among all texts of this sender process. */
  readonly order: number;
  /** A client's name; null for a group message. */
  readonly to: string | null;
  readonly atMs: number;
  /** Place among all group messages that the server took; -1 before. */
  place: number;
  /** The group that it was sent to, as the server took it. */
  group: string | null;
  /** Whom it was shown. */
  readonly shownTo: Set<string>;
  /**
   * The same user sent the same words to the same recipient once more. Nobody can tell by the words
   * which of the two is shown, so neither is judged by what is shown.
   */
  isRepeated: boolean;
}

/** Texts that are remembered at least. */
const REMEMBERED = 2_048;
/** Texts that are looked at, whether they may be forgotten, when another comes. */
const LOOKS = 16;

/** The texts that users sent, by their words. A long run does not keep them all. */
export class Texts {
  private readonly sent = new Map<string, Sent[]>();
  private readonly orders = new WeakMap<SimulatedClient, number>();
  private places = 0;
  private readonly isOver: (text: string, sent: Sent) => boolean;

  /** @param isOver whether nobody can be shown this text any more */
  constructor(isOver: (text: string, sent: Sent) => boolean) {
    this.isOver = isOver;
  }

  add(sender: SimulatedClient, to: string | null, text: string, atMs: number): Sent {
    const order = (this.orders.get(sender) ?? 0) + 1;
    this.orders.set(sender, order);
    const others = this.sent.get(text) ?? [];
    const same = others.filter((other) => other.sender.name === sender.name && other.to === to);
    for (const other of same) other.isRepeated = true;
    const sent: Sent = {
      text,
      sender,
      order,
      to,
      atMs,
      place: -1,
      group: null,
      shownTo: new Set(),
      isRepeated: same.length > 0,
    };
    this.sent.set(text, [...others, sent]);
    if (this.sent.size > REMEMBERED) this.forgetOldest();
    return sent;
  }

  /**
   * What somebody sent to a name, or to a group if `to` is null, in these words; else what anybody
   * sent to anybody in these words.
   */
  find(text: string, from: string, to: string | null): Sent | undefined {
    const sent = this.sent.get(text) ?? [];
    return sent.find((one) => one.sender.name === from && one.to === to) ?? sent[0];
  }

  /** The server took a group message: it comes after all that it took before. */
  taken(sent: Sent, group: string | null): void {
    sent.place = this.places++;
    sent.group = group;
  }

  /** More than one for each that comes: there are times when nothing may be forgotten. */
  private forgetOldest(): void {
    let looks = LOOKS;
    for (const [text, sent] of this.sent) {
      if (this.sent.size <= REMEMBERED || looks-- === 0) return;
      this.sent.delete(text);
      // Looked at again when it is the oldest again.
      if (!sent.every((one) => this.isOver(text, one))) this.sent.set(text, sent);
    }
  }
}
