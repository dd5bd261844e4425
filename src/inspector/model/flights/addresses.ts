/** From this position on, as far as is known, the address is the node's. */
interface Claim {
  readonly position: number;
  readonly node: string;
}

/** Whose an address was, and when: learned from what arrives, and from what the trace says. */
export class Addresses {
  private readonly claims = new Map<string, Claim[]>();

  /** The address was the node's at a position. */
  learn(address: string, node: string, position: number): void {
    const known = this.claims.get(address);
    if (!known) {
      this.claims.set(address, [{ position, node }]);
      return;
    }
    if (ownerAt(known, position) === node) return;
    known.splice(placeAfter(known, position), 0, { position, node });
  }

  /** Whose the address was at a position, with all that is known now; null if nothing is. */
  ownerAt(address: string, position: number): string | null {
    const known = this.claims.get(address);
    return known ? ownerAt(known, position) : null;
  }
}

/** Of the claims before it the last, or else the first. */
function ownerAt(claims: readonly Claim[], position: number): string | null {
  return (claims[placeAfter(claims, position) - 1] ?? claims[0])?.node ?? null;
}

function placeAfter(claims: readonly Claim[], position: number): number {
  let place = claims.length;
  while (place > 0 && (claims[place - 1] as Claim).position > position) place--;
  return place;
}
