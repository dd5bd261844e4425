/** What a diagram shows of a machine, read from the machine itself (XState 5's `machine.root`). */

/**
 * States in document order, parents first. Each has the rows that are listed inside it: tags, entry
 * and exit actions, and the transitions that end where they begin. All others are arrows; those from
 * one state to one other state share an arrow.
 */
export function modelOf(machine) {
  const { delays } = machine.implementations;
  const states = [];
  const arrows = new Map();
  visit(machine.root, null);
  return { id: machine.id, states, arrows: [...arrows.values()] };

  function visit(node, parent) {
    if (node.type === 'history') throw new Error(`${node.id}: history states cannot be drawn yet`);
    const state = {
      id: node.id,
      name: node.key,
      type: node.type,
      parent,
      children: [],
      initial: node.type === 'compound' ? node.initial.target[0].id : null,
      tags: [...node.tags].sort(),
      rows: [
        ...actionRow('entry', node.entry),
        ...actionRow('exit', node.exit),
        ...node.invoke.map(({ id, src }) => [word('invoke', 'keyword'), word(`${src} (${id})`)]),
      ].map((words) => ({ words })),
    };
    states.push(state);
    for (const transition of transitionsOf(node, delays)) place(transition, state);
    for (const child of Object.values(node.states)) state.children.push(visit(child, state));
    return state;
  }

  function place(transition, state) {
    const { target } = transition;
    if (target === null || target === state.id) {
      state.rows.push({ ...transition, isSelf: target !== null });
      return;
    }
    const key = `${state.id} ${target}`;
    const arrow = arrows.get(key) ?? { source: state.id, target, transitions: [] };
    arrow.transitions.push(transition);
    arrows.set(key, arrow);
  }
}

function* transitionsOf(node, delays) {
  const byEvent = [...node.transitions, ['', node.always ?? []]];
  for (const [eventType, candidates] of byEvent) {
    for (const [index, candidate] of candidates.entries()) {
      const targets = candidate.target ?? [];
      if (targets.length > 1) throw new Error(`${node.id}: transitions with several targets`);
      yield {
        id: `${node.id}|${eventType || 'always'}|${index}`,
        eventType,
        target: targets[0]?.id ?? null,
        trigger: triggerOf(eventType, node, delays),
        condition: conditionOf(candidate, index),
        effects: actionWords(candidate.actions),
      };
    }
  }
}

function triggerOf(eventType, node, delays) {
  if (eventType === '') return [word('always', 'keyword')];
  const delayed = node.after.find((transition) => transition.eventType === eventType);
  if (!delayed) return [word(eventType, 'event')];
  const after = word('after', 'keyword');
  const { delay } = delayed;
  if (typeof delay === 'number') return [after, word(duration(delay), 'event')];
  const name = word(delay, 'event');
  const value = delays[delay];
  return typeof value === 'number' ? [after, name, word(`(${duration(value)})`)] : [after, name];
}

/** Candidates for one event are tried in order, so that one without a guard is the rest. */
function conditionOf({ guard }, index) {
  if (guard !== undefined) return [word(`[${nameOf(guard)}]`, 'guard')];
  return index === 0 ? [] : [word('[else]', 'guard')];
}

function actionRow(keyword, actions) {
  const effects = actionWords(actions);
  return effects.length === 0 ? [] : [[word(keyword, 'keyword'), ...effects]];
}

function actionWords(actions) {
  const names = actions.filter((action) => !isTimer(action)).map(nameOf);
  return names.map((name, i) => {
    const comma = i < names.length - 1 ? ',' : '';
    return word(`${i === 0 ? '/ ' : ''}${name}${comma}`, 'action');
  });
}

/** XState itself starts a delay on entry and cancels it on exit. */
function isTimer(action) {
  return action.type === 'xstate.raise' || action.type === 'xstate.cancel';
}

function nameOf(implementation) {
  if (typeof implementation === 'string') return implementation;
  return implementation.type ?? (implementation.name || 'inline');
}

function duration(ms) {
  return ms >= 1000 && ms % 100 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

function word(text, kind = 'plain') {
  return { text, kind };
}
