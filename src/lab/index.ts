/** `statechat/lab`: the production endpoints in a simulated world, and the promises they keep. */
export type { Occurrence } from '../chat/runtime.ts';
export { Recorder } from '../trace/recorder.ts';
export type {
  Cause,
  MachineStep,
  Trace,
  TraceDatagram,
  TraceEnd,
  TraceFrame,
  TraceHeader,
  TraceLine,
  TraceStep,
  Violation,
} from '../trace/trace.ts';
export { formatLine, parseTrace, TRACE_VERSION, TraceError } from '../trace/trace.ts';
export type { Forgery, ReplaySource } from './adversary.ts';
export type { ScenarioOptions, Weights } from './arbitraries.ts';
export { actionArbitrary, decisionsArbitrary, scenarioArbitrary } from './arbitraries.ts';
export type { Choice, ChoiceOptions } from './choices.ts';
export type { Conditions, Decision, DecisionSource, Delay } from './conditions.ts';
export { byChance, byList, LabNetwork, PERFECT } from './conditions.ts';
export type { DrawOptions } from './draw.ts';
export { drawScenario } from './draw.ts';
export type { ExplorationName } from './explorations.ts';
export { EXPLORATIONS } from './explorations.ts';
export type { ExplorationReport, ExploreOptions } from './explore.ts';
export { Exploration, explore } from './explore.ts';
export type { ProfileName, Weather } from './profiles.ts';
export { PROFILE_NAMES, weatherOf } from './profiles.ts';
export type { PromiseName, Sighting } from './promises.ts';
export { BrokenPromise, PROMISES, Watch } from './promises.ts';
export type { PropertyOptions } from './property.ts';
export { checkScenarios, PropertyFailure, storyOf } from './property.ts';
export type { Random } from './random.ts';
export { seededRandom } from './random.ts';
export { retrace, traceOf } from './retrace.ts';
export type {
  FlightView,
  NodeView,
  SandboxListener,
  SandboxOptions,
  TimerView,
} from './sandbox.ts';
export { Sandbox } from './sandbox.ts';
export type { Deed, DeedDone, Moment, SandboxLog } from './sandboxLog.ts';
export { parseSandboxLog } from './sandboxLog.ts';
export { sandboxLogOf, sandboxTrace } from './sandboxTrace.ts';
export type { Action, Report, RunOptions, Scenario } from './scenario.ts';
export { QUIET, REST_BOUND_MS, runScenario } from './scenario.ts';
export type { Seen, SimulatedClient } from './simulatedClient.ts';
export { VirtualClock } from './virtualClock.ts';
export type { Copy, Fate, Network, Node, Transit, WorldOptions } from './world.ts';
export { SERVER_ADDRESS, World } from './world.ts';
