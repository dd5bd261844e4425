/**
 * Deliberate protocol bugs. Each is switched on by patching the production code for as long as a
 * test needs it, and is to be found by the lab: a mutant that survives is a hole in the promises.
 */
import { CLIENT_MUTANTS } from './clients.ts';
import { LINK_MUTANTS } from './links.ts';
import type { Mutant } from './mutant.ts';
import { RECOVERY_MUTANTS } from './recovery.ts';
import { SERVER_MUTANTS } from './servers.ts';
import { TRANSPORT_MUTANTS } from './transport.ts';

export const MUTANTS: readonly Mutant[] = [
  ...LINK_MUTANTS,
  ...TRANSPORT_MUTANTS,
  ...RECOVERY_MUTANTS,
  ...CLIENT_MUTANTS,
  ...SERVER_MUTANTS,
];
