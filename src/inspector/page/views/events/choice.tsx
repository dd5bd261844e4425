import { clipSafe } from '../../../../chat/display/clip.ts';
import { Button } from '../../widgets/button.tsx';
import { Menu } from '../../widgets/menu.tsx';
import { choiceWords, withToggled } from './filter.ts';

interface ChoiceProps {
  /** What is chosen among, in the plural. */
  readonly plural: string;
  readonly options: readonly string[];
  /** Nothing chosen means all. */
  readonly chosen: ReadonlySet<string>;
  onChange(chosen: ReadonlySet<string>): void;
}

/** Several of some things: a button that opens a list of boxes to check. */
export function Choice({ plural, options, chosen, onChange }: ChoiceProps) {
  return (
    <Menu title={clipSafe(choiceWords(plural, chosen), 24)} isSet={chosen.size > 0}>
      <fieldset class="in-column">
        <legend class="unseen">{plural}</legend>
        {options.map((option) => (
          <label key={option} class="events-option">
            <input
              type="checkbox"
              checked={chosen.has(option)}
              onChange={() => onChange(withToggled(chosen, option))}
            />
            <bdi class="clipped">{clipSafe(option, 40)}</bdi>
          </label>
        ))}
        <Button disabled={chosen.size === 0} onClick={() => onChange(new Set())}>
          all {plural}
        </Button>
      </fieldset>
    </Menu>
  );
}
