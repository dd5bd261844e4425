/**
 * A running 64-bit checksum of everything that happens, in two 32-bit lanes that multiply and mix
 * differently. It tells two runs apart; it protects against nobody.
 */
export class Digest {
  private high = 0x811c9dc5 | 0;
  private low = 0x9e3779b9 | 0;

  text(text: string): void {
    for (let i = 0; i < text.length; i++) this.add(text.charCodeAt(i));
  }

  bytes(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) this.add(bytes[i] as number);
  }

  /** Sixteen hexadecimal digits. */
  hex(): string {
    return [this.high, this.low].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
  }

  private add(value: number): void {
    this.high = Math.imul(this.high ^ value, 0x01000193);
    this.low = Math.imul((this.low << 5) ^ (this.low >>> 3) ^ value, 0x85ebca6b);
  }
}
