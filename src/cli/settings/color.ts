import type { ColorVariables } from '../../chat/display/paint.ts';
import { quoted } from '../arguments.ts';
import { UsageError } from '../usageError.ts';

/** Whether to use colours: on terminals, everywhere, or nowhere. */
export type ColorWish = 'auto' | 'always' | 'never';

export const COLOR_WISHES: readonly ColorWish[] = ['auto', 'always', 'never'];

export const COLOR_RULE = 'auto, always or never';

export function isColorWish(value: unknown): value is ColorWish {
  return COLOR_WISHES.some((wish) => wish === value);
}

/** @throws UsageError if it is no choice */
export function parseColor(text: string): ColorWish {
  if (isColorWish(text)) return text;
  throw new UsageError(`--color must be ${COLOR_RULE}, not ${quoted(text)}`);
}

/** The variables of the environment, with what the user wishes in their place. */
export function withColor<V extends ColorVariables>(variables: V, wish: ColorWish | undefined): V {
  if (wish === undefined || wish === 'auto') return variables;
  return { ...variables, FORCE_COLOR: wish === 'always' ? '1' : '0' };
}
