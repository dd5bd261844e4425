import './tabList.css';
import { Button } from './button.tsx';

interface TabListProps<Name extends string> {
  /** What is chosen among. */
  readonly label: string;
  readonly names: readonly Name[];
  readonly chosen: Name;
  titleOf(name: Name): string;
  /** The `id` of a tab, and of the box that it shows. */
  idsOf(name: Name): { readonly tab: string; readonly box: string };
  onChoose(name: Name): void;
}

/** Tabs of which one is chosen. Left and right go round, Home and End to the first and the last. */
export function TabList<Name extends string>(props: TabListProps<Name>) {
  const { label, names, chosen, titleOf, idsOf, onChoose } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    const place = names.indexOf(chosen);
    const targets: Record<string, number> = {
      ArrowLeft: (place + names.length - 1) % names.length,
      ArrowRight: (place + 1) % names.length,
      Home: 0,
      End: names.length - 1,
    };
    const name = names[targets[event.key] ?? -1];
    if (name === undefined) return;
    event.preventDefault();
    onChoose(name);
    document.getElementById(idsOf(name).tab)?.focus();
  };
  return (
    <div class="tabList" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {names.map((name) => (
        <Button
          key={name}
          role="tab"
          id={idsOf(name).tab}
          aria-selected={name === chosen}
          aria-controls={idsOf(name).box}
          tabIndex={name === chosen ? 0 : -1}
          onClick={() => onChoose(name)}
        >
          {titleOf(name)}
        </Button>
      ))}
    </div>
  );
}
