/** A story in which every name and text would do harm, if the page let it. */
import type { MachineStep, TraceStep, Violation } from '../../../src/trace/trace.ts';
import { formatLine } from '../../../src/trace/trace.ts';
import { arrival, datagram, fault, frame, step, went } from '../../support/steps.ts';
import { conversation } from './stories.ts';

const RUN = 'globalThis.hacked=1';
export const MARKUP = `<img src=x onerror=${RUN}>`;
const SCRIPT = `</script><script>${RUN}</script>`;
const HANDLER = `"><svg onload=${RUN}>'`;
const STYLE = '</style><style>*{display:none!important}</style>';
/** The end of a line, of a paragraph, an override of the writing direction, colours of a terminal. */
const CONTROLS = '\u202egnp.exe\u2028two\u2029three\u001b[31mred\u001b[0m\r\n\u0000\ufeff';
const LONG = `${MARKUP}${'W'.repeat(16_384)}`;
const TEMPLATE = '{{hacked=1}}javascript:hacked=1';

/** Who stands for whom in the conversation. */
const NAMES: readonly (readonly [name: string, hostile: string])[] = [
  ['alice', MARKUP],
  ['bob', SCRIPT],
  ['carol', CONTROLS],
  ['g0', HANDLER],
];

const VIOLATION: Violation = {
  promise: `${MARKUP}constructor`,
  sentence: `${SCRIPT}${CONTROLS}`,
  detail: `${MARKUP}\n${CONTROLS}${LONG}`,
  step: 1,
};

/** The text of the trace. */
export function hostileTrace(): string {
  const { steps } = conversation();
  const told = steps.map((each) => disguised(JSON.parse(formatLine(each)) as TraceStep));
  const last = told.at(-1) as TraceStep;
  const all = [...told, ...poisons(last.step, last.atMs)];
  const violation = { ...VIOLATION, step: all.length };
  const lines = [
    { trace: 'statechat', version: 1, source: 'lab', scenario: { [MARKUP]: SCRIPT } },
    ...all,
    { end: true, steps: all.length, violation },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The same step with other names, in texts and keys alike. */
function disguised(value: TraceStep): TraceStep {
  let text = JSON.stringify(value);
  for (const [name, hostile] of NAMES) {
    text = text.replaceAll(name, JSON.stringify(hostile).slice(1, -1));
  }
  return JSON.parse(text);
}

/** Steps of kinds that nobody knows, with harm in every field. */
function poisons(lastStep: number, atMs: number): TraceStep[] {
  const machine = (part: Partial<MachineStep>): MachineStep =>
    went(`client:${MARKUP}`, { online: MARKUP }, { [MARKUP]: { [SCRIPT]: CONTROLS } }, part);
  const context = JSON.parse(
    `{"__proto__":{"polluted":1},"constructor":${JSON.stringify(MARKUP)}}`,
  ) as object;
  const parts: Partial<TraceStep>[] = [
    { cause: { kind: MARKUP, [SCRIPT]: CONTROLS } as never },
    { cause: { kind: '__proto__' } as never, node: '__proto__' },
    { cause: { kind: 'start', address: MARKUP }, node: 'constructor' },
    { cause: { kind: 'command', command: { kind: SCRIPT, text: LONG, to: CONTROLS } } as never },
    { cause: fault(`${MARKUP}${CONTROLS}`) },
    {
      notices: [{ kind: 'privateMessage', from: MARKUP, text: LONG }, { kind: STYLE }, LONG, null],
    },
    { notices: [{ kind: 'toString' }, { kind: TEMPLATE, prompt: MARKUP }] },
    {
      machines: [
        machine({
          event: { type: MARKUP, ...{ [SCRIPT]: LONG } },
          taken: [`${MARKUP}|${SCRIPT}|0`, HANDLER],
          effects: [{ type: SCRIPT, text: LONG }, MARKUP, null],
          context: { ...context, [MARKUP]: SCRIPT, [CONTROLS]: LONG, deep: deepValue(200) },
        }),
        went(`ackWait:${SCRIPT}:1`, null, 'waiting', { context: { [STYLE]: HANDLER } }),
        went(MARKUP, null, SCRIPT),
      ],
    },
    {
      sent: [
        datagram(1_000_001, MARKUP, [5], {
          frames: [frame(MARKUP, 1, { kind: SCRIPT, text: LONG, [MARKUP]: CONTROLS })],
        }),
        datagram(1_000_002, CONTROLS, []),
      ],
    },
    { cause: arrival(1_000_001, SCRIPT), node: MARKUP },
    {
      node: 'server',
      table: {
        version: 9_999,
        rows: [{ name: MARKUP, ip: SCRIPT, port: 1, online: true }],
        gone: [HANDLER],
      },
    },
  ];
  return parts.map((part, i) =>
    step({ node: MARKUP, ...part, step: lastStep + 1 + i, atMs: atMs + i }),
  );
}

function deepValue(depth: number): unknown {
  let value: unknown = MARKUP;
  for (let i = 0; i < depth; i++) value = { [i % 2 === 0 ? MARKUP : 'next']: value };
  return value;
}

/**
 * What of a page came from the story and does something, or may not be drawn: elements, handlers,
 * addresses, and control characters in texts and attributes.
 */
export const FINDINGS = `(() => {
  const findings = [];
  if (globalThis.hacked !== undefined || {}.polluted !== undefined) findings.push('it ran');
  const harmful = 'img, iframe, object, embed, frame, base, form[action], a[href], style ~ style';
  for (const element of document.querySelectorAll(harmful)) findings.push(element.outerHTML);
  for (const script of document.scripts) {
    const isOwn = script.type === 'module' || script.type === 'application/json';
    if (!isOwn) findings.push(script.outerHTML);
  }
  const controls = '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f';
  const raw = new RegExp('[' + controls + '\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]');
  const around = (text) =>
    JSON.stringify(text.slice(Math.max(0, text.search(raw) - 20)).slice(0, 60));
  for (const element of document.body.querySelectorAll(':not(script)')) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) findings.push(name + '=' + value.slice(0, 60));
      if (raw.test(value)) findings.push(element.tagName + ' ' + name + ': ' + around(value));
    }
    if (typeof element.value === 'string' && raw.test(element.value))
      findings.push(element.tagName + ' value: ' + around(element.value));
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE && raw.test(node.data))
        findings.push(element.tagName + '.' + element.className + ': ' + around(node.data));
  }
  return [...new Set(findings)];
})()`;
