/** Opens a training session on the device of a person's choice, from the definition of a model. */
import type { Device } from '../../shared/models.ts';
import type { CompileReport } from '../compile/compiled.ts';
import { compileTrainingStep } from '../compile/training-step.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { openCompiledSession } from './compiled-session.ts';
import { isOnnxDevice } from './onnx-devices.ts';
import { openTensorflowSession } from './tensorflow.ts';
import { tune } from './tuning.ts';
import { type TrainingSession, type TrainingState, initialState } from './training-session.ts';

export interface TrainingSessionOptions {
  device: Device;
  batch: number;
  /** Seed of the initial weights; without meaning beside `state`. */
  seed?: number;
  /** State to go on from. */
  state?: TrainingState;
  /** Threads for one operation; all cores when left out. */
  threads?: number;
  /** `CompileReport.choices` of the run that `state` comes from, so that this one rounds as that one did. */
  choices?: Readonly<Record<string, string>>;
  /** Told how the compiled step came about. */
  onCompiled?: (report: CompileReport) => void;
}

/** @throws MorphospaceError `device-failed`, or `bad-state` for a state of another model. */
export async function openTrainingSession(
  definition: ModelDefinition,
  {
    device,
    batch,
    seed = 0,
    state = initialState(definition, seed),
    threads,
    choices,
    onCompiled,
  }: TrainingSessionOptions,
): Promise<TrainingSession> {
  if (!isOnnxDevice(device)) return openTensorflowSession(definition, batch, state);
  const compiled = await compileTrainingStep(definition, {
    batch,
    tune: (nodes) => tune(nodes, { device, threads }, choices),
  });
  onCompiled?.(compiled.report);
  return openCompiledSession(compiled, { device, threads, schedule: definition.schedule, state });
}
