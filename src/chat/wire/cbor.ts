/** The CBOR of a body, read as strictly as the specification wants it. */
import type { Token } from 'cborg';
import { decode, encode, Tokenizer, Type } from 'cborg';
import { readPlainArray, writePlainArray } from './plainArrays.ts';

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
};
/** Floats and U+FEFF, and U+FFFD too, have a byte from here up. */
const FIRST_SUSPICIOUS_BYTE = 0xef;
const exactUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The array in a body; null for whatever is not exactly one, in deterministic encoding. */
export function decodeFields(body: Uint8Array): readonly unknown[] | null {
  return readPlainArray(body) ?? decodeAny(body);
}

/** The body of an array, in deterministic encoding. */
export function encodeFields(fields: readonly unknown[]): Uint8Array {
  return writePlainArray(fields) ?? encode(fields);
}

function decodeAny(body: Uint8Array): readonly unknown[] | null {
  try {
    const value: unknown = decode(body, STRICT);
    const fields = isSuspicious(body, value) ? decodeExactly(body) : value;
    return Array.isArray(fields) ? fields : null;
  } catch {
    return null; // not CBOR, not deterministic, not UTF-8, or nested deeper than the stack
  }
}

/**
 * cborg mends what it should refuse: it makes U+FFFD of bytes that are not UTF-8, drops a leading
 * U+FEFF, and takes 1.0 for 1. Where one of them may have happened the body is read once more.
 */
function isSuspicious(body: Uint8Array, value: unknown): boolean {
  for (let i = 0; i < body.length; i++) {
    if ((body[i] as number) >= FIRST_SUSPICIOUS_BYTE) return true;
  }
  return hasReplacedBytes(value);
}

function hasReplacedBytes(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\ufffd');
  return Array.isArray(value) && value.some(hasReplacedBytes);
}

function decodeExactly(body: Uint8Array): unknown {
  const options = { ...STRICT, retainStringBytes: true };
  return decode(body, { ...options, tokenizer: new ExactTokenizer(body, options) });
}

class ExactTokenizer extends Tokenizer {
  override next(): Token {
    const token = super.next();
    if (token.type === Type.float) throw new TypeError('no field is a float');
    if (token.type === Type.string) token.value = exactUtf8.decode(token.byteValue);
    return token;
  }
}
