/** `statechat lab run`: random scenarios, a table of what they showed, and what broke. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { safeText } from '../../chat/display/safeText.ts';
import { BrokenPromise } from '../../lab/promises/promises.ts';
import type { DrawOptions } from '../../lab/scenarios/draw.ts';
import { drawScenario } from '../../lab/scenarios/draw.ts';
import { PROFILE_NAMES } from '../../lab/scenarios/profileNames.ts';
import type { Report } from '../../lab/scenarios/run.ts';
import { playScenario } from '../../lab/scenarios/run.ts';
import type { Scenario } from '../../lab/scenarios/scenario.ts';
import { shrinking } from '../../lab/scenarios/shrinking.ts';
import type { Violation } from '../../trace/trace.ts';
import { parseLoss, parseWhole } from '../arguments.ts';
import type { Environment } from '../environment.ts';
import { Interruptions } from '../interruptions.ts';
import { writeFinding } from './finding.ts';
import { checkFolder, parseChoice } from './options.ts';
import { breathe, ProgressLine } from './progress.ts';
import type { RunWords } from './runWords.ts';
import { forPeople, forPrograms } from './runWords.ts';
import { number, Totals } from './summary.ts';

export interface LabRunFlags {
  readonly profile: string;
  readonly clients: string;
  readonly steps: string;
  readonly runs: string;
  readonly seed?: string;
  readonly loss?: string;
  readonly out: string;
  readonly keepGoing?: true;
  readonly sometimes?: true;
  readonly json?: true;
}

const MAX_CLIENTS = 64;
const MAX_STEPS = 1_000_000;
const MAX_RUNS = 1_000_000;
/** The seeds that follow must be exact numbers too. */
const MAX_SEED = 2 ** 52;
const RANDOM_SEEDS = 2 ** 32;
/** The event loop gets its turn this often: a ctrl-C must be noticed. */
const SLICE_MS = 50;
const BROKEN_STATUS = 1;
const INTERRUPTED_STATUS = 130;

interface Plan extends Omit<DrawOptions, 'seed'> {
  readonly firstSeed: number;
  readonly runs: number;
  readonly folder: string;
  readonly keepsGoing: boolean;
  /** What runs should sometimes see is asked for. */
  readonly isComplete: boolean;
}

/** Runs scenarios; resolves with the exit status. */
export async function runLab(flags: LabRunFlags, environment: Environment): Promise<number> {
  const plan = await planOf(flags);
  const words = flags.json ? forPrograms(environment.now) : forPeople;
  const lab = new LabRun(plan, words, environment);
  const interruptions = new Interruptions(environment.signals, () => lab.interrupt());
  try {
    return await Promise.race([lab.run(), interruptions.forced]);
  } finally {
    interruptions.close();
  }
}

/**
 * @throws UsageError if something is asked for that cannot be
 */
async function planOf(flags: LabRunFlags): Promise<Plan> {
  const { seed, loss } = flags;
  return {
    profile: parseChoice(flags.profile, '--profile', PROFILE_NAMES),
    clients: parseWhole(flags.clients, '--clients', 1, MAX_CLIENTS),
    actions: parseWhole(flags.steps, '--steps', 1, MAX_STEPS),
    runs: parseWhole(flags.runs, '--runs', 1, MAX_RUNS),
    firstSeed:
      seed === undefined ? randomInt(RANDOM_SEEDS) : parseWhole(seed, '--seed', 0, MAX_SEED),
    ...(loss === undefined ? {} : { lossRate: parseLoss(loss, 1) }),
    keepsGoing: flags.keepGoing === true,
    isComplete: flags.sometimes === true,
    folder: await checkFolder(flags.out, '--out'),
  };
}

class LabRun {
  private readonly plan: Plan;
  private readonly words: RunWords;
  private readonly environment: Environment;
  private readonly progress: ProgressLine;
  private readonly totals = new Totals();
  /** Promises whose story was told. */
  private readonly told = new Set<string>();
  private isInterrupted = false;
  /** Of a run that is not over. */
  private stepsUnderWay = 0;
  private failure: unknown = null;
  private sliceEndMs = 0;
  private shrinkingMs = 0;

  constructor(plan: Plan, words: RunWords, environment: Environment) {
    this.plan = plan;
    this.words = words;
    this.environment = environment;
    this.progress = new ProgressLine(environment.stderr, environment.variables);
  }

