/** What can be done with the statechart view. */

import { Button } from '../../widgets/button.tsx';
import { NeighbourButton } from '../../widgets/neighbourButton.tsx';
import { StatechartPicker } from './picker.tsx';
import { followsAction, hasMap, keepsInView, scene } from './state.ts';
import { viewport } from './window/viewport.ts';

export function StatechartToolbar() {
  return (
    <div class="statechart-toolbar in-row">
      <StatechartPicker />
      <span class="statechart-buttons">
        <NeighbourButton way={-1}>‹ step</NeighbourButton>
        <NeighbourButton way={1}>step ›</NeighbourButton>
      </span>
      <Scenes />
      <Zoom />
      <span class="in-row">
        <Setting value={followsAction} title="Select the machine that takes the step">
          Follow the action
        </Setting>
        <Setting value={keepsInView} title="Move the drawing so that what changes is seen">
          Keep in view
        </Setting>
        <Setting value={hasMap} title="Show a large drawing in small, too">
          Map
        </Setting>
      </span>
    </div>
  );
}

function Scenes() {
  const isOverview = scene.value === 'overview';
  return (
    <Button
      aria-pressed={isOverview}
      title="How the processes and machines talk, and which took part in this step"
      onClick={() => {
        scene.value = isOverview ? 'chart' : 'overview';
      }}
    >
      Overview
    </Button>
  );
}

function Zoom() {
  const percent = Math.round((viewport.value?.scale.value ?? 1) * 100);
  return (
    <span class="statechart-buttons">
      <Button label="Smaller" title="Smaller (−)" onClick={() => viewport.value?.zoom(-1)}>
        −
      </Button>
      <Button
        aria-label={`Show all; now at ${percent} percent`}
        title="Show all (0)"
        class="statechart-scale"
        onClick={() => viewport.value?.fitWhole()}
      >
        {percent} %
      </Button>
      <Button label="Larger" title="Larger (+)" onClick={() => viewport.value?.zoom(1)}>
        +
      </Button>
    </span>
  );
}

interface SettingProps {
  readonly value: { value: boolean };
  readonly title: string;
  readonly children: string;
}

function Setting({ value, title, children }: SettingProps) {
  return (
    <label class="in-row" title={title}>
      <input
        type="checkbox"
        checked={value.value}
        onChange={(event) => {
          value.value = event.currentTarget.checked;
        }}
      />
      {children}
    </label>
  );
}
