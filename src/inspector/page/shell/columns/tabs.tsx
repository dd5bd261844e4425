import type { Signal } from '@preact/signals';
import type { ViewName } from '../../state/layout.ts';
import { viewId } from '../../state/layout.ts';
import { Panel, titleOf } from './views.tsx';

interface TabsProps {
  readonly label: string;
  readonly views: readonly ViewName[];
  readonly chosen: Signal<ViewName>;
}

/** Several views in one place: only the chosen one is drawn. */
export function Tabs({ label, views, chosen }: TabsProps) {
  const shown = views.includes(chosen.value) ? chosen.value : (views[0] ?? 'spaceTime');
  const choose = (name: ViewName | undefined) => {
    if (name === undefined) return;
    chosen.value = name;
    document.getElementById(tabId(name))?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const place = views.indexOf(shown);
    const targets: Record<string, number> = {
      ArrowLeft: (place + views.length - 1) % views.length,
      ArrowRight: (place + 1) % views.length,
      Home: 0,
      End: views.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    choose(views[target]);
  };
  return (
    <div class="shell-tabs">
      <div class="shell-tabList" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {views.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={tabId(name)}
            aria-selected={name === shown}
            aria-controls={viewId(name)}
            tabIndex={name === shown ? 0 : -1}
            onClick={() => choose(name)}
          >
            {titleOf(name)}
          </button>
        ))}
      </div>
      <Panel key={shown} name={shown} labelledBy={tabId(shown)} />
    </div>
  );
}

function tabId(name: ViewName): string {
  return `tab-${name}`;
}
