/**
 * Places states and arrows with ELK's layered algorithm.
 *
 * A machine is laid out in islands: the whole, each parallel state, each region of one. Inside an
 * island all levels of nesting are one problem, so that arrows are straight; an arrow that crosses
 * the border of an island is cut there into pieces that meet at a port. So the regions of a parallel
 * state, which have no arrows between them, are packed like boxes.
 */
import ELK from 'elkjs/lib/elk.bundled.js';
import { measureLabel, measureState } from './measure.mjs';

const GAP = 14;
const INITIAL_SIZE = 10;

// Spacing and cycle breaking are not inherited: every compound state gets them. Nothing here may
// depend on the order of the model, which ELK does not support across levels.
const LAYERED = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.randomSeed': '1',
  'elk.spacing.nodeNode': '14',
  'elk.spacing.edgeNode': '10',
  'elk.spacing.edgeEdge': '9',
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.componentComponent': '20',
  'elk.layered.spacing.nodeNodeBetweenLayers': '10',
  'elk.layered.spacing.edgeNodeBetweenLayers': '8',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.thoroughness': '40',
};
const BARE = { 'elk.algorithm': 'layered', 'elk.padding': '[top=0,left=0,bottom=0,right=0]' };
const FIRST = { 'elk.layered.layering.layerConstraint': 'FIRST' };

/**
 * What may be varied so that a diagram fits: which way it runs, how wide a label may be before it
 * is broken into lines. The first shape that fits is taken, so that those come first which look best.
 */
const SHAPES = [
  shape('DOWN', 190, 'GREEDY', 'NETWORK_SIMPLEX'),
  shape('DOWN', 190, 'GREEDY', 'MIN_WIDTH'),
  shape('DOWN', 150, 'GREEDY', 'NETWORK_SIMPLEX'),
  shape('RIGHT', 150, 'GREEDY', 'NETWORK_SIMPLEX'),
  shape('RIGHT', 190, 'GREEDY', 'NETWORK_SIMPLEX'),
  shape('DOWN', 190, 'DEPTH_FIRST', 'NETWORK_SIMPLEX'),
  shape('DOWN', 150, 'DEPTH_FIRST', 'MIN_WIDTH'),
  shape('DOWN', 230, 'DEPTH_FIRST', 'NETWORK_SIMPLEX'),
  shape('RIGHT', 150, 'DEPTH_FIRST', 'NETWORK_SIMPLEX'),
  shape('DOWN', 110, 'GREEDY', 'NETWORK_SIMPLEX'),
  shape('RIGHT', 110, 'GREEDY', 'NETWORK_SIMPLEX'),
];

function shape(direction, maxLabel, cycleBreaking, layering) {
  return {
    maxLabel,
    options: {
      'elk.direction': direction,
      'elk.layered.cycleBreaking.strategy': cycleBreaking,
      'elk.layered.layering.strategy': layering,
    },
  };
}

/** @param room what the drawing is to fit into; if no shape does, the one is taken that nearly does */
export async function layOut(model, room) {
  let best = null;
  for (const each of SHAPES) {
    const placed = await layOutAs(model, each);
    const excess = Math.max(placed.width / room.width, placed.height / room.height);
    if (excess <= 1) return placed;
    if (best === null || excess < best.excess) best = { placed, excess };
  }
  return best.placed;
}

async function layOutAs(model, shape) {
  // ELK takes no minimum width inside an island: the first layout tells what came out too narrow
  // for its own text, and gets that much more room at its sides in the second.
  const first = await attempt(model, shape, () => 0);
  return attempt(model, shape, (id) => {
    const { header, width } = first.nodes.get(id);
    return Math.max(0, Math.ceil((header.width - width) / 2));
  });
}

async function attempt(model, shape, extraOf) {
  const nodes = new Map();
  for (const state of model.states) {
    const node = nodeOf(state, shape, extraOf(state.id));
    nodes.set(state.id, node);
    if (state.parent !== null) nodes.get(state.parent.id).children.push(node);
  }
  for (const node of nodes.values()) if (node.state.initial !== null) start(node, nodes);
  const arrows = model.arrows.map((arrow) => cut(arrow, nodes, shape));
  const root = nodes.get(model.id);
  await new ELK().layout({
    id: 'graph',
    children: [root],
    layoutOptions: { ...BARE, 'elk.json.shapeCoords': 'ROOT', 'elk.json.edgeCoords': 'ROOT' },
  });
  return { nodes, arrows, width: root.width, height: root.height };
}

