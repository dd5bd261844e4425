/** Parts of a trace in words. They come from a file: whoever draws them makes them safe. */
import type { ClientNotice, ServerNotice } from '../../machines/vocabulary.ts';
import { clientLines, serverLines } from '../chat/display/lines.ts';

/** As the user of a process saw it; null for a notice that this version does not know. */
export function noticeLines(node: string, notice: unknown): string[] | null {
  try {
    if (node === 'server') return serverLines(notice as ServerNotice);
    const { prompt = null } = notice as { readonly prompt?: string | null };
    return clientLines(notice as ClientNotice, prompt);
  } catch {
    return null;
  }
}

/** The outermost state of a state value; empty if it has none. */
export function outerState(value: unknown): string {
  if (typeof value === 'string') return value;
  return Object.keys((value ?? {}) as object)[0] ?? '';
}
