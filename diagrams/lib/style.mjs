/** One style sheet for all diagrams, in a light and a dark set of colours. */

const LIGHT = {
  paper: '#ffffff',
  nest: ['#f6f8fb', '#ffffff'],
  bar: '#e8eef6',
  line: '#57606a',
  faint: '#c3cad3',
  arrow: '#57606a',
  text: '#1f2328',
  event: '#0a3069',
  guard: '#8a4600',
  action: '#1a6332',
  keyword: '#6e3aa8',
  tag: '#fff1cc',
  tagText: '#6b4a00',
};
const DARK = {
  paper: '#0d1117',
  nest: ['#12171e', '#171d26'],
  bar: '#222c39',
  line: '#9aa4af',
  faint: '#3d4651',
  arrow: '#9aa4af',
  text: '#e6edf3',
  event: '#a5d0ff',
  guard: '#f0b26b',
  action: '#7ee0a0',
  keyword: '#d2a8ff',
  tag: '#4a3800',
  tagText: '#ffdf8a',
};

const SHAPES = `
.statechart { font: 12px "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
.statechart .name { font-size: 13px; font-weight: 700; }
.statechart .tag { font-size: 10px; font-weight: 700; }
.statechart .region { stroke-dasharray: 5 4; }
.statechart .box { stroke-width: 1.25; }
.statechart .inner { fill: none; stroke-width: 1.25; }
.statechart .rule { stroke-width: 1; }
.statechart .line { fill: none; stroke-width: 1.25; }
.statechart .bar { stroke-width: 1; }
.statechart .mark { fill: none; stroke-width: 1.25; }
`;

const colours = (c) => `
.statechart .paper { fill: ${c.paper}; }
.statechart .box { stroke: ${c.line}; }
.statechart .even { fill: ${c.nest[0]}; }
.statechart .odd { fill: ${c.nest[1]}; }
.statechart .inner { stroke: ${c.line}; }
.statechart .rule { stroke: ${c.faint}; }
.statechart .line, .statechart .mark { stroke: ${c.arrow}; }
.statechart .head, .statechart .dot { fill: ${c.arrow}; }
.statechart .bar { fill: ${c.bar}; stroke: ${c.faint}; }
.statechart .pill { fill: ${c.paper}; stroke: ${c.faint}; }
.statechart { fill: ${c.text}; }
.statechart .event { fill: ${c.event}; }
.statechart .guard { fill: ${c.guard}; }
.statechart .action { fill: ${c.action}; }
.statechart .keyword { fill: ${c.keyword}; }
.statechart .pad { fill: ${c.tag}; }
.statechart .tag { fill: ${c.tagText}; }
`;

const indented = (rules) => rules.trim().replaceAll('\n', '\n  ');

export const STYLE = `${SHAPES.trim()}
${colours(LIGHT).trim()}
@media (prefers-color-scheme: dark) {
  ${indented(colours(DARK))}
}`;
