/** What `--inspect` may stand for. */
import { hubAddressIn } from '../../inspector/hub/address.ts';
import type { Inspection } from '../../inspector/inspection.ts';
import type { Environment } from '../environment.ts';
import { UsageError } from '../usageError.ts';

/** Where a process is shown. */
export type Where =
  /** On the page of this user, which is opened if there is none. */
  | { readonly kind: 'together' }
  /** On the page at an address. */
  | { readonly kind: 'at'; readonly url: string }
  /** In the inspector of stately.ai. */
  | { readonly kind: 'stately' };

const FLAG = '--inspect';
const STATELY = 'stately';

/**
 * The word that follows a bare `--inspect` is its value only if it can be one: in
 * `client --inspect alice …` it is somebody's name.
 */
export function withInspectValue(args: readonly string[]): string[] {
  const result: string[] = [];
  for (const [i, arg] of args.entries()) {
    const next = args[i + 1] ?? '';
    const isAlone = arg === FLAG && next !== STATELY && !next.startsWith('http://');
    result.push(isAlone ? `${FLAG}=` : arg);
  }
  return result;
}

/** @throws UsageError if it is nothing that processes could be shown on */
export function parseWhere(text: string): Where {
  if (text === '') return { kind: 'together' };
  if (text === STATELY) return { kind: 'stately' };
  const url = hubAddressIn(text);
  if (url !== null) return { kind: 'at', url };
  throw new UsageError(
    '--inspect stands alone, or before stately, or before the address of an inspector on this ' +
      `machine, such as http://127.0.0.1:4900/…/, not before '${text.slice(0, 60)}'`,
  );
}

/** @throws Error with a `code` and one line for the user if nobody can be shown there */
export async function inspectIn(
  where: Where,
  { version, variables }: Environment,
): Promise<Inspection> {
  const inspection = await import('../../inspector/inspection.ts');
  switch (where.kind) {
    case 'together':
      return inspection.inspectTogether({
        version: version(),
        runtimeFolder: variables.XDG_RUNTIME_DIR,
      });
    case 'at':
      return inspection.inspectAt(where.url);
    case 'stately':
      return inspection.inspectWithStately();
  }
}
