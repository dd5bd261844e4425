/** What the fields of packets are made of: how each is written, read, and said in CDDL (RFC 8610). */
import type { Refusal, Roster, VersionRefusal } from '../../../machines/vocabulary.ts';
import { MAX_ROSTER_NAMES } from '../limits.ts';
import {
  isByte,
  isCookie,
  isIdentity,
  isNameField,
  isNames,
  isShort,
  isText,
  isUint32,
  pick,
} from './fields.ts';

/** One field of a packet: one item of the array in its body, or several. */
export interface Field<T> {
  /** Entries of a CDDL array. */
  cddl(name: string): readonly string[];
  /** Items that it takes; Infinity for all that remain. */
  readonly items: number;
  write(value: T, items: unknown[]): void;
  /** Reads it from the items at a place; undefined if it is none. */
  read(items: readonly unknown[], at: number): T | undefined;
}

/** One row of the client table as it travels. */
export interface TableEntry {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  /** `forgotten`: the server no longer knows this name; drop it. */
  readonly status: 'offline' | 'online' | 'forgotten';
  /** Chosen by the client process when it starts: tells this process from an earlier one. */
  readonly tag: number;
}

/** A literal, behind which a link-local one bears its zone: `fe80::1%eth0`. */
const IP_PATTERN = /^[0-9a-fA-F.:]{2,45}(%[A-Za-z0-9._-]{1,32})?$/;
const STATUSES = ['offline', 'online', 'forgotten'] as const;
const MAX_RANGE_NUMBERS = 64;

/** The rules that the fields refer to. */
export const CDDL_RULES = `uint32 = 0..4294967295
identity = 0..281474976710655       ; 48 bits
name = tstr .size (1..64)           ; bytes; and as section 1 says
text = tstr .size (1..16384)        ; bytes
names = [ 0*8000 name ]             ; at most 16,000 bytes
cookie = bstr .size (0..16)         ; opaque; this server's have 8 bytes
entry = [
  name: name,
  ip: tstr .regexp "[0-9a-fA-F.:]{2,45}(%[A-Za-z0-9._-]{1,32})?", ; link-local: with its zone
  port: 1..65535,
  status: 0..2,                     ; 0 offline, 1 online, 2 forgotten
  tag: identity,
]`;

/** A version of the protocol. */
export const version = single('1..255', isByte);
export const uint32 = single('uint32', isUint32);
/** A session, a tag: 48 random bits. */
export const identity = single('identity', isIdentity);
export const name = single('name', isNameField);
/** A name that may be none: who gets it says what is wrong with it. */
export const anyName = single('tstr', isShort);
export const text = single('text', isText);
export const names: Field<readonly string[]> = single('names', isNames);
export const cookie = single('cookie', isCookie);

/** A row of the table for each entry. */
export const entries: Field<readonly TableEntry[]> = {
  cddl: (field) => [`${field}: [ * entry ]`],
  items: 1,
  write: (rows, items) => items.push(rows.map(entryItems)),
  read: (items, at) => {
    const rows = items[at];
    return Array.isArray(rows) ? readEntries(rows) : undefined;
  },
};

/** Numbers of datagrams: first, last, first, last, … to the end, the newest first. */
export const ranges: Field<readonly number[]> = {
  cddl: () => [`0*${MAX_RANGE_NUMBERS / 2} (first: 1..4294967295, last: 1..4294967295)`],
  items: Number.POSITIVE_INFINITY,
  write: (numbers, items) => items.push(...numbers),
  read: (items, at) => {
    const numbers = items.slice(at);
    const isWhole = numbers.length % 2 === 0 && numbers.length <= MAX_RANGE_NUMBERS;
    return isWhole && numbers.every(isUint32) && isFalling(numbers) ? numbers : undefined;
  },
};

/** The first of some names, and how many they are. */
export const roster: Field<Roster> = {
  cddl: (field) => [`${field}: [ 0*${MAX_ROSTER_NAMES} name ]`, `${field}-count: uint32`],
  items: 2,
  write: ({ names: some, count }, items) => items.push(some, count),
  read: (items, at) => {
    const [some, count] = [items[at], items[at + 1]];
    if (!isNames(some) || !isUint32(count)) return undefined;
    return some.length <= Math.min(count, MAX_ROSTER_NAMES) ? { names: some, count } : undefined;
  },
};

/** Why a server refuses whom it understands. */
export const refusal = oneOf<Exclude<Refusal, VersionRefusal>>(
  'nameTaken',
  'serverFull',
  'badName',
  'hostFull',
);

/** One of a few words, which travels as its place among them. */
export function oneOf<const T extends string>(...words: readonly T[]): Field<T> {
  return {
    cddl: (field) => [`${field}: 0..${words.length - 1}`],
    items: 1,
    write: (word, items) => items.push(words.indexOf(word)),
    read: (items, at) => pick(words, items[at]),
  };
}

/** Items that a row of the table is made of. */
export function entryItems(entry: TableEntry): readonly unknown[] {
  return [entry.name, entry.ip, entry.port, STATUSES.indexOf(entry.status), entry.tag];
}

function single<T>(type: string, is: (value: unknown) => value is T): Field<T> {
  return {
    cddl: (field) => [`${field}: ${type}`],
    items: 1,
    write: (value, items) => items.push(value),
    read: (items, at) => {
      const value = items[at];
      return is(value) ? value : undefined;
    },
  };
}

function readEntries(rows: readonly unknown[]): TableEntry[] | undefined {
  const read: TableEntry[] = [];
  for (const row of rows) {
    if (!Array.isArray(row) || row.length !== 5) return undefined;
    const [called, ip, port, code, tag] = row as unknown[];
    const status = pick(STATUSES, code);
    if (!isNameField(called) || typeof ip !== 'string' || !IP_PATTERN.test(ip)) return undefined;
    if (!isUint32(port) || port === 0 || port > 65_535) return undefined;
    if (!status || !isIdentity(tag)) return undefined;
    read.push({ name: called, ip, port, status, tag });
  }
  return read;
}

/** Ranges of numbers from 1, each below the one before and none reversed. */
function isFalling(numbers: readonly number[]): boolean {
  for (let i = 0; i < numbers.length; i += 2) {
    const [first, last] = [numbers[i] as number, numbers[i + 1] as number];
    if (first === 0 || first > last || last >= (numbers[i - 2] ?? 2 ** 32)) return false;
  }
  return true;
}
