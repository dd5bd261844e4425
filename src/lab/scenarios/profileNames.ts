/** Apart from the profiles: a command line that only names them loads nothing else. */
export const PROFILE_NAMES = [
  'calm',
  'stormy',
  'hostile',
  'swarm',
  'narrow',
  'far',
  'crowded',
] as const;

export type ProfileName = (typeof PROFILE_NAMES)[number];
