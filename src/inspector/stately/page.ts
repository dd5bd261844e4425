/** The page that hands what it is told to the inspector of stately.ai, which it shows in a frame. */

/** What the page loads that is not its own. */
export const SOURCES = ['img-src data:', 'frame-src https://stately.ai https://*.stately.ai'];

export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>statechat in Stately's inspector</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="relay.css">
</head>
<body>
<p id="status" role="status">Waiting for the inspector of stately.ai, which needs the internet.
Without it: statechat … --inspect shows the same machines offline.</p>
<iframe title="The inspector of stately.ai" src="https://stately.ai/inspect"></iframe>
<script src="relay.js"></script>
</body>
</html>
`;

export const STYLE = `html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; font: 14px/1.5 system-ui, sans-serif; }
p { margin: 0; padding: 4px 12px; }
iframe { flex: 1; border: 0; border-top: 1px solid GrayText; }
`;

/** Their page says when it listens; all that is kept is told it then, and what comes as it comes. */
export const SCRIPT = `const frame = document.querySelector('iframe');
const status = document.querySelector('#status');
let events = null;

window.addEventListener('message', ({ source, origin, data }) => {
  if (source !== frame.contentWindow || data?.type !== '@statelyai.connected') return;
  const { protocol, hostname } = new URL(origin);
  if (protocol !== 'https:' || !/(^|\\.)stately\\.ai$/.test(hostname)) return;
  events?.close();
  events = new EventSource('events');
  events.onopen = () => {
    status.textContent = 'The states of this chat are shown by a page of stately.ai.';
  };
  events.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if ('_version' in event) frame.contentWindow.postMessage(event, origin);
  };
  events.onerror = () => {
    status.textContent = 'The chat that was shown here has ended.';
  };
});
`;
