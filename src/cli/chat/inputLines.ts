/** A line of the input that cannot be a command, and why. */
export interface BadLine {
  readonly problem: 'notUtf8' | 'tooLong';
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A line beyond this is not kept in memory. Far above any message that can be sent. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

/**
 * Splits `input` at line feeds, and nowhere else: `node:readline` would also split at a lone
 * carriage return, which a message may contain. A last line without its end counts as a line.
 */
export async function* inputLines(
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<string | BadLine> {
  const decode = lineDecoder();
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      bytes += end - start;
      if (bytes <= MAX_LINE_BYTES) pieces.push(chunk.subarray(start, end));
      yield bytes > MAX_LINE_BYTES ? { problem: 'tooLong' } : decode(pieces);
      pieces = [];
      bytes = 0;
      start = end + 1;
    }
    bytes += chunk.length - start;
    if (bytes <= MAX_LINE_BYTES) pieces.push(chunk.subarray(start));
    else pieces = [];
  }
  if (bytes > 0) yield bytes > MAX_LINE_BYTES ? { problem: 'tooLong' } : decode(pieces);
}

/** Bytes that are not UTF-8 are not guessed at: a message is delivered as it is or not at all. */
function lineDecoder(): (pieces: readonly Uint8Array[]) => string | BadLine {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let isFirst = true;
  return (pieces) => {
    const whole = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
    const line = whole.at(-1) === CARRIAGE_RETURN ? whole.subarray(0, -1) : whole;
    try {
      const text = utf8.decode(line);
      // What some systems put before the first line of a file is not part of it.
      return isFirst && text.startsWith('\ufeff') ? text.slice(1) : text;
    } catch {
      return { problem: 'notUtf8' };
    } finally {
      isFirst = false;
    }
  };
}
