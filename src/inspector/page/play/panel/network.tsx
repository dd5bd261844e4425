/** What the network is like. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Conditions } from '../../../../lab/world/conditions.ts';
import { Button } from '../../widgets/button.tsx';
import { formatDuration } from '../../widgets/format.ts';
import type { ControlProps } from './controls.ts';
import { DELAYS_MS, delayAround, delayStop, shareWords } from './words.ts';

type Rate = 'lossRate' | 'duplicateRate' | 'reorderRate';

const RATES: readonly (readonly [Rate, string])[] = [
  ['lossRate', 'Lost'],
  ['duplicateRate', 'Duplicated'],
  ['reorderRate', 'Overtaken'],
];
const PERCENT = 100;

export function NetworkControls({ shown, isPast }: ControlProps) {
  const { conditions } = shown.sandbox;
  const change = (changed: Partial<Conditions>) =>
    shown.do({ do: 'conditions', conditions: { ...conditions, ...changed } });
  const isCalm = RATES.every(([rate]) => conditions[rate] === 0);
  return (
    <>
      {RATES.map(([rate, label]) => (
        <Slider
          key={rate}
          label={label}
          value={Math.round(conditions[rate] * PERCENT)}
          most={rate === 'lossRate' ? PERCENT : PERCENT / 2}
          step={5}
          words={(value) => shareWords(value / PERCENT)}
          isDisabled={isPast}
          onChange={(value) => change({ [rate]: value / PERCENT })}
        />
      ))}
      <Slider
        label="Takes about"
        value={delayStop(conditions)}
        most={DELAYS_MS.length - 1}
        step={1}
        words={(stop) => formatDuration(DELAYS_MS[stop] ?? 0)}
        isDisabled={isPast}
        onChange={(stop) => change({ delay: delayAround(DELAYS_MS[stop] ?? 1) })}
      />
      <p class="fine">
        {isPast ? 'So it is at the end.' : 'It holds for what is sent from now on.'}
      </p>
      <Button
        disabled={isPast || isCalm}
        onClick={() => change({ lossRate: 0, duplicateRate: 0, reorderRate: 0 })}
      >
        Nothing goes wrong
      </Button>
    </>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly step: number;
  readonly words: (value: number) => string;
  readonly isDisabled: boolean;
  readonly onChange: (value: number) => void;
}

/** By then whoever moves it by the arrow keys has arrived where they want to be. */
const SETTLED_MS = 400;

/** Says what it would be while it is moved, and changes something when it has come to rest. */
function Slider({ label, value, most, step, words, isDisabled, onChange }: SliderProps) {
  const moved = useSignal<number | null>(null);
  const latest = useRef(onChange);
  latest.current = onChange;
  const current = moved.value ?? value;
  useEffect(() => {
    const chosen = moved.value;
    if (chosen === null) return undefined;
    const timer = setTimeout(() => {
      moved.value = null;
      latest.current(chosen);
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [moved.value]);
  return (
    <label class="play-slider">
      <span>{label}</span>
      <input
        type="range"
        min={0}
        max={most}
        step={step}
        value={current}
        disabled={isDisabled}
        aria-valuetext={words(current)}
        onInput={(event) => {
          moved.value = event.currentTarget.valueAsNumber;
        }}
      />
      <output>{words(current)}</output>
    </label>
  );
}
