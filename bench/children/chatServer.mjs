/** A production server in a process of its own. */
import { serve } from '../lib/child.mjs';
import { importDist } from '../lib/dist.mjs';
import { self } from '../lib/self.mjs';

const { startServer } = await importDist('index.js');
const { Announcements } = await importDist('chat/server/announcements.js');

/** @type {import('../../src/udp/chat.ts').RunningServer | null} */
let server = null;
/** @type {any} */
let announcements = null;

// The one look behind the scenes: who still has to hear of a change.
const plainAdd = Announcements.prototype.add;
Announcements.prototype.add = function add(/** @type {unknown} */ member) {
  announcements = this;
  plainAdd.call(this, member);
};

serve({
  ...self,

  async start() {
    server = await startServer({ port: 0, host: '127.0.0.1', onNotice() {} });
    return server?.address.port;
  },

  async stop() {
    await server?.close();
  },

  /** Whether every client was told of every change. */
  isSpread() {
    const { ring, table } = announcements;
    return ring.every(
      (/** @type {{ announcedVersion: number }} */ member) =>
        member.announcedVersion === table.version,
    );
  },

  /** Takes every client for told: what is measured next is not the end of what came before. */
  skipAnnouncements() {
    const { ring, table } = announcements;
    for (const member of ring) member.announcedVersion = table.version;
  },
});
