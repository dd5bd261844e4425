/** `statechat/lab`: the production endpoints in a simulated world, and the promises they keep. */
export type { Occurrence } from '../chat/runtime.ts';
export { parseTrace } from '../trace/parse.ts';
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
export { formatLine, TRACE_VERSION, TraceError } from '../trace/trace.ts';
export type { Choice, ChoiceOptions } from './exploration/choices.ts';
export type { ExplorationName } from './exploration/explorationNames.ts';
export { EXPLORATIONS } from './exploration/explorations.ts';
export type { ExplorationReport, ExploreOptions } from './exploration/explore.ts';
export { Exploration, explore } from './exploration/explore.ts';
export { retrace, traceOf } from './exploration/retrace.ts';
export type { Sighting } from './promises/beat.ts';
export type { PromiseName } from './promises/promises.ts';
export { BrokenPromise, PROMISES } from './promises/promises.ts';
export { REST_BOUND_MS } from './promises/rest.ts';
export { Watch } from './promises/watch.ts';
export type { Deed, DeedDone, Moment, SandboxLog } from './sandbox/log.ts';
export { parseSandboxLog } from './sandbox/log.ts';
export type {
  FlightView,
  NodeView,
  SandboxListener,
  SandboxOptions,
  TimerView,
} from './sandbox/sandbox.ts';
export { Sandbox } from './sandbox/sandbox.ts';
export { sandboxLogOf, sandboxTrace } from './sandbox/trace.ts';
export type { Forgery, ReplaySource } from './scenarios/adversary.ts';
export type { ScenarioOptions, Weights } from './scenarios/arbitraries.ts';
export { actionArbitrary, decisionsArbitrary, scenarioArbitrary } from './scenarios/arbitraries.ts';
export type { DrawOptions } from './scenarios/draw.ts';
export { drawScenario } from './scenarios/draw.ts';
export type { ProfileName } from './scenarios/profileNames.ts';
export { PROFILE_NAMES } from './scenarios/profileNames.ts';
export type { Weather } from './scenarios/profiles.ts';
export { weatherOf } from './scenarios/profiles.ts';
export type { PropertyOptions } from './scenarios/property.ts';
export { checkScenarios, PropertyFailure, storyOf } from './scenarios/property.ts';
export type { Report, RunOptions } from './scenarios/run.ts';
export { runScenario } from './scenarios/run.ts';
export type { Action, Scenario } from './scenarios/scenario.ts';
export { QUIET } from './scenarios/scenario.ts';
export type { Conditions, Decision, DecisionSource, Delay } from './world/conditions.ts';
export { byChance, byList, LabNetwork, PERFECT } from './world/conditions.ts';
export type { Node } from './world/node.ts';
export { SERVER_ADDRESS } from './world/node.ts';
export type { Line, Lines } from './world/queues.ts';
export type { Random } from './world/random.ts';
export { seededRandom } from './world/random.ts';
export type { Seen, SimulatedClient } from './world/simulatedClient.ts';
export type { Copy, Fate, Network, Transit } from './world/transit.ts';
export { VirtualClock } from './world/virtualClock.ts';
export type { WorldOptions } from './world/world.ts';
export { World } from './world/world.ts';
