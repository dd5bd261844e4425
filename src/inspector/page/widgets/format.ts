/** Numbers and times, as the page writes them. */

const COUNT = new Intl.NumberFormat('en');

/** `12,345`. */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** `1 step`, `12,345 steps`. */
export function formatCountOf(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** Time in a story: `0.005 s`, `12.345 s`, `3:07.250`. */
export function formatTime(atMs: number): string {
  const wholeMs = Math.round(atMs);
  const minutes = Math.floor(wholeMs / 60_000);
  const seconds = ((wholeMs % 60_000) / 1_000).toFixed(3);
  return minutes === 0 ? `${seconds} s` : `${minutes}:${seconds.padStart(6, '0')}`;
}

/** How long: `0.3 ms`, `250 ms`, `2.5 s`, `3 min`. */
export function formatDuration(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1_000).toFixed(1))} s`;
  return `${Number((ms / 60_000).toFixed(1))} min`;
}

/** A speed, as it stands in its list: `0.05×`. */
export function formatSpeed(speed: number): string {
  return `${speed}×`;
}

/** A title as a part of the name of a file: letters and digits, no longer than is handy. */
export function fileNameOf(title: string): string {
  const name = title
    .replace(/\.trace\.jsonl$/i, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return name === '' ? 'story' : name;
}
