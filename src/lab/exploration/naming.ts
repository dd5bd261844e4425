/** Who is who among clients that are interchangeable. */
import { addressKey } from '../../chat/address.ts';
import type { ChoiceOptions } from './choices.ts';
import { addressOf, nameOf } from './choices.ts';

/** One way to name the clients: by their places in this order. */
export interface Naming {
  readonly order: readonly number[];
  /** What stands for their names, addresses and texts. */
  readonly names: ReadonlyMap<string, string>;
}

/** All ways to name the clients under which their users do the same. */
export function namingsOf(options: ChoiceOptions): Naming[] {
  const clients = Array.from({ length: options.clients }, (_, client) => client);
  const namings = permutationsOf(clients).map((order): Naming => {
    return { order, names: new Map(order.flatMap((client, i) => namesOf(client, i, options))) };
  });
  const [first] = namings.map((naming) => storyOf(naming, options));
  return namings.filter((naming) => storyOf(naming, options) === first);
}

function permutationsOf(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutationsOf(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

function namesOf(client: number, place: number, { script }: ChoiceOptions): [string, string][] {
  const address = addressOf(client);
  const texts = (script[client] ?? []).flatMap((command) =>
    'text' in command ? [command.text] : [],
  );
  return [
    [nameOf(client), `name ${place}`],
    [address.ip, `ip ${place}`],
    [addressKey(address), `address ${place}`],
    ...texts.map((text, i): [string, string] => [text, `text ${place} ${i}`]),
  ];
}

/** What the users do, told with these names. */
function storyOf({ order, names }: Naming, { opening, script }: ChoiceOptions): string {
  const told = [
    opening?.map(({ client, command }) => [order.indexOf(client), command]),
    order.map((client) => script[client] ?? []),
  ];
  return JSON.stringify(told, (_key, value: unknown) =>
    typeof value === 'string' ? (names.get(value) ?? value) : value,
  );
}
