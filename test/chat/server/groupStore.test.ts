import { describe, expect, test } from 'vitest';
import { MAX_GROUPS } from '../../../src/chat/limits.ts';
import { GroupStore } from '../../../src/chat/server/groupStore.ts';
import { MAX_GROUPS_PER_HOST } from '../../../src/chat/server/hosts.ts';
import type { Registrant } from '../../../src/chat/server/registrant.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';

const HOSTS = MAX_GROUPS / MAX_GROUPS_PER_HOST;

function newStore(): GroupStore {
  const runtime = { clock: new VirtualClock(), randomIdentity: () => 1 };
  return new GroupStore({ runtime, onAcks: () => {}, onLaggard: () => {} });
}

function fill(store: GroupStore, host: string): void {
  for (let i = 0; i < MAX_GROUPS_PER_HOST; i++) {
    expect(store.create(`${host}.${i}`, host)).toBe('created');
  }
}

function fullStore(): GroupStore {
  const store = newStore();
  for (let host = 0; host < HOSTS; host++) fill(store, `h${host}`);
  return store;
}

/** All that a group needs to know of somebody who is in it. */
function registrantNamed(id: number): Registrant {
  return { id, name: `n${id}`, group: null } as Registrant;
}

describe('groups', () => {
  test('are created once', () => {
    const store = newStore();
    expect(store.create('tea', 'a')).toBe('created');
    expect(store.create('tea', 'b')).toBe('exists');
    expect(store.namesFrom(0)).toEqual({ names: ['tea'], next: 0 });
    expect(store.get('tea')?.name).toBe('tea');
  });

  test('are not all of one host', () => {
    const store = newStore();
    fill(store, 'a');
    expect(store.create('one-more', 'a')).toBe('tooMany');
    expect(store.create('one-more', 'b')).toBe('created');
  });

  test('that nobody is in make room for new ones, the oldest first', () => {
    const store = fullStore();
    store.get('h0.0')?.add(registrantNamed(1));
    expect(store.create('new', 'other')).toBe('created');
    expect(store.get('h0.1')).toBeUndefined();
    expect(store.get('h0.0')).toBeDefined();
    expect(store.namesFrom(0).names.slice(0, 2)).toEqual(['h0.0', 'h0.2']);
    // Its host has one less.
    expect(store.create('again', 'h0')).toBe('created');
  });

  test('that somebody is in stay, and then there is no room', () => {
    const store = fullStore();
    let id = 0;
    for (let host = 0; host < HOSTS; host++) {
      for (let i = 0; i < MAX_GROUPS_PER_HOST; i++) {
        store.get(`h${host}.${i}`)?.add(registrantNamed(++id));
      }
    }
    expect(store.create('new', 'other')).toBe('tooMany');
  });
});
