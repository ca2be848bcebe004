import type { AnalysisKind, ResultOf } from '../shared/analyses.ts';
import type { Params } from '../shared/contract.ts';
import { analysisJobResultSchema } from '../shared/job-results.ts';
import { type CommandContext, runJob } from './command.ts';

type Question = Params<'analyses.run'>;

/**
 * Runs an analysis and fetches what it found, which stays in the library.
 *
 * @param question what the contract's `analyses.run` takes
 */
export async function runAnalysis<K extends AnalysisKind>(
  context: CommandContext,
  question: Question & { request: { kind: K } },
): Promise<{ analysisId: string; rows: number; seconds: number; result: ResultOf<K> }> {
  const finished = await runJob(
    context,
    (engine) => engine.call('analyses.run', question),
    analysisJobResultSchema,
  );
  const engine = await context.engine();
  const result = await engine.call('analyses.result', { analysisId: finished.analysisId });
  return { ...finished, result: result as ResultOf<K> };
}
