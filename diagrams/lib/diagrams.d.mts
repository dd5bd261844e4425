import type { AnyStateMachine } from 'xstate';

export function drawAll(
  machines: readonly AnyStateMachine[],
  others?: readonly AnyStateMachine[],
): Promise<Map<string, string>>;
export function machinesIn(module: object): AnyStateMachine[];
export function tooLarge(files: ReadonlyMap<string, string>): string[];
