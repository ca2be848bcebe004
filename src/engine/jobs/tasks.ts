/** Every task that a worker process can run. */
import type { TaskRegistry } from './task.ts';

export const tasks = {
  // Jobs, each in a worker process of its own.
  import: async () => (await import('../tasks/import.ts')).importFolders,
  sampleSet: async () => (await import('../tasks/sample-set.ts')).addSampleSet,
  estimate: async () => (await import('../tasks/estimate.ts')).estimate,
  train: async () => (await import('../tasks/train.ts')).train,
  importModel: async () => (await import('../tasks/import-model.ts')).importModel,
  evaluate: async () => (await import('../tasks/evaluate.ts')).evaluate,
  embed: async () => (await import('../tasks/embed.ts')).embed,
  project: async () => (await import('../tasks/project.ts')).project,
  analyse: async () => (await import('../tasks/analyse.ts')).analyse,
  export: async () => (await import('../tasks/export.ts')).exportFiles,
  exportSelection: async () => (await import('../tasks/export-selection.ts')).exportSelection,
  exportSamples: async () => (await import('../tasks/picture-files.ts')).exportSamples,
  exportCodes: async () => (await import('../tasks/picture-files.ts')).exportCodes,
  exportMorph: async () => (await import('../tasks/picture-files.ts')).exportMorph,

  // Questions to the explorer.
  plan: async () => (await import('../tasks/plan.ts')).plan,
  heldOutImages: async () => (await import('../tasks/held-out-images.ts')).heldOutImages,
  inspect: async () => (await import('../tasks/explore.ts')).inspect,
  neighbours: async () => (await import('../tasks/explore.ts')).neighbours,
  latentStatistics: async () => (await import('../tasks/latent-statistics.ts')).latentStatistics,
  createAttribute: async () => (await import('../tasks/attributes.ts')).createAttribute,
  orthogonaliseAttribute: async () => (await import('../tasks/attributes.ts')).orthogonaliseAttribute,
  encode: async () => (await import('../tasks/explore.ts')).encode,
  encodeFile: async () => (await import('../tasks/explore.ts')).encodeFile,
  decode: async () => (await import('../tasks/explore.ts')).decode,
  path: async () => (await import('../tasks/explore.ts')).path,
  walk: async () => (await import('../tasks/walk.ts')).walk,
  repair: async () => (await import('../tasks/repair.ts')).repair,
  pathOfCodes: async () => (await import('../tasks/explore.ts')).pathOfCodes,
  sample: async () => (await import('../tasks/explore.ts')).sample,
  importColumns: async () => (await import('../tasks/import-columns.ts')).importColumns,
  picture: async () => (await import('../tasks/picture.ts')).picture,
  modelPage: async () => (await import('../tasks/export.ts')).pageOf,
  doctor: async () => (await import('../tasks/doctor.ts')).doctor,
} satisfies TaskRegistry;

export type Tasks = typeof tasks;
