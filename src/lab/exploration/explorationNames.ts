/** Apart from the explorations: a command line that only names them loads nothing else. */
export const EXPLORATION_NAMES = [
  'registration',
  'registrations',
  'messages',
  'crossing',
  'group',
  'farewell',
] as const;

export type ExplorationName = (typeof EXPLORATION_NAMES)[number];
