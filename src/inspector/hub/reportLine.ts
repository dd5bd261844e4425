/** What a process may tell the hub. It may be any process of this user's: nothing is believed. */
import { isStep, isTime } from '../../trace/shape.ts';
import type { ReportedSource, ReportLine } from '../hubLines.ts';

/** Names are shorter, but other programs may report. */
const MAX_NODE_CHARACTERS = 1_024;

/** A line of a report; of a step all that matters here is its text, which is written anew. */
type ReadLine =
  | Exclude<ReportLine, { readonly kind: 'step' }>
  | { readonly kind: 'step'; readonly text: string };

/**
 * Reads a line of a report.
 *
 * @returns null if it is none
 */
export function parseReportLine(text: string): ReadLine | null {
  try {
    return readLine(JSON.parse(text) as Readonly<Record<string, unknown>>);
  } catch {
    // It is not JSON, or nested deeper than the stack.
    return null;
  }
}

function readLine({
  kind,
  source,
  step,
  steps,
}: Readonly<Record<string, unknown>>): ReadLine | null {
  switch (kind) {
    case 'source':
      return isSource(source) ? { kind, source: pick(source) } : null;
    case 'step':
      return isStep(step) ? { kind, text: JSON.stringify(step) } : null;
    case 'dropped':
      return isCount(steps) ? { kind, steps } : null;
    case 'end':
      return { kind };
    default:
      return null;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 65_536;
}

/** Only what belongs to it. */
function pick({ node, kind, port, startedAtMs }: ReportedSource): ReportedSource {
  return { node, kind, port, startedAtMs };
}

function isSource(value: unknown): value is ReportedSource {
  const { node, kind, port, startedAtMs } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return (
    typeof node === 'string' &&
    node.length <= MAX_NODE_CHARACTERS &&
    (kind === 'client' || kind === 'server') &&
    isPort(port) &&
    isTime(startedAtMs)
  );
}
