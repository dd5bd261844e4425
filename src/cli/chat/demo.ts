import { inspectorLine } from '../../chat/display/lines.ts';
import { paintFor } from '../../chat/display/paint.ts';
import type { Environment } from '../environment.ts';
import type { Where } from '../inspect/option.ts';
import { inspectIn } from '../inspect/option.ts';

/** Runs the demo, and shows it in an inspector if one is asked for; resolves with the status. */
export async function runDemo(where: Where | undefined, environment: Environment): Promise<number> {
  if (where === undefined) return environment.runDemo(null);
  const { stdout, variables } = environment;
  const inspection = await inspectIn(where, environment);
  try {
    stdout.write(`${inspectorLine(inspection.url, paintFor(stdout, variables))}\n`);
    return await environment.runDemo(inspection);
  } finally {
    await inspection.close();
  }
}
