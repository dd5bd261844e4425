/** Friends who write to each other over a line that is long and loses much. */
import { expect, it } from 'vitest';
import { seededRandom } from '../../../src/lab/world/random.ts';
import { chatOf, send } from '../support/chat.ts';

const LOSS = 0.3;
const SECONDS = 300;

it.each([1, 2, 3])(
  'regression: friends were ended by a SUSPECT that nobody answered, %i',
  (seed) => {
    const chat = chatOf('ann', 'bob');
    const random = seededRandom(seed);
    chat.network = () => (random() < LOSS ? [] : [200 + 200 * random()]);
    for (let n = 0; n < SECONDS; n++) {
      chat.tell('ann', send('bob', `${n}`));
      chat.tell('bob', send('ann', `${n}`));
      chat.wait(1_000);
    }
    chat.wait(20_000);
    for (const [name, other] of [
      ['ann', 'bob'],
      ['bob', 'ann'],
    ] as const) {
      expect(chat.client(name).status).toBeNull();
      const texts = Array.from({ length: SECONDS }, (_, n) => `${n}`);
      expect(chat.client(name).privateTexts(other)).toEqual(texts);
    }
    expect(chat.witness.counts.get('suspicion')).toBeGreaterThan(0);
    expect(chat.witness.broken).toEqual([]);
  },
);
