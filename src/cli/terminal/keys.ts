import { StringDecoder } from 'node:string_decoder';

/** A key that edits the line or moves in it. */
export type EditKey =
  | 'left'
  | 'right'
  | 'wordLeft'
  | 'wordRight'
  | 'home'
  | 'end'
  | 'up'
  | 'down'
  | 'backspace'
  | 'delete'
  | 'deleteWordLeft'
  | 'deleteWordRight'
  | 'deleteToStart'
  | 'deleteToEnd';

/** What was typed or pasted. */
export type Key =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'edit'; readonly key: EditKey }
  | { readonly kind: 'enter' | 'tab' | 'interrupt' | 'endOfInput' | 'suspend' | 'clearScreen' };

const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';

/** An escape sequence that the next chunk may complete. */
const UNFINISHED = /\x1b(?:\[[0-?]{0,16}|O)?$/;

/** An escape sequence, a control character, or as much text as there is. */
const TOKEN = /\x1b\[[0-?]*[ -/]*[@-~]|\x1bO[ -~]|\x1b[^\x1b[O]|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/g;

const CONTROLS: ReadonlyMap<string, Key> = new Map<string, Key>([
  ['\r', { kind: 'enter' }],
  ['\n', { kind: 'enter' }],
  ['\t', { kind: 'tab' }],
  ['\x03', { kind: 'interrupt' }],
  ['\x04', { kind: 'endOfInput' }],
  ['\x0c', { kind: 'clearScreen' }],
  ['\x1a', { kind: 'suspend' }],
  ...edits('left', '\x02', '\x1b[D', '\x1bOD'),
  ...edits('right', '\x06', '\x1b[C', '\x1bOC'),
  ...edits('wordLeft', '\x1bb', '\x1b[1;5D', '\x1b[1;3D'),
  ...edits('wordRight', '\x1bf', '\x1b[1;5C', '\x1b[1;3C'),
  ...edits('home', '\x01', '\x1b[H', '\x1bOH', '\x1b[1~', '\x1b[7~'),
  ...edits('end', '\x05', '\x1b[F', '\x1bOF', '\x1b[4~', '\x1b[8~'),
  ...edits('up', '\x10', '\x1b[A', '\x1bOA'),
  ...edits('down', '\x0e', '\x1b[B', '\x1bOB'),
  ...edits('backspace', '\x7f', '\x08'),
  ...edits('delete', '\x1b[3~'),
  ...edits('deleteWordLeft', '\x17', '\x1b\x7f', '\x1b\x08'),
  ...edits('deleteWordRight', '\x1bd', '\x1b[3;5~'),
  ...edits('deleteToStart', '\x15'),
  ...edits('deleteToEnd', '\x0b'),
]);

/**
 * Turns the bytes of a terminal into keys. A chunk of any size costs time in proportion to its
 * size. Between the marks of a bracketed paste everything but a line end is text.
 */
export class KeyReader {
  readonly #decoder = new StringDecoder('utf8');
  #pending = '';
  #pasting = false;
  #afterReturn = false;

  /** The keys that `chunk` completes. */
  read(chunk: Buffer): Key[] {
    let rest = this.#pending + this.#decoder.write(chunk);
    this.#pending = '';
    const keys: Key[] = [];
    while (rest !== '') rest = this.#pasting ? this.#paste(rest, keys) : this.#type(rest, keys);
    return keys;
  }

  /** Reads typed keys up to the start of a paste; returns what follows it. */
  #type(text: string, keys: Key[]): string {
    const paste = text.indexOf(PASTE_START);
    let typed = paste < 0 ? text : text.slice(0, paste);
    if (paste < 0) {
      this.#pending = UNFINISHED.exec(typed.slice(-20))?.[0] ?? '';
      typed = typed.slice(0, typed.length - this.#pending.length);
    }
    for (const [token] of typed.matchAll(TOKEN)) this.#token(token, keys);
    if (paste < 0) return '';
    this.#pasting = true;
    return text.slice(paste + PASTE_START.length);
  }

  /** Reads pasted text up to the end of the paste; returns what follows it. */
  #paste(text: string, keys: Key[]): string {
    const end = text.indexOf(PASTE_END);
    const cut = end < 0 ? text.length - partOfEnd(text) : end;
    this.#pending = end < 0 ? text.slice(cut) : '';
    for (const [token] of text.slice(0, cut).matchAll(/[\r\n]|[^\r\n]+/g)) {
      if (token === '\r' || token === '\n') this.#token(token, keys);
      else this.#text(token, keys);
    }
    if (end < 0) return '';
    this.#pasting = false;
    return text.slice(end + PASTE_END.length);
  }

  #token(token: string, keys: Key[]): void {
    // Escape, pressed by itself, means nothing; the key after it means what it always does.
    const isLoneEscape = token.length === 2 && token.startsWith('\x1b') && !CONTROLS.has(token);
    const meant = isLoneEscape ? token.slice(1) : token;
    if (meant >= ' ' && meant !== '\x7f') {
      this.#text(meant, keys);
      return;
    }
    const key = CONTROLS.get(meant);
    const isRestOfLineEnd = meant === '\n' && this.#afterReturn;
    this.#afterReturn = meant === '\r';
    if (key !== undefined && !isRestOfLineEnd) keys.push(key);
  }

  #text(text: string, keys: Key[]): void {
    this.#afterReturn = false;
    keys.push({ kind: 'text', text });
  }
}

function edits(key: EditKey, ...sequences: string[]): [string, Key][] {
  return sequences.map((sequence) => [sequence, { kind: 'edit', key }]);
}

/** How many characters at the end of `text` may begin the mark that ends a paste. */
function partOfEnd(text: string): number {
  let length = Math.min(PASTE_END.length - 1, text.length);
  while (!PASTE_END.startsWith(text.slice(text.length - length))) length--;
  return length;
}