function nodeOf(state, shape, extra) {
  const header = measureState(state);
  const { width, height } = header;
  const node = { id: state.id, state, header, width, height, children: [], edges: [], ports: [] };
  if (state.children.length === 0) return node;
  const side = GAP + extra;
  node.layoutOptions = {
    ...LAYERED,
    ...shape.options,
    'elk.padding': `[top=${height + GAP},left=${side},bottom=${GAP},right=${side}]`,
    'elk.hierarchyHandling': 'INHERIT',
  };
  if (isIsland(state)) {
    const isOne = state.type !== 'parallel';
    node.layoutOptions['elk.hierarchyHandling'] = isOne ? 'INCLUDE_CHILDREN' : 'SEPARATE_CHILDREN';
    node.layoutOptions['elk.portConstraints'] = 'FIXED_SIDE';
  }
  return node;
}

function isIsland({ parent, type }) {
  return parent === null || type === 'parallel' || parent.type === 'parallel';
}

/** The dot that marks the initial state, and its arrow. */
function start(node, nodes) {
  const id = `${node.id} initial`;
  const target = end(nodes.get(node.state.initial), id, 'NORTH');
  const dot = { id, width: INITIAL_SIZE, height: INITIAL_SIZE, layoutOptions: FIRST };
  const edge = { id: `${id} arrow`, sources: [id], targets: [target] };
  node.children.push(dot);
  node.edges.push(edge);
  node.initial = { dot, edge };
}

/** Cuts an arrow at each border of an island that it crosses. */
function cut(arrow, nodes, shape) {
  const [source, target] = [nodes.get(arrow.source), nodes.get(arrow.target)];
  const [out, into] = [chain(source, nodes), chain(target, nodes)];
  const common = out.find((node) => into.includes(node));
  const isBorder = (node) => node === source || node === target || isIsland(node.state);
  const up = out.slice(0, out.indexOf(common)).filter(isBorder);
  const down = into.slice(0, into.indexOf(common)).filter(isBorder).reverse();
  const name = `${source.id} ${target.id}`;
  const stops = [
    ...(common === source ? [origin(source, name)] : []),
    ...up.map((node) => (node === source ? end(node, name, 'SOUTH') : exit(node, name))),
    ...down.map((node) => (node === target ? end(node, name, 'NORTH') : port(node, name, 'WEST'))),
    ...(common === target ? [port(target, name, 'SOUTH')] : []),
  ];
  // What each piece lies in: the state whose border it reaches, the common one, the one it entered.
  const homes = [...up.slice(1), common, ...down.slice(0, -1)];
  const edges = stops.slice(1).map((stop, i) => {
    const edge = { id: `${name} ${i}`, sources: [stops[i]], targets: [stop] };
    homes[i].edges.push(edge);
    return edge;
  });
  const label = measureLabel(arrow.transitions, shape.maxLabel);
  edges[0].labels = [
    {
      id: `${name} label`,
      text: name,
      width: label.width,
      height: label.height,
      layoutOptions: { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' },
    },
  ];
  return { ...arrow, edges, label };
}

/** A state and everything that it is in, from the inside out. */
function chain(node, nodes) {
  const { parent } = node.state;
  return parent === null ? [node] : [node, ...chain(nodes.get(parent.id), nodes)];
}

/** ELK chooses the place where an arrow ends, except at an island, which it lays out on its own. */
function end(node, name, side) {
  return node.children.length > 0 && isIsland(node.state) ? port(node, name, side) : node.id;
}

/**
 * Where an arrow from inside crosses the border of an island. ELK sets a region whose arrows leave
 * at the right beside the regions that have none, and one whose arrows leave below beneath them.
 */
function exit(node, name) {
  return port(node, name, node.state.type === 'parallel' ? 'EAST' : 'SOUTH');
}

function port(node, name, side) {
  const id = `${name} at ${node.id}`;
  node.ports.push({ id, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } });
  return id;
}

/** A transition from a state to one inside it starts below the state's own text. */
function origin(node, name) {
  const id = `${name} origin`;
  node.children.push({ id, width: 2, height: 2, layoutOptions: FIRST });
  return id;
}
