import type { Signal } from '@preact/signals';
import type { ViewName } from '../../state/layout.ts';
import { viewId } from '../../state/layout.ts';
import { TabList } from '../../widgets/tabList.tsx';
import { Panel, viewTitle } from './views.tsx';

interface TabsProps {
  readonly label: string;
  readonly views: readonly ViewName[];
  readonly chosen: Signal<ViewName>;
}

/** Several views in one place: only the chosen one is drawn. */
export function Tabs({ label, views, chosen }: TabsProps) {
  const shown = views.includes(chosen.value) ? chosen.value : (views[0] ?? 'spaceTime');
  return (
    <div class="shell-tabs">
      <TabList
        label={label}
        names={views}
        chosen={shown}
        titleOf={viewTitle}
        idsOf={(name) => ({ tab: tabId(name), box: viewId(name) })}
        onChoose={(name) => {
          chosen.value = name;
        }}
      />
      <Panel key={shown} name={shown} labelledBy={tabId(shown)} />
    </div>
  );
}

function tabId(name: ViewName): string {
  return `tab-${name}`;
}
