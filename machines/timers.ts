/**
 * Every time in the protocol, with its reason. All are milliseconds.
 *
 * Two of them are the chat's specification and may not be changed: a message has 500 ms to be acked,
 * and a request to the server is retried 5 times after the first. Everything else is chosen so that
 * those two bounds tell the truth on a network that loses packets.
 */

/** Specification: without an ack for this long, the peer's liveness is in doubt. */
export const ACK_TIMEOUT_MS = 500;

/** Specification: the first try of a request to the server and its 5 retries. */
export const REQUEST_ROUNDS = 1 + 5;

/**
 * A private message, a response or a group message is tried for 15 s while its recipient is
 * confirmed to be alive. Longer than any probe, short enough for a person to wait.
 */
export const DELIVERY_ROUNDS = 30;

/**
 * Probe timeout before anything was measured. RFC 9002 section 6.2.2 begins with a second, in which a
 * chat has doubted its peer twice; 250 ms puts one probe inside the 500 ms and never two copies into
 * one round trip of any network on which the 500 ms can be met at all.
 */
export const INITIAL_PTO_MS = 250;

/**
 * What a receiver may take before it acks: part of every probe timeout (RFC 9002 section 6.2.1), and
 * so the shortest one. Below this, a busy event loop looks like a lost datagram.
 */
export const MAX_ACK_DELAY_MS = 25;

/**
 * The longest probe timeout. One that was measured while a process stood still would be many seconds,
 * and a person has 15 for a message; over a path that is really so far a copy more does little harm.
 */
export const MAX_PTO_MS = 2_000;

/**
 * The waits between probes double up to here, or to the measured probe timeout where that is longer.
 * RFC 9002 lets them double on, for minutes; a person waits for 500 ms, and what doubles beyond that
 * does not get through 60 % loss in any time that helps. A probe is two datagrams at most, so that
 * this is 10 KB a second, and only until a first window is on its way (RFC 8085 section 3.1.1 asks for
 * no less than one round trip between them).
 */
export const MAX_PROBE_BACKOFF_MS = 250;

/**
 * How long a sender that may not send waits before it asks whether it may by now. Often enough that
 * the answers keep it from doubting a peer whose reader stands still.
 */
export const CREDIT_PROBE_MS = 250;

/**
 * The client says "I am here" this often, and then every 500 ms until the server is heard. Cheap for
 * the server, one small datagram, and shorter than a suspicion takes to become a loss (7.5 s): a client
 * whose address has changed shows itself in time. The answer tells the table's version.
 */
export const KEEPALIVE_INTERVAL_MS = 2_000;

/**
 * The server looks this often whether it heard from a client. Two looks without a sign (5 to 10 s,
 * several keepalives lost) put the client in doubt.
 */
export const SILENCE_WINDOW_MS = 5_000;

/** One probe per interval: longer than a LAN's round trip, so that copies do not pile up. */
export const PROBE_INTERVAL_MS = 100;

/**
 * 25 probes in 2.5 s: whoever is in doubt has at least so long to answer. With 30 % loss in each
 * direction all of them fail once in 20 million times.
 */
export const PROBE_COUNT = 25;

/** Between the probes that follow them: whoever has not answered those is not in a hurry. */
export const LATER_PROBE_INTERVAL_MS = 250;

/** What they take: as long as another process waits for a name, or an address, at the most. */
export const PROBED_MS = PROBE_COUNT * PROBE_INTERVAL_MS;

/**
 * Nobody is lost who was heard within this time: the shortest silence after which it would be without
 * any report. Who reports a client has it probed at once, and shortens nobody's patience.
 */
export const ALLOWED_SILENCE_MS = SILENCE_WINDOW_MS + PROBED_MS;

/**
 * A client that stays holds the server for gone when so many keepalives in a row brought nothing: 10 s,
 * so that at 40 % loss each way it is mistaken about once in 10,000 times.
 */
export const KEEPALIVE_ROUNDS = 20;

/**
 * A client that stays rests between two tries to be registered, which take 3 s each: its server is
 * noticed within 5 s, and an absent one costs its network less than two datagrams a second.
 */
export const STAY_REST_MS = 2_000;

/**
 * What a former server said of a name that the present one has not told of is good for as long as a
 * message is tried: whoever is there has seen its RESET, registered again, and is in the new table.
 */
export const FORMER_TABLE_MS = DELIVERY_ROUNDS * ACK_TIMEOUT_MS;

/**
 * Frames behind a gap, and the pieces of a message, wait so long for what is missing: twice as long as
 * anybody tries to send it, so that nothing is lost that was not given up.
 */
export const HALF_DONE_MS = 2 * DELIVERY_ROUNDS * ACK_TIMEOUT_MS;

/** How long a client waits when the server says that it is still probing the name's old owner. */
export const REGISTRATION_WAIT_MS = 500;

/**
 * Whoever leaves while the server may be registering it waits no longer for its answer than for one
 * that is silent, whatever else is heard of it.
 */
export const WITHDRAWAL_WAIT_MS = REQUEST_ROUNDS * ACK_TIMEOUT_MS;

/**
 * Commands wait for the first table, without which no name is known, but no longer than for the
 * answer to a request.
 */
export const FIRST_TABLE_WAIT_MS = REQUEST_ROUNDS * ACK_TIMEOUT_MS;

/** First wait before a client asks again for the part of the table that it lacks; it doubles. */
export const TABLE_RETRY_MS = 100;

/** The table is asked for again at least this often, for as long as it takes. */
export const TABLE_RETRY_MAX_MS = 500;

/** A stranger's datagram makes a client ask for the table at most this often. */
export const TABLE_REST_MS = 250;

/**
 * The server spreads the news of a changed table in batches, one per interval, so that a storm of
 * registrations costs each of them the same however many clients listen.
 */
export const ANNOUNCE_INTERVAL_MS = 10;

/**
 * Who entered or left a group is told at once, and then no more often than this: a person reads one
 * line a second, and a member of the busiest group gets one datagram a second for it.
 */
export const GROUP_NEWS_REST_MS = 1_000;

/** Cookies that prove an address are accepted for one to two of these. */
export const COOKIE_EPOCH_MS = 10_000;

/** What is known of a client that left: for as long as a late copy of its registration is good. */
export const DEPARTED_MS = 2 * COOKIE_EPOCH_MS;

/** How long a sender tries, in rounds of 500 ms. */
export interface Patience {
  /** Rounds before the message has failed, counted from its last progress. */
  readonly rounds: number;
  /** Rounds in a row in which nothing is heard of the other end before that is held for gone. */
  readonly silentRounds: number;
}

/** A private message. Whether its recipient is there, the server finds out. */
export const DELIVERY_PATIENCE: Patience = {
  rounds: DELIVERY_ROUNDS,
  silentRounds: DELIVERY_ROUNDS,
};

/** A request to the server. */
export const REQUEST_PATIENCE: Patience = {
  rounds: DELIVERY_ROUNDS,
  silentRounds: REQUEST_ROUNDS,
};

/** What keeps a user from leaving: nobody waits for it longer than for a server that is silent. */
export const LEAVING_PATIENCE: Patience = {
  rounds: REQUEST_ROUNDS,
  silentRounds: REQUEST_ROUNDS,
};
