import type { ClientNotice } from '../../../machines/vocabulary.ts';
import type { Printer } from './printer.ts';

/** Prints the lines of what a client shows. What somebody said is never left out. */
export function printNotice(
  printer: Printer,
  { kind }: ClientNotice,
  lines: readonly string[],
): void {
  if (kind === 'privateMessage' || kind === 'groupMessage') printer.message(lines);
  else printer.notice(lines);
}
