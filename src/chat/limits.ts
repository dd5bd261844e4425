/** Sizes that the protocol promises to keep. Bytes unless the name says otherwise. */

/** No datagram is larger: it fits the IPv6 minimum MTU with room for tunnels (RFC 8085 3.2). */
export const MAX_DATAGRAM_BYTES = 1_200;

/** A private or group message: UTF-8 bytes of its text. */
export const MAX_TEXT_BYTES = 16_384;

/** A message of a stream: a text and the CBOR around it. */
export const MAX_MESSAGE_BYTES = MAX_TEXT_BYTES + 16;

/** The names of one page of a list, as they travel. */
export const MAX_PAGE_BYTES = 16_000;

/** A client's or a group's name: UTF-8 bytes, and characters as a person counts them. */
export const MAX_NAME_BYTES = 64;
export const MAX_NAME_CHARACTERS = 32;

/** A message of the server's: a text, and the names of its group and its sender. */
export const MAX_SERVER_MESSAGE_BYTES = MAX_MESSAGE_BYTES + 2 * MAX_NAME_BYTES;

/** Ports a user may choose: below 1024 are the system's. */
export const MIN_PORT = 1_024;
export const MAX_PORT = 65_535;

/** Names a server remembers, online or offline, before it forgets the longest-offline one. */
export const MAX_NAMES = 16_384;

/** Names that news of who came or left bears; the rest is counted. */
export const MAX_ROSTER_NAMES = 5;

/** Groups a server keeps. */
export const MAX_GROUPS = 4_096;
