import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPlace, parsePlace } from '../../../src/inspector/page/state/place.ts';

describe('a link to a step', () => {
  it('reads as one would write it', () => {
    const machine = { node: 'server', machine: 'session:alice:7' };
    expect(formatPlace({ position: 123, machine })).toBe(
      '#step=123&machine=server/session:alice:7',
    );
    expect(formatPlace({ position: 0, machine: null })).toBe('#step=0');
    expect(formatPlace({ position: null, machine })).toBe('#machine=server/session:alice:7');
    expect(formatPlace({ position: null, machine: null })).toBe('');
  });

  it('leads back to what it was made of, whatever the names', () => {
    const name = fc.string({ minLength: 1, unit: 'binary' });
    const machine = fc.option(fc.record({ node: name, machine: name }), { nil: null });
    const position = fc.option(fc.nat(), { nil: null });
    fc.assert(
      fc.property(fc.record({ position, machine }), (place) => {
        expect(parsePlace(formatPlace(place))).toEqual(place);
      }),
    );
  });

  it('can be written for half a surrogate pair', () => {
    const machine = { node: 'a\ud800', machine: 'client:a' };
    expect(formatPlace({ position: null, machine })).toBe('#machine=a%EF%BF%BD/client:a');
  });

  it.each([
    '',
    '#',
    '#step=',
    '#step=-1',
    '#step=1e3',
    '#step=1.5',
    '#step=99999999999999999999',
    '#machine=server',
    '#machine=/client:a',
    '#machine=server/',
    '#machine=a/b/c',
    '#machine=%/b',
    '#machine=a/%E0%A4%A',
    '#<script>',
    '#&&==&',
  ])('says nothing where it cannot be read: %s', (hash) => {
    expect(parsePlace(hash)).toEqual({ position: null, machine: null });
  });

  it('is read as far as it can be', () => {
    expect(parsePlace('#x=1&step=7&machine=nonsense')).toEqual({ position: 7, machine: null });
  });
});
