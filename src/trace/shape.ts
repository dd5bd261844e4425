/** Whether what was read has the shape that `trace.ts` says. Nobody can trust a file. */
import type { Listing } from '../../machines/vocabulary.ts';
import type {
  Cause,
  MachineStep,
  TraceDatagram,
  TraceEnd,
  TraceFrame,
  TraceStep,
  TraceTable,
  Violation,
} from './trace.ts';

/** As far as a Date goes. */
const LONGEST_MS = 8.64e15;

/** The values of kinds and types are not checked: they come and go with the program. */
export function isStep(value: unknown): value is TraceStep {
  const step = value as Partial<TraceStep> | null;
  return (
    isCount(step?.step) &&
    isTime(step.atMs) &&
    isText(step.node) &&
    isCause(step.cause) &&
    isListOf(step.machines, isMachineStep) &&
    Array.isArray(step.notices) &&
    isListOf(step.sent, isDatagram) &&
    isMissingOr(step.table, isTable)
  );
}

function isCause(value: unknown): value is Cause {
  const cause = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { kind, datagram, from, checksum, fault, fate, address } = cause;
  switch (kind) {
    case 'start':
      return isMissingOr(address, isText);
    case 'datagram':
      return isNumber(datagram) && isText(from) && isMissingOr(checksum, isNumber);
    case 'fault':
      return (
        isText(fault) &&
        isMissingOr(datagram, isNumber) &&
        isMissingOr(fate, (times) => isListOf(times, isNumber))
      );
    default:
      return isText(kind);
  }
}

function isMachineStep(value: unknown): value is MachineStep {
  const step = value as Partial<MachineStep> | null;
  return (
    isText(step?.machine) &&
    isText(step.event?.type) &&
    isListOf(step.taken, isText) &&
    Array.isArray(step.effects) &&
    isMissingOr(step.status, isText)
  );
}

function isDatagram(value: unknown): value is TraceDatagram {
  const datagram = value as Partial<TraceDatagram> | null;
  return (
    isNumber(datagram?.id) &&
    isText(datagram.to) &&
    isNumber(datagram.bytes) &&
    isMissingOr(datagram.checksum, isNumber) &&
    isListOf(datagram.frames, isFrame) &&
    (datagram.fate === null || isListOf(datagram.fate, isNumber))
  );
}

function isFrame(value: unknown): value is TraceFrame {
  const frame = value as Partial<TraceFrame> | null;
  return isText(frame?.kind) && isNumber(frame.id);
}

function isTable(value: unknown): value is TraceTable {
  const table = value as Partial<TraceTable> | null;
  return (
    isNumber(table?.version) &&
    isListOf(table.rows, isListing) &&
    isMissingOr(table.gone, (gone) => isListOf(gone, isText))
  );
}

function isListing(value: unknown): value is Listing {
  const listing = value as Partial<Listing> | null;
  return (
    isText(listing?.name) &&
    isText(listing.ip) &&
    isNumber(listing.port) &&
    typeof listing.online === 'boolean'
  );
}

export function isEnd(value: unknown): value is TraceEnd {
  const end = value as Partial<TraceEnd> | null;
  return end?.end === true && isCount(end.steps) && isViolationOrNull(end.violation);
}

function isViolationOrNull(value: unknown): value is Violation | null {
  if (value === null) return true;
  const { promise, sentence, detail, step } = (value ?? {}) as Partial<Violation>;
  return isText(promise) && isText(sentence) && isText(detail) && isCount(step);
}

function isMissingOr(value: unknown, isIt: (value: unknown) => boolean): boolean {
  return value === undefined || isIt(value);
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

/** A number that is too large for JSON is read as infinite: no sum with it is one. */
function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether it is a time in milliseconds that is not beyond any clock: differences are exact. */
export function isTime(value: unknown): value is number {
  return isNumber(value) && Math.abs(value) <= LONGEST_MS;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
