/** Everything that can be done to the world of a play. */
import './panel.css';
import { signal, useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { cursor, seek, selectedFlight } from '../../state/shared.ts';
import { Button } from '../../widgets/button.tsx';
import { formatCount } from '../../widgets/format.ts';
import { TabList } from '../../widgets/tabList.tsx';
import { cancelPerforming, fork, openNewPlay, performedShare, play } from '../createPlay.ts';
import type { ControlProps } from './controls.ts';
import { InFlight } from './inFlight.tsx';
import { NetworkControls } from './network.tsx';
import { People } from './people.tsx';
import { Plays } from './plays.tsx';
import { Timers } from './timers.tsx';

interface Tab {
  readonly title: (props: ControlProps) => string;
  readonly View: ComponentType<ControlProps>;
}

type TabName = 'flights' | 'timers' | 'network' | 'plays';

const TABS: Readonly<Record<TabName, Tab>> = {
  flights: {
    title: ({ shown, isPast }) =>
      isPast ? 'On their way' : `On their way (${shown.sandbox.flights().length})`,
    View: InFlight,
  },
  timers: { title: () => 'Timers', View: Timers },
  network: { title: () => 'Network', View: NetworkControls },
  plays: { title: () => 'Plays', View: Plays },
};
const TAB_NAMES = Object.keys(TABS) as TabName[];

const tab = signal<TabName>('flights');

export function PlayPanel() {
  const shown = play.value;
  useSignalEffect(() => {
    if (selectedFlight.value !== null) tab.value = 'flights';
  });
  if (shown === null) {
    return (
      <section class="view play play-empty" aria-label="Play">
        <p>Nothing is played here.</p>
        <Button onClick={() => openNewPlay()}>Begin a play</Button>
      </section>
    );
  }
  const isPast = cursor.value < shown.timeline.last;
  const props = { shown, isPast, change: shown.changes.value };
  return (
    <section class="view play" aria-label="Play">
      <Banner {...props} />
      <div class="play-columns">
        <People {...props} />
        <Controls {...props} />
      </div>
    </section>
  );
}

/** Why nothing can be done, or how far a fork is. */
function Banner({ shown, isPast }: ControlProps) {
  const share = performedShare.value;
  if (share !== null) {
    return (
      <div class="view-strip in-row" role="status">
        <label>
          The play happens again up to there <progress max={1} value={share} />
        </label>
        <Button onClick={cancelPerforming}>Cancel</Button>
      </div>
    );
  }
  if (!isPast) return null;
  const step = cursor.value;
  return (
    <div class="view-strip in-row play-banner is-past" role="status">
      <p>This is the past (step {formatCount(step)}): nothing can be done here any more.</p>
      <Button disabled={step < shown.timeline.first} onClick={() => fork(shown, step)}>
        Fork from here
      </Button>
      <Button onClick={() => seek(shown.timeline.last)}>Go to the end</Button>
    </div>
  );
}

function Controls(props: ControlProps) {
  const { View } = TABS[tab.value];
  return (
    <div class="play-controls in-column">
      <TabList
        label="What to tamper with"
        names={TAB_NAMES}
        chosen={tab.value}
        titleOf={(name) => TABS[name].title(props)}
        idsOf={(name) => ({ tab: `play-tab-${name}`, box: 'play-tab-panel' })}
        onChoose={(name) => {
          tab.value = name;
        }}
      />
      <div
        class="view-scroll in-column play-tab"
        role="tabpanel"
        id="play-tab-panel"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
        tabIndex={0}
        aria-labelledby={`play-tab-${tab.value}`}
      >
        <View {...props} />
      </div>
    </div>
  );
}
