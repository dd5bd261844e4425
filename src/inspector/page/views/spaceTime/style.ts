/**
 * How the figures of the space-time diagram look: one style sheet for the page, which adopts it,
 * and for the exported SVG, which holds it. Its colours are the variables of theme.css.
 */

export const DRAWING_STYLE = `
.spaceTime-drawing text { direction: ltr; unicode-bidi: isolate; }
.spaceTime-thread { stroke: var(--line); stroke-width: 1.4; stroke-dasharray: 1.5 4.5; fill: none; }
.spaceTime-lane.is-up .spaceTime-thread { stroke-dasharray: none; }
.spaceTime-band { fill: none; stroke: var(--ink-soft); stroke-width: 3; }
.is-registering > .spaceTime-band { stroke: var(--ink-soft); stroke-width: 9; stroke-dasharray: 2 4; }
.is-nonGroup > .spaceTime-band { stroke: var(--ink-soft); stroke-width: 9; }
.spaceTime-hollow { fill: none; stroke: var(--paper); stroke-width: 6.4; }
.is-group > .spaceTime-band { stroke: var(--gathering); stroke-width: 6; stroke-opacity: 0.7; }
.is-deregistering > .spaceTime-band { stroke: var(--ink-soft); stroke-width: 9; stroke-dasharray: 8 4; }
.is-paused > .spaceTime-band { opacity: 0.35; }
.spaceTime-standstill { fill: none; stroke: var(--again); stroke-width: 15; stroke-dasharray: 1.5 4.5; }
.spaceTime-belief { fill: none; stroke-width: 2.4; }
.spaceTime-belief.is-suspect { stroke: var(--again); stroke-dasharray: 3 3; }
.spaceTime-belief.is-lost { stroke: var(--lost); }
.spaceTime-breakField { fill: var(--paper); }
.spaceTime-breakDot { fill: var(--ink-soft); }
.spaceTime-turn { fill: var(--paper); stroke: var(--ink); stroke-width: 1.2; }

.spaceTime-gatheringField { fill: var(--gathering); opacity: 0.14; }
.spaceTime-bracket { fill: none; stroke: var(--gathering); stroke-width: 2; }
.is-open > .spaceTime-bracket { stroke-dasharray: 5 3; }
.spaceTime-count { fill: var(--gathering); stroke: var(--paper); stroke-width: 1; }
.spaceTime-gatheringWord { font: 9px var(--mono); }
.spaceTime-gatheringLabel, .spaceTime-gatheringCount { font: 700 10px var(--mono); }
.spaceTime-gatheringWord, .spaceTime-gatheringLabel, .spaceTime-gatheringCount { fill: var(--gathering); text-anchor: end;
  paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }

.spaceTime-arrow { --arrow: var(--message); }
.spaceTime-arrow.is-ack { --arrow: var(--ack); }
.spaceTime-arrow.is-again { --arrow: var(--again); }
.spaceTime-arrow.is-lost { --arrow: var(--lost); }
.spaceTime-hit { fill: none; stroke: transparent; stroke-width: 11; pointer-events: stroke; }
.spaceTime-stroke { fill: none; stroke: var(--arrow); stroke-width: 1.7; }
.is-ack > .spaceTime-stroke { stroke-width: 1.2; stroke-dasharray: 5 3; opacity: 0.85; }
.is-again > .spaceTime-stroke { stroke-width: 4; stroke-dasharray: none; }
.is-unknown > .spaceTime-stroke { stroke-dasharray: 1.5 3.5; }
.spaceTime-stroke.is-copy { opacity: 0.6; }
.spaceTime-core { fill: none; stroke: var(--paper); stroke-width: 1.5; }
.spaceTime-head { fill: var(--arrow); stroke: none; }
.spaceTime-openHead { fill: none; stroke: var(--arrow); stroke-width: 1.5; }
.spaceTime-lostMark { fill: none; stroke: var(--lost); stroke-width: 2.6; stroke-linecap: round; }
.spaceTime-underWayMark { fill: var(--paper); stroke: var(--message); stroke-width: 2; }
.spaceTime-unknownMark { font: 700 12px var(--mono); fill: var(--ink-soft); text-anchor: middle; }
.spaceTime-label { font: 10px var(--mono); fill: var(--arrow); text-anchor: middle;
  paint-order: stroke; stroke: var(--paper); stroke-width: 3.4px; stroke-linejoin: round; }
.is-crowded > .spaceTime-label { display: none; }

.spaceTime-dot { fill: var(--ink); }
.spaceTime-idleDot { fill: var(--paper); stroke: var(--ink-soft); stroke-width: 1.3; }
.spaceTime-startMark { fill: var(--paper); stroke: var(--good); stroke-width: 2.6; }
.spaceTime-commandMark { fill: var(--accent); stroke: var(--paper); stroke-width: 1; }
.spaceTime-clock { fill: var(--paper); stroke: var(--ink-soft); stroke-width: 1.3; }
.spaceTime-hands { fill: none; stroke: var(--ink-soft); stroke-width: 1.2; }
.spaceTime-killMark { fill: none; stroke: var(--bad); stroke-width: 3.4; stroke-linecap: round; }
.spaceTime-endMark { fill: none; stroke: var(--ink); stroke-width: 3; stroke-linecap: round; }
.spaceTime-faultPlate { fill: var(--paper); stroke: var(--bad); stroke-width: 1.6; }
.spaceTime-faultSign { fill: none; stroke: var(--bad); stroke-width: 1.7; }
.spaceTime-brief { fill: var(--lit); stroke: var(--lit-line); stroke-width: 1; }

.spaceTime-bubble { fill: var(--paper); stroke: var(--line); stroke-width: 1; }
.spaceTime-bubble.is-command { fill: var(--accent); stroke: none; }
.spaceTime-bubble.is-notice { fill: var(--panel-strong); stroke: var(--ink-soft); }
.spaceTime-bubble.is-belief { stroke: var(--again); stroke-dasharray: 3 2; }
.spaceTime-bubble.is-fault { stroke: var(--bad); stroke-width: 1.6; }
.spaceTime-tail { fill: var(--panel-strong); stroke: var(--ink-soft); stroke-width: 1; }
.spaceTime-saying { font: 10.5px var(--mono); fill: var(--ink); }
.spaceTime-saying.is-command { fill: var(--on-accent); font-weight: 600; }
.spaceTime-saying.is-fault { fill: var(--bad); font-weight: 600; }

.spaceTime-number, .spaceTime-time, .spaceTime-silenceWords { font: 9.5px var(--mono); text-anchor: end;
  fill: var(--ink-soft); }
.spaceTime-time { fill: var(--ink); }
.spaceTime-silenceWords { font-style: italic; }
.spaceTime-brokenField { fill: var(--removed); }
.spaceTime-brokenEdge { stroke: var(--bad); stroke-width: 2; stroke-dasharray: 8 3; }
.spaceTime-plate { fill: var(--bad); }
.spaceTime-plateWords { font: 700 11px var(--mono); fill: var(--paper); }
.spaceTime-headName { font: 700 13px var(--mono); fill: var(--ink); text-anchor: middle; }
.spaceTime-headBox { fill: var(--panel); stroke: var(--line); }
`;
