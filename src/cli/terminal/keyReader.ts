import { StringDecoder } from 'node:string_decoder';
import { type Actor, createActor } from 'xstate';
import { keyboard } from '../../../machines/keyboard.ts';
import type { Clock } from '../../chat/runtime.ts';
import { applicationKey, characterKey, controlSequenceKey, type Key } from './keys.ts';

const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';

/**
 * What a terminal sends, one token after another, in bytes: a character of these strings is a byte.
 * The shapes are those of ECMA-48; that of a mouse report with three raw bytes is xterm's.
 */
const TOKEN = new RegExp(
  [
    '\\x1b\\[M[^]{3}', // a mouse report: button, column and row as bytes of any value
    '\\x1b\\[\\[[^]', // a function key of the Linux console
    '\\x1b\\[[ -?]*(?:[@-LN-Z\\\\-~]|(?<!\\x1b\\[)[M[]|(?=[\\x00-\\x1f\\x7f-\\xff]))',
    '\\x1bO[\\d;]*(?:[ -/:<-~]|(?=[\\x00-\\x1f\\x7f-\\xff]))',
    '\\x1b\\][^\\x07\\x18\\x1a\\x1b]*(?:[\\x07\\x18\\x1a]|\\x1b\\\\|(?=\\x1b[^\\\\]))', // OSC
    '\\x1b[PX^_][^\\x18\\x1a\\x1b]*(?:[\\x18\\x1a]|\\x1b\\\\|(?=\\x1b[^\\\\]))', // DCS, SOS, PM, APC
    '\\x1b(?=\\x1b)', // escape by itself
    '\\x1b(?:[\\xc2-\\xdf][\\x80-\\xbf]|[\\xe0-\\xef][\\x80-\\xbf]{2}|[\\xf0-\\xf4][\\x80-\\xbf]{3})',
    '\\x1b[^\\x1b\\[O\\]PX^_\\xc2-\\xf4]', // alt and a character
    '[\\x00-\\x1a\\x1c-\\x1f\\x7f]',
    '[^\\x00-\\x1f\\x7f]+',
  ].join('|'),
  'y',
);

/** The start of a control string, whose body is not kept. */
const STRING_START = /^\x1b[\]PX^_]/;

/** How a control string ends: bytes in which nothing else can stand before that. */
const STRING_REST = /^[^\x00-\x06\x08-\x17\x19\x1c-\x1f]*(?:\x07|\x1b\\)/;

