/** What can be done to a process from outside. */

import { safeText } from '../../../../chat/display/safeText.ts';
import type { Deed } from '../../../../lab/sandbox/log.ts';
import type { NodeView } from '../../../../lab/sandbox/sandbox.ts';
import { Button } from '../../widgets/button.tsx';
import { Menu } from '../../widgets/menu.tsx';
import { Name } from '../../widgets/name.tsx';
import type { ControlProps } from './controls.ts';

interface Props extends ControlProps {
  readonly node: NodeView;
  /** What it is doing, in words. */
  readonly state: string;
}

interface Action {
  readonly label: string;
  /** What it means. */
  readonly title: string;
  readonly deed: Deed;
}

export function NodeActions(props: Props) {
  const { node, state } = props;
  const more = rareActions(props);
  return (
    <>
      <div class="in-row">
        <p class="play-state clipped" title={`${safeText(node.node)} ${safeText(state)}`}>
          <Name of={node.node} /> {safeText(state)}.
        </p>
        {commonActions(node).map((action) => (
          <Do key={action.label} {...props} action={action} />
        ))}
        {more.length > 0 && (
          <Menu title="More">
            {more.map((action) => (
              <Do key={action.label} {...props} action={action} />
            ))}
          </Menu>
        )}
      </div>
      {node.cutFrom.length > 0 && (
        <div class="in-row">
          <p class="play-state clipped">The link is cut:</p>
          {node.cutFrom.map((from) => (
            <Do key={from ?? ''} {...props} action={mending(node, from)} />
          ))}
        </div>
      )}
    </>
  );
}

function Do({ shown, isPast, node, action }: Props & { readonly action: Action }) {
  const { label, title, deed } = action;
  const obstacle = shown.sandbox.obstacleTo(deed);
  return (
    <Button
      title={obstacle === null ? title : safeText(obstacle)}
      aria-label={`${label}: ${safeText(node.node)}`}
      disabled={isPast || obstacle !== null}
      onClick={() => shown.do(deed)}
    >
      <bdi>{label}</bdi>
    </Button>
  );
}

function commonActions({ node, state }: NodeView): Action[] {
  const kill: Action = {
    label: 'Kill',
    title: 'The process is gone without a word',
    deed: { do: 'kill', node },
  };
  switch (state) {
    case 'up': {
      const title = 'The process stands still; what arrives waits for it';
      return [{ label: 'Pause', title, deed: { do: 'pause', node } }, kill];
    }
    case 'paused':
    case 'suspended': {
      const title = 'The process goes on, and has forgotten nothing';
      return [{ label: 'Go on', title, deed: { do: 'resume', node } }, kill];
    }
    case 'killed':
    case 'ended': {
      const title = 'A new process begins, under the same name at the same address';
      return [{ label: 'Start again', title, deed: { do: 'start', node } }];
    }
  }
}

function rareActions({ shown, node: { node, kind, state, cutFrom } }: Props): Action[] {
  const actions: Action[] = [];
  if (state === 'up') {
    actions.push({
      label: 'Switch off for a while',
      title: 'It stands still, and what arrives is lost',
      deed: { do: 'suspend', node },
    });
  }
  if (state === 'up' && kind === 'client') {
    actions.push({
      label: 'Ctrl-C',
      title: 'The client takes leave of the server, and ends',
      deed: { do: 'interrupt', client: node },
    });
  }
  const others = [null, ...shown.sandbox.nodes().map((other) => other.node)];
  for (const from of others.filter((other) => other !== node && !cutFrom.includes(other))) {
    actions.push({
      label: `Cut off from ${from === null ? 'everybody' : safeText(from)}`,
      title: 'Nothing passes between them',
      deed: { do: 'cut', node, from },
    });
  }
  return actions;
}

function mending({ node }: NodeView, from: string | null): Action {
  return {
    label: `Mend to ${from === null ? 'everybody' : safeText(from)}`,
    title: 'What is sent from now on passes again',
    deed: { do: 'mend', node, from },
  };
}