  interrupt(): void {
    this.isInterrupted = true;
  }

  async run(): Promise<number> {
    const { plan, totals } = this;
    const { signals } = this.environment;
    const startMs = performance.now();
    // What the code around a machine throws, XState throws again later, outside of everything.
    const onFailure = (error: unknown) => {
      this.failure ??= error;
    };
    signals.on('uncaughtException', onFailure);
    this.print(this.words.began(plan));
    let isBroken = false;
    try {
      for (let i = 0; i < plan.runs && !this.isInterrupted; i++) {
        if (isBroken && !plan.keepsGoing) break;
        if (await this.runOne(plan.firstSeed + i)) isBroken = true;
      }
    } finally {
      signals.off('uncaughtException', onFailure);
      this.progress.clear();
    }
    const realMs = performance.now() - startMs - this.shrinkingMs;
    const interrupted = this.isInterrupted ? this.progressWords() : null;
    const missing = plan.isComplete && !this.isInterrupted ? totals.missing : [];
    if (missing.length > 0) this.print(this.words.missed(missing));
    this.print(this.words.ended(totals, realMs, interrupted));
    if (isBroken || missing.length > 0) return BROKEN_STATUS;
    return this.isInterrupted ? INTERRUPTED_STATUS : 0;
  }

  /** @returns whether a promise was broken */
  private async runOne(seed: number): Promise<boolean> {
    const scenario = drawScenario({ ...this.plan, seed });
    const report = await this.play(scenario);
    if (report === null) return false;
    this.totals.add(report);
    this.print(this.words.ran(seed, report));
    await this.reader();
    const { violation } = report;
    if (violation === null) return false;
    if (this.told.has(violation.promise)) {
      this.print(this.words.brokeAgain(violation.promise, seed));
    } else {
      this.told.add(violation.promise);
      await this.tell(scenario, { ...report, violation });
    }
    return true;
  }

  /** @returns null if it was interrupted */
  private async play(scenario: Scenario): Promise<Report | null> {
    const run = playScenario(scenario);
    for (let next = run.next(); ; next = run.next()) {
      if (next.done) {
        this.stepsUnderWay = 0;
        await breathe();
        return this.withFailure(next.value);
      }
      this.stepsUnderWay = next.value;
      await this.pause(() => `seed ${scenario.seed}: ${this.progressWords()}`);
      if (this.isInterrupted) return null;
    }
  }

  private withFailure(report: Report): Report {
    const { failure } = this;
    if (failure === null) return report;
    this.failure = null;
    const detail = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
    const broken = new BrokenPromise('hostileBytesAreBoring', detail);
    return { ...report, violation: report.violation ?? broken.at(report.steps) };
  }

  /** Shrinks what broke, writes its trace, and says so. */
  private async tell(
    scenario: Scenario,
    report: Report & { readonly violation: Violation },
  ): Promise<void> {
    const startMs = performance.now();
    const attempts = shrinking(scenario, report);
    let next = attempts.next();
    for (; !next.done && !this.isInterrupted; next = attempts.next()) {
      const { attempts: runs, scenario: best } = next.value;
      await this.pause(
        () => `shrinking: ${number(runs)} runs, ${best.actions.length} actions left`,
      );
    }
    const { path, error } = writeFinding(next.value, this.plan.folder);
    this.progress.clear();
    this.print(this.words.broke(scenario, next.value, path));
    if (error !== null) this.environment.stderr.write(`statechat: ${safeText(error.message)}\n`);
    // Whatever the shrinking threw belongs to a finding that is told.
    await breathe();
    this.failure = null;
    this.shrinkingMs += performance.now() - startMs;
  }

  private async pause(status: () => string): Promise<void> {
    this.progress.show(status);
    if (performance.now() < this.sliceEndMs) return;
    await breathe();
    this.sliceEndMs = performance.now() + SLICE_MS;
  }

  private progressWords(): string {
    const { plan, totals, stepsUnderWay } = this;
    const events = number(totals.steps + stepsUnderWay);
    return `${number(totals.runs)} of ${number(plan.runs)} runs, ${events} events`;
  }

  /** Nothing is left out: what comes next waits until what was printed is read. */
  private async reader(): Promise<void> {
    const { stdout } = this.environment;
    if (!stdout.writableNeedDrain) return;
    await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]).catch(() => {});
  }

  private print(lines: readonly string[]): void {
    this.environment.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }
}
