/** Every command by its name, in the order in which a person needs them. */
import type { Command } from './command.ts';
import { anomaliesCommand } from './commands/anomalies.ts';
import { arithmeticCommand } from './commands/arithmetic.ts';
import { attributeCommand, attributesCommand } from './commands/attributes.ts';
import { columnsCommand } from './commands/columns.ts';
import { clustersCommand } from './commands/clusters.ts';
import { compareCommand } from './commands/compare.ts';
import { compressionCommand } from './commands/compression.ts';
import { excludeCommand, tagCommand, tagsCommand } from './commands/curate.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { duplicatesCommand } from './commands/duplicates.ts';
import { editCommand } from './commands/edit.ts';
import { embedCommand } from './commands/embed.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { importModelCommand } from './commands/import-model.ts';
import { datasetsCommand, modelsCommand, removeCommand } from './commands/lists.ts';
import { morphCommand } from './commands/morph.ts';
import { neighboursCommand } from './commands/neighbours.ts';
import { probeCommand } from './commands/probe.ts';
import { projectCommand } from './commands/project.ts';
import { qualityCommand } from './commands/quality.ts';
import { repairCommand } from './commands/repair.ts';
import { sampleCommand } from './commands/sample.ts';
import { selectCommand } from './commands/select.ts';
import { serveCommand } from './commands/serve.ts';
import { trainCommand } from './commands/train.ts';

export const commands: Record<string, Command | undefined> = {
  import: importCommand,
  train: trainCommand,
  'import-model': importModelCommand,
  evaluate: evaluateCommand,
  embed: embedCommand,
  project: projectCommand,
  neighbours: neighboursCommand,
  anomalies: anomaliesCommand,
  duplicates: duplicatesCommand,
  quality: qualityCommand,
  clusters: clustersCommand,
  probe: probeCommand,
  compression: compressionCommand,
  compare: compareCommand,
  sample: sampleCommand,
  morph: morphCommand,
  attribute: attributeCommand,
  attributes: attributesCommand,
  edit: editCommand,
  arithmetic: arithmeticCommand,
  repair: repairCommand,
  export: exportCommand,
  select: selectCommand,
  tag: tagCommand,
  exclude: excludeCommand,
  tags: tagsCommand,
  columns: columnsCommand,
  datasets: datasetsCommand,
  models: modelsCommand,
  remove: removeCommand,
  serve: serveCommand,
  doctor: doctorCommand,
  demo: demoCommand,
};
