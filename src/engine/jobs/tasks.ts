/** Every task that a worker process can run. */
import type { TaskRegistry } from './task.ts';

export const tasks = {} satisfies TaskRegistry;

export type Tasks = typeof tasks;
