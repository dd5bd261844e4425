import { describe, expect, it } from 'vitest';
import {
  countSayings,
  sayingsOf,
  sessionName,
} from '../../../src/inspector/page/views/spaceTime/layout/words.ts';
import { fault, went } from '../../support/steps.ts';
import { Story, TIMER } from './story.ts';

describe('what is said in a step', () => {
  const stepWith = (rest: Parameters<Story['step']>[3], cause = TIMER, node = 'alice') => {
    const story = new Story();
    story.step(0, node, cause, rest);
    const [step] = story.steps;
    if (!step) throw new Error('there is no step');
    return step;
  };

  it('is what was typed, and what was shown without its prompt', () => {
    const command = { kind: 'send', to: 'bob', text: 'hi there' };
    const notices = [
      { kind: 'received', by: 'bob', prompt: 'g' },
      { kind: 'members', group: 'g', names: ['a', 'b'], prompt: 'g' },
    ];
    expect(sayingsOf(stepWith({ notices }, { kind: 'command', command }))).toEqual([
      { kind: 'command', text: 'send bob hi there' },
      { kind: 'notice', text: '[Message received by bob.]' },
      { kind: 'notice', text: '[Members in the group g:] …' },
    ]);
  });

  it('is what the server came to believe', () => {
    const machines = [
      went('session:alice:7', { online: 'quiet' }, { suspect: 'probing' }),
      went('session:bob:8', { suspect: 'probing' }, { suspect: 'probing' }),
      went('session:bob:8', { suspect: 'probing' }, 'lost'),
      went('session:carol:9', { suspect: 'probing' }, { online: 'heard' }),
      went('session:dave:10', null, { online: 'heard' }),
    ];
    expect(sayingsOf(stepWith({ machines }, TIMER, 'server')).map(({ text }) => text)).toEqual([
      'suspects alice',
      'bob is lost',
      'carol is there after all',
    ]);
  });

  it('is a fault, and what is not known by its kind', () => {
    expect(sayingsOf(stepWith({}, fault('pause')))).toEqual([{ kind: 'fault', text: 'pause' }]);
    const notices = [{ kind: 'fromTheFuture' }, null, 7];
    expect(sayingsOf(stepWith({ notices })).map(({ text }) => text)).toEqual([
      'fromTheFuture',
      'something',
      'something',
    ]);
    const odd = sayingsOf(stepWith({}, { kind: 'command', command: null }));
    expect(odd).toEqual([{ kind: 'command', text: 'a command' }]);
  });

  it('is counted without being made, and bounded', () => {
    const notices = Array.from({ length: 9 }, () => ({ kind: 'registered', prompt: null }));
    const many = stepWith({ notices });
    expect(countSayings(many)).toBe(4);
    expect(sayingsOf(many).map(({ text }) => text)).toEqual([
      '[Welcome, You are registered.]',
      '[Welcome, You are registered.]',
      '[Welcome, You are registered.]',
      '… and 6 more',
    ]);
    const four = stepWith({ notices: notices.slice(0, 4) });
    expect([countSayings(four), sayingsOf(four).length]).toEqual([4, 4]);
    const none = stepWith({});
    expect([countSayings(none), sayingsOf(none).length]).toEqual([0, 0]);
  });
});

it('reads names from what machines are called', () => {
  expect(sessionName('session:alice:1234')).toBe('alice');
  expect(sessionName('session:a:b:1')).toBe('a:b');
  expect(sessionName('session:odd')).toBe('odd');
});
