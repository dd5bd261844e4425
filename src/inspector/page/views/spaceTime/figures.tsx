/** Figures as SVG in the page. */
import { useMemo } from 'preact/hooks';
import { seek, selectedFlight } from '../../state/shared.ts';
import type { Figure, Shape } from './layout/shapes.ts';

export interface FiguresProps {
  readonly name: string;
  readonly figures: readonly Figure[];
  readonly widthPx: number;
  readonly fromPx: number;
  readonly toPx: number;
  /** The datagram that is selected. */
  readonly selected?: number | null;
  /** Datagrams that the tab key goes to. */
  readonly reachable?: ReadonlySet<number>;
}

/** The part of a tall picture that lies between two heights. */
export function Figures(props: FiguresProps) {
  const { name, figures, widthPx, fromPx, toPx, selected = null, reachable } = props;
  const heightPx = toPx - fromPx;
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: the diagram around it has the description
    <svg
      class={`spaceTime-drawing is-${name}`}
      aria-hidden={name === 'lanes' ? undefined : 'true'}
      width={widthPx}
      height={heightPx}
      viewBox={`0 ${fromPx} ${widthPx} ${heightPx}`}
      style={{ top: `${fromPx}px` }}
    >
      {figures.map((figure) => {
        const { key, flight } = figure;
        if (flight === null) return <Group key={key} figure={figure} />;
        const isReachable = reachable?.has(flight) ?? false;
        const isSelected = flight === selected;
        return (
          <Arrow
            key={key}
            figure={figure}
            flight={flight}
            isSelected={isSelected}
            isReachable={isReachable}
          />
        );
      })}
    </svg>
  );
}

/** Made once for each figure: when the cursor moves, nothing here is even looked at. */
function Group({ figure }: { figure: Figure }) {
  return useMemo(() => {
    const { className, position } = figure;
    const onClick = position === null ? undefined : (event: MouseEvent) => go(event, position);
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: the diagram has the keyboard
      <g class={className} onClick={onClick}>
        <Parts figure={figure} />
      </g>
    );
  }, [figure]);
}

interface ArrowProps {
  readonly figure: Figure;
  readonly flight: number;
  readonly isSelected: boolean;
  readonly isReachable: boolean;
}

function Arrow({ figure, flight, isSelected, isReachable }: ArrowProps) {
  return useMemo(() => {
    return (
      // biome-ignore lint/a11y/useSemanticElements: SVG has no button
      <g
        class={`${figure.className}${isSelected ? ' is-selected' : ''}`}
        role="button"
        aria-pressed={isSelected}
        aria-label={figure.title ?? ''}
        tabindex={isReachable ? 0 : -1}
        onClick={(event) => select(event, flight)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ' ') select(event, flight);
        }}
      >
        <Parts figure={figure} />
      </g>
    );
  }, [figure, flight, isSelected, isReachable]);
}

function Parts({ figure: { title, shapes } }: { figure: Figure }) {
  return (
    <>
      {title === null ? null : <title>{title}</title>}
      {shapes.map((shape, i) => (
        <ShapePart key={i} shape={shape} />
      ))}
    </>
  );
}

function go(event: Event, position: number): void {
  event.stopPropagation();
  seek(position);
}

function select(event: Event, flight: number): void {
  event.stopPropagation();
  event.preventDefault();
  selectedFlight.value = selectedFlight.value === flight ? null : flight;
}

function ShapePart({ shape }: { shape: Shape }) {
  switch (shape.tag) {
    case 'path':
      return <path class={shape.className} d={shape.d} />;
    case 'circle':
      return <circle class={shape.className} cx={shape.cx} cy={shape.cy} r={shape.r} />;
    case 'rect': {
      const { className, x, y, width, height } = shape;
      return <rect class={className} x={x} y={y} width={width} height={height} />;
    }
    case 'text': {
      const { className, x, y, turn } = shape;
      const turned = turn === 0 ? undefined : `rotate(${turn} ${x} ${y})`;
      return (
        <text class={className} x={x} y={y} transform={turned}>
          {shape.text}
        </text>
      );
    }
  }
}
