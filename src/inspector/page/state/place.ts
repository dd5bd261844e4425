/** A link to a step: `#step=123&machine=server/session:alice:7`. */
import type { MachineName } from './shared.ts';

/** What a link leads to. */
export interface Place {
  readonly position: number | null;
  readonly machine: MachineName | null;
}

/** Where a story begins, or goes on. */
export const NOWHERE: Place = { position: null, machine: null };

/** What stands behind the address of the page; empty if there is nothing to say. */
export function formatPlace({ position, machine }: Place): string {
  const parts: string[] = [];
  if (position !== null) parts.push(`step=${position}`);
  if (machine !== null) parts.push(`machine=${encode(machine.node)}/${encode(machine.machine)}`);
  return parts.length > 0 ? `#${parts.join('&')}` : '';
}

/** Reads a link; what cannot be read is as if it were not there. */
export function parsePlace(hash: string): Place {
  const fields = new Map(
    hash
      .replace(/^#/, '')
      .split('&')
      .map((field): [string, string] => {
        const [key = '', ...value] = field.split('=');
        return [key, value.join('=')];
      }),
  );
  return {
    position: positionOf(fields.get('step') ?? ''),
    machine: machineOf(fields.get('machine') ?? ''),
  };
}

function positionOf(text: string): number | null {
  const position = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(position) ? position : null;
}

function machineOf(text: string): MachineName | null {
  const [node, machine, ...more] = text.split('/').map(decode);
  return node && machine && more.length === 0 ? { node, machine } : null;
}

/** Colons may stand as they are: ids are full of them. Half a surrogate pair cannot be written. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd')).replaceAll('%3A', ':');
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
