/** Texts that a protocol in plain text, or a careless decoder, would spoil. */
export const ODD_TEXTS = [
  'a: b: c',
  'a|b||c',
  '  two  blanks  ',
  'line\u2028separator',
  'vertical\u000btab',
  '😀 👩‍👩‍👧 🇪🇺',
  'שלום \u202eright to left',
  'escape \u001b[31mred\u001b[0m',
  'nul \u0000 nul',
  'line\r\nfeed\t',
  '\u0000',
  '\ufffd',
  'tail \ufeff',
  // A byte order mark at the beginning, which decoders of UTF-8 like to swallow.
  '\ufeffhead',
  '\ufeff',
  'e\u0301 is not \u00e9',
] as const;
