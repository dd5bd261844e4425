/** What one field of a body may be. Every check of what the network says is here or in `codec.ts`. */
import { MAX_PAGE_BYTES, MAX_TEXT_BYTES } from '../limits.ts';
import { isName } from '../names.ts';

const MAX_IDENTITY = 2 ** 48 - 1;
const MAX_UINT32 = 2 ** 32 - 1;
const MAX_COOKIE_BYTES = 16;
const textEncoder = new TextEncoder();

/** Bytes of a text as it travels; what the limits count. */
export function textBytes(text: string): number {
  return textEncoder.encode(text).length;
}

/** Whether a text is no longer than it may be. Most are so short that nobody need count. */
export function fitsMessage(text: string): boolean {
  return text.length * 3 <= MAX_TEXT_BYTES || textBytes(text) <= MAX_TEXT_BYTES;
}

/** The value that a code stands for; undefined if it stands for none. */
export function pick<T>(values: readonly T[], code: unknown): T | undefined {
  return typeof code === 'number' ? values[code] : undefined;
}

export function isUint32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_UINT32;
}

/** A version of the protocol. */
export function isByte(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 255;
}

/** A session, a tag: 48 random bits. */
export function isIdentity(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_IDENTITY;
}

export function isCookie(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length <= MAX_COOKIE_BYTES;
}

export function isShort(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 256;
}

export function isNameField(value: unknown): value is string {
  return typeof value === 'string' && isName(value);
}

/** Names of one byte would take two each. */
const MAX_PAGE_NAMES = MAX_PAGE_BYTES / 2;

export function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= MAX_PAGE_NAMES && value.every(isNameField);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && fitsMessage(value);
}
