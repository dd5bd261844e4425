import { beforeEach, describe, expect, test } from 'vitest';
import { PageFeed } from '../../../src/chat/link/pageFeed.ts';

/** Pages of ten from 0 to 40. */
let feed: PageFeed;
beforeEach(() => {
  feed = new PageFeed((place) => ({
    body: Uint8Array.of(place),
    next: place < 30 ? place + 10 : null,
  }));
});

/** Where the pages begin that leave now, each in a datagram of its own. */
function leaving(firstNumber: number, count = 10): number[] {
  const places: number[] = [];
  for (let number = firstNumber; places.length < count; number++) {
    const page = feed.next();
    if (page === null) break;
    expect(page.body).toEqual(Uint8Array.of(page.place));
    places.push(page.place);
    feed.depart(number);
  }
  return places;
}

describe('pages', () => {
  test('leave once, one after the other, from where they are asked for', () => {
    expect(feed.isDue).toBe(false);
    feed.ask(10);
    expect(leaving(1)).toEqual([10, 20, 30]);
    expect([feed.isDue, feed.isOwed]).toEqual([false, true]);
    for (const place of [10, 20, 30]) feed.arrived(place);
    expect(feed.isOwed).toBe(false);
  });

  test('that are on their way are not sent again because they are asked for again', () => {
    feed.ask(0);
    expect(leaving(1, 2)).toEqual([0, 10]);
    for (const place of [0, 10, 20]) feed.ask(place);
    expect(leaving(3)).toEqual([20, 30]);
  });

  test('that arrived and were lost there are sent again, with all behind them', () => {
    feed.ask(0);
    leaving(1);
    for (const place of [0, 10, 20, 30]) feed.arrived(place);
    feed.ask(20);
    expect(leaving(5)).toEqual([20, 30]);
  });

  test('that were lost leave again before new ones, each once for each loss', () => {
    feed.ask(0);
    leaving(1, 3);
    feed.lost(2, 10);
    feed.lost(2, 10);
    feed.lost(1, 0);
    feed.arrived(0);
    expect(leaving(4)).toEqual([10, 30]);
    // The copy is on its way: that the first one was lost is old.
    feed.lost(2, 10);
    expect(feed.isDue).toBe(false);
    feed.lost(4, 10);
    expect(leaving(6)).toEqual([10]);
  });

  test('are probed for, the oldest first', () => {
    feed.probe();
    feed.ask(0);
    leaving(1);
    feed.arrived(0);
    feed.probe();
    expect(leaving(5)).toEqual([10]);
  });

  test('are forgotten for somebody who is gone', () => {
    feed.ask(0);
    leaving(1, 2);
    feed.lost(1, 0);
    feed.clear();
    expect([feed.isOwed, feed.next()]).toEqual([false, null]);
  });
});
