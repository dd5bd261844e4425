import { cursor, revision, seek, selectedMachine, timeline } from '../state/shared.ts';
import { Button } from './button.tsx';

interface NeighbourButtonProps {
  readonly way: 1 | -1;
  readonly children: string;
}

/** To the next or the previous step of the selected machine. */
export function NeighbourButton({ way, children }: NeighbourButtonProps) {
  // When the story has grown, the machine may have a next step.
  revision.value;
  const [story, name] = [timeline.value, selectedMachine.value];
  const position = story && name && story.neighbour(cursor.value, name.node, name.machine, way);
  const label = way === 1 ? 'Next step of this machine' : 'Previous step of this machine';
  return (
    <Button
      title={`${label} (Shift ${way === 1 ? '→' : '←'})`}
      label={label}
      disabled={position === null}
      onClick={() => position !== null && seek(position)}
    >
      {children}
    </Button>
  );
}