/** A sequence may have been cut anywhere; these starts are keys as well, with alt. */
const KEY_LIKE = /^\x1b[[O]?$/;

/** What a key-like start may be followed by, if it was none. */
const SEQUENCE_REST: ReadonlyMap<string, RegExp> = new Map([
  ['\x1b', /^(?:\[[ -?]*[@-~]|\[M|O[ -~]|[\]PX^_][^\x1b\x07]*(?:\x1b\\|\x07))/],
  ['\x1b[', /^(?:[0-?][ -?]*[@-~]|M[\s\S]{3})/],
  ['\x1bO', /^[\d;]+[@-~]/],
]);

/** A control key, as a control character or as a sequence; line ends and tabs are text in a paste. */
const LONE_CONTROL =
  /^(?:[\x01-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\x1b\[(?!20[01]~)[\d;:]*[A-DFHu~]|\x1bO[A-H])$/;

/** No sequence that means something is longer; the parameters of a longer one are not kept. */
const MAX_SEQUENCE_LENGTH = 64;
const LONG_SEQUENCE = '\x1b[?';

/**
 * Turns the bytes of a terminal into keys, wherever they were cut. What a terminal sends by itself
 * (answers, focus and mouse reports) means nothing. In a paste everything is text, its line ends
 * too. A read costs time in proportion to its size.
 */
export class KeyReader {
  private readonly decoder = new StringDecoder('utf8');
  private readonly actor: Actor<typeof keyboard>;
  private readonly onKeys: (keys: readonly Key[]) => void;
  /** Bytes that wait for more: of a sequence, of the mark that ends a paste. */
  private held = '';
  /** Control keys that came by themselves inside a paste. */
  private lone = '';
  private isAfterReturn = false;

  /** @param onKeys called with the keys of a read, and with those that time decides about */
  constructor(onKeys: (keys: readonly Key[]) => void, clock?: Clock) {
    this.onKeys = onKeys;
    this.actor = createActor(keyboard, clock === undefined ? {} : { clock });
    this.actor.on('pasteAbandoned', () => this.abandonPaste());
    this.actor.start();
  }

  /** Takes what the terminal sent. */
  read(chunk: Buffer): void {
    const bytes = chunk.toString('latin1');
    const keys: Key[] = [];
    if (this.isPasting && this.held === '' && LONE_CONTROL.test(bytes)) {
      this.lone += bytes;
      this.actor.send({ type: 'loneControl' });
      return;
    }
    if (this.isOver(bytes)) this.giveUpSequence();
    this.take(bytes, keys);
    this.onKeys(keys);
  }

  /** No more is read, and no timer is left. */
  close(): void {
    this.actor.stop();
  }

  private take(bytes: string, keys: Key[]): void {
    let rest = this.held + this.lone + bytes;
    this.held = '';
    this.lone = '';
    while (rest !== '') rest = this.isPasting ? this.paste(rest, keys) : this.type(rest, keys);
    if (this.isPasting) this.actor.send({ type: 'pasted' });
    else if (this.held === '') this.actor.send({ type: 'whole' });
    // One character more is somebody typing after a key that only looked like a start.
    else if (bytes.length > 1 || this.isTyping) this.actor.send({ type: 'cut' });
  }

  /** Whether the cut sequence that is held will not be completed by `bytes`. */
  private isOver(bytes: string): boolean {
    if (this.held === '') return false;
    const isStale = this.actor.getSnapshot().matches({ sequence: 'stale' });
    // A control key by itself is pressed by a person, and stands in no sequence; alt has some.
    const isLoneControl = /^[\x01-\x06\x08-\x17\x19\x1c-\x1f]$/.test(bytes);
    if (isLoneControl && this.held !== '\x1b') return true;
    if (!isStale) return false;
    if (STRING_START.test(this.held)) return !STRING_REST.test(this.held.slice(2) + bytes);
    return KEY_LIKE.test(this.held) && SEQUENCE_REST.get(this.held)?.test(bytes) !== true;
  }

  private giveUpSequence(): void {
    this.held = '';
    this.actor.send({ type: 'whole' });
  }

  /** Reads what is typed up to the start of a paste; returns what follows it. */
  private type(bytes: string, keys: Key[]): string {
    let position = 0;
    while (position < bytes.length) {
      TOKEN.lastIndex = position;
      const token = TOKEN.exec(bytes)?.[0];
      if (token === undefined) {
        this.held = unfinished(bytes.slice(position));
        return '';
      }
      position += token.length;
      if (token === PASTE_START) {
        this.actor.send({ type: 'pasteBegun' });
        return bytes.slice(position);
      }
      this.token(token, position === bytes.length, keys);
    }
    return '';
  }

  /** Reads what is pasted up to the end of the paste; returns what follows it. */
  private paste(bytes: string, keys: Key[]): string {
    const end = bytes.indexOf(PASTE_END);
    const cut = end < 0 ? bytes.length - partOfEnd(bytes) : end;
    this.held = end < 0 ? bytes.slice(cut) : '';
    this.text(bytes.slice(0, cut), keys);
    if (end < 0) return '';
    this.isAfterReturn = false;
    this.actor.send({ type: 'pasteEnded' });
    return bytes.slice(end + PASTE_END.length);
  }

  private token(token: string, isLast: boolean, keys: Key[]): void {
    if (!/^[\x00-\x1f\x7f]/.test(token)) {
      this.isAfterReturn = false;
      this.text(token, keys);
      return;
    }
    const isRestOfLineEnd = token === '\n' && this.isAfterReturn;
    this.isAfterReturn = token === '\r';
    if (isRestOfLineEnd) return;
    // The key enter sends a return. A line feed amid other bytes was pasted without marks.
    if (token === '\n' && !isLast) this.text(token, keys);
    else push(keys, keyOf(token));
  }

  /** A line end in a text is one line feed, whichever way the terminal writes it. */
  private text(bytes: string, keys: Key[]): void {
    if (bytes === '') return;
    const decoded = this.decoder.write(Buffer.from(bytes, 'latin1'));
    const rest = this.isAfterReturn && decoded.startsWith('\n') ? decoded.slice(1) : decoded;
    this.isAfterReturn = this.isPasting && decoded.endsWith('\r');
    const text = rest.replace(/\r\n?/g, '\n');
    if (text !== '') keys.push({ kind: 'text', text });
  }

  private abandonPaste(): void {
    const keys: Key[] = [];
    const bytes = this.lone;
    this.lone = '';
    this.type(bytes, keys);
    this.onKeys(keys);
  }

  private get isPasting(): boolean {
    return this.actor.getSnapshot().matches('paste');
  }

  private get isTyping(): boolean {
    return this.actor.getSnapshot().matches('typing');
  }
}

function keyOf(token: string): Key | null {
  if (token.startsWith('\x1b[')) return controlSequenceKey(token);
  return token.startsWith('\x1bO') ? applicationKey(token) : characterKey(token);
}

function push(keys: Key[], key: Key | null): void {
  if (key !== null) keys.push(key);
}

/** What to keep of a sequence that the next read may complete. */
function unfinished(bytes: string): string {
  if (STRING_START.test(bytes)) {
    return bytes.slice(0, 2) + (bytes.length > 2 && bytes.endsWith('\x1b') ? '\x1b' : '');
  }
  return bytes.length > MAX_SEQUENCE_LENGTH ? LONG_SEQUENCE : bytes;
}

/** How many characters at the end of `text` may begin the mark that ends a paste. */
function partOfEnd(text: string): number {
  let length = Math.min(PASTE_END.length - 1, text.length);
  while (!PASTE_END.startsWith(text.slice(text.length - length))) length--;
  return length;
}
