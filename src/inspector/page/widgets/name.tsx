import { safeText } from '../../../chat/display/safeText.ts';

/** A name of somebody's choice: it can neither be drawn as markup nor reorder what stands beside. */
export function Name({ of }: { readonly of: string }) {
  return <bdi class="strong">{safeText(of)}</bdi>;
}
