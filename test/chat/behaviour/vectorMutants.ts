/** What somebody may do wrong who writes a client or a server from the specification. */
export interface VectorMutant {
  /** In `dist/src/chat`. */
  readonly file: string;
  readonly bug: string;
  readonly code: string | RegExp;
  readonly instead: string;
}

type Change = readonly [bug: string, code: string | RegExp, instead: string];

function inFile(file: string, ...changes: readonly Change[]): VectorMutant[] {
  return changes.map(([bug, code, instead]) => ({ file, bug, code, instead }));
}

export const CODEC_MUTANTS: readonly VectorMutant[] = [
  ...inFile(
    'limits.js',
    ['names of 65 bytes', 'MAX_NAME_BYTES = 64', 'MAX_NAME_BYTES = 65'],
    ['names of 63 bytes at most', 'MAX_NAME_BYTES = 64', 'MAX_NAME_BYTES = 63'],
    ['names of 33 characters', 'MAX_NAME_CHARACTERS = 32', 'MAX_NAME_CHARACTERS = 33'],
    ['names of 31 characters at most', 'MAX_NAME_CHARACTERS = 32', 'MAX_NAME_CHARACTERS = 31'],
    ['texts of one byte more', 'MAX_TEXT_BYTES = 16_384', 'MAX_TEXT_BYTES = 16_385'],
    ['texts of one byte less', 'MAX_TEXT_BYTES = 16_384', 'MAX_TEXT_BYTES = 16_383'],
    ['six names in news', 'MAX_ROSTER_NAMES = 5', 'MAX_ROSTER_NAMES = 6'],
    ['four names in news', 'MAX_ROSTER_NAMES = 5', 'MAX_ROSTER_NAMES = 4'],
  ),
  ...inFile(
    'names.js',
    ['no marks in names', '\\p{L}\\p{M}\\p{N}._-', '\\p{L}\\p{N}._-'],
    ['no digits of other scripts', '\\p{L}\\p{M}\\p{N}._-', '\\p{L}\\p{M}0-9._-'],
    ['no digit first', /\[\\p\{L\}\\p\{N\}\]/, '[\\p{L}]'],
    ['a mark first', /\[\\p\{L\}\\p\{N\}\]/, '[\\p{L}\\p{M}\\p{N}]'],
    ['a point first', /\[\\p\{L\}\\p\{N\}\]/, '[\\p{L}\\p{N}.]'],
    ['what is drawn as nothing', '(?!.*\\p{Default_Ignorable_Code_Point})', ''],
    ['names in any normalization form', "name === name.normalize('NFC')", 'true'],
  ),
  ...inFile(
    'wire/fieldTypes.js',
    ['addresses without a zone', '(%[A-Za-z0-9._-]{1,32})?$/', '$/'],
    ['a zone of any length', '{1,32})?$/', '{1,})?$/'],
    ['a zone without a character', '{1,32})?$/', '{0,32})?$/'],
    [
      'addresses of 46 characters',
      'IP_PATTERN = /^[0-9a-fA-F.:]{2,45}',
      'IP_PATTERN = /^[0-9a-fA-F.:]{2,46}',
    ],
    ['a fifth reason to refuse', "'badName', 'hostFull')", "'badName', 'hostFull', 'x')"],
    ['a fourth status', "'online', 'forgotten']", "'online', 'forgotten', 'x']"],
    ['33 ranges in an ACK', 'MAX_RANGE_NUMBERS = 64', 'MAX_RANGE_NUMBERS = 66'],
    ['31 ranges in an ACK at most', 'MAX_RANGE_NUMBERS = 64', 'MAX_RANGE_NUMBERS = 62'],
    ['datagram 0 in an ACK', 'first === 0 || ', ''],
    ['a range that goes backwards', 'first > last || ', ''],
    ['ranges that rise', ' || last >= (numbers[i - 2] ?? 2 ** 32)', ''],
    ['half a range', 'numbers.length % 2 === 0 && ', ''],
    ['port 0', 'port === 0 || ', ''],
    ['port 65,536', 'port > 65_535', 'port > 65_536'],
    ['more names than there are', 'Math.min(count, MAX_ROSTER_NAMES)', 'MAX_ROSTER_NAMES'],
  ),
  ...inFile(
    'wire/schema.js',
    ['a fourth outcome of CREATE_GROUP', "'exists', 'tooMany')", "'exists', 'tooMany', 'x')"],
    ['a third outcome of JOIN_GROUP', "'joined', 'noSuchGroup')", "'joined', 'noSuchGroup', 'x')"],
    ['a third outcome of SEND_GROUP', "'sent', 'busy')", "'sent', 'busy', 'x')"],
  ),
  ...inFile('wire/codec.js', ['news of nobody', "packet.kind !== 'GROUP_NEWS'", 'true']),
  ...inFile(
    'wire/fields.js',
    ['tags of 49 bits', '2 ** 48 - 1', '2 ** 48'],
    ['numbers of 33 bits', '2 ** 32 - 1', '2 ** 32'],
    ['cookies of 17 bytes', 'MAX_COOKIE_BYTES = 16', 'MAX_COOKIE_BYTES = 17'],
    ['cookies of 15 bytes at most', 'MAX_COOKIE_BYTES = 16', 'MAX_COOKIE_BYTES = 15'],
    ['empty texts', 'value.length > 0 && ', ''],
    ['version 256', '<= 255', '<= 256'],
  ),
  ...inFile(
    'wire/datagram.js',
    ['any checksum', '|| readUint32(bytes, CRC_OFFSET) !== checksum(bytes)', ''],
    ['any magic', 'bytes[0] !== MAGIC || ', ''],
    ['bodies that end behind the datagram', /if \(end > bytes\.length\)\s+return null;/, ''],
    ['any frame in version 0', /if \(isAboutVersions\(frames\) !== [^;]*;/, ''],
    ['pieces of 1,049 bytes', 'MAX_BODY_BYTES = 1_050', 'MAX_BODY_BYTES = 1_049'],
  ),
  ...inFile(
    'wire/cbor.js',
    ['bytes that are no UTF-8', 'fatal: true', 'fatal: false'],
    ['no U+FEFF at the beginning', 'ignoreBOM: true', 'ignoreBOM: false'],
    ['floats', /if \(token\.type === Type\.float\)\s+throw [^;]*;/, ''],
    ['numbers that are not the shortest', 'strict: true', 'strict: false'],
  ),
];

export const BEHAVIOUR_MUTANTS: readonly VectorMutant[] = [
  ...inFile(
    'link/link.js',
    ['ACKs of what never left count', /if \(next > this\.outbox\.unsent\)\s+return false;/, ''],
    [
      'what its own end wrote is taken',
      'session !== this.incoming',
      'session >> 1 !== this.incoming >> 1',
    ],
    ['replays are taken', '!this.acks.admit(number)', '(this.acks.admit(number), false)'],
    [
      'frames beyond the credit are taken',
      'datagram.frames.some((frame) => this.isTooMuch(frame))',
      'false',
    ],
    [
      'control frames with an id are dropped',
      'if (packet === null)',
      'if (packet === null || frame.id > 0)',
    ],
    ['pages that were asked for are not acked', 'frame.more || ', ''],
    ['probes are not acked', 'ASKING_CODES.has(frame.code)', 'false'],
  ),
  ...inFile('link/inbox.js', [
    'the floor of a frame is not looked at',
    'this.skipTo(frame.id - frame.back);',
    '',
  ]),
  ...inFile(
    'connection/receivedNumbers.js',
    ['ranges do not meet', 'if (joinsBefore && joinsBehind)', 'if (false)'],
    [
      'number 0 is taken',
      'if (number <= this.floor)\n            return false;\n        let',
      'let',
    ],
  ),
  ...inFile(
    'server/serverEndpoint.js',
    ['other versions are not answered', 'if (foreign)', 'if (false)'],
    ['a registration beside other frames', '!frame || frames.length !== 1', '!frame'],
    [
      'no cookie is asked for',
      'if (this.cookies.accepts(register.cookie, from, register.tag))',
      'if (true)',
    ],
    [
      'RESET without the number',
      'const answer = { session, number,',
      'const answer = { session, number: 1,',
    ],
    ['everything is answered by RESET', 'else if (wantsAnswer(datagram))', 'else if (true)'],
  ),
  ...inFile('wire/codec.js', [
    'errors are answered by errors',
    'new Set([SCHEMA.KEEPALIVE',
    'new Set([SCHEMA.RESET.code, SCHEMA.KEEPALIVE',
  ]),
  ...inFile(
    'server/registry.js',
    ['any name registers', '!isName(name)', 'false'],
    ['resume is not looked at', ' || owner.id === resume', ''],
    ['who has the tag needs no session', 'owner === occupant || owner.id === resume', 'true'],
    [
      'a taken name is given away',
      /if \(owner !== occupant\)\s+return \{ kind: 'REFUSED', refusal: 'nameTaken' \};/,
      '',
    ],
    ['a session that is lost ends without a word', /[\w.]+\.control\(\{ kind: 'RESET' \}\);/, ''],
  ),
  ...inFile(
    'server/serverTable.js',
    [
      'who asks from far ahead gets nothing',
      'since > this.latest ? 0 : since',
      'Math.min(since, this.latest)',
    ],
    [
      'the empty page says that more is to come',
      'to: this.latest, latest: this.latest',
      'to: from, latest: this.latest',
    ],
  ),
  ...inFile('link/pageFeed.js', [
    'nobody is told that there is nothing',
    'if (!this.underWay.has(place))',
    'if (place !== 1)',
  ]),
  ...inFile(
    'client/serverConversation.js',
    ['RESET as an answer is not known', '&& isError(datagram)', '&& false'],
    ['VERSIONS is not known', ' || isForeign(datagram)', ''],
    ['its own version is refused', /if \(refusal === null\)\s+return;/, ''],
  ),
  ...inFile(
    'client/clientEndpoint.js',
    ['RESET, unasked, is not known', "if (packet.kind === 'RESET')", 'if (false)'],
    ['whoever writes is the server', 'isSameAddress(from, this.options.server)', 'true'],
    [
      'a larger version of the table is not looked at',
      'if (datagram.header.tableVersion > this.table.version)',
      'if (false)',
    ],
  ),
  ...inFile('client/clientTable.js', [
    'pages that leave a gap are applied',
    /page\.from > [\w.]+/,
    'false',
  ]),
];
