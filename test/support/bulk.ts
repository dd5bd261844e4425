import type { Program } from './program.ts';

/** A text of so many bytes that begins with its number. */
export function textOf(n: number, bytes: number): string {
  return `${n} `.padEnd(bytes, 'x');
}

/** The numbers of the texts that somebody was shown behind these words, in that order. */
export function numbersIn({ lines }: Pick<Program, 'lines'>, start: string): number[] {
  return lines
    .filter((line) => line.startsWith(start))
    .map((line) => Number.parseInt(line.slice(start.length), 10));
}

/** The numbers from 0 on. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}
