/** Every time in talking with a terminal, with its reason. All are milliseconds. */

/**
 * The rest of an escape sequence that was cut between two reads follows sooner than this; a person
 * who pressed alt-] by mistake types on later.
 */
export const SEQUENCE_PATIENCE_MS = 400;

/** A terminal answers where its cursor is within a round trip, or does not know the question. */
export const CURSOR_ANSWER_MS = 300;

/** A control key inside a paste counts as pressed when nothing follows it for this long. */
export const LONE_KEY_QUIET_MS = 50;
