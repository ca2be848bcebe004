/** Entry of a worker process: runs one job, or the explorer's immediate questions, away from the engine. */
import { serveTasks } from './serve-tasks.ts';
import { tasks } from './tasks.ts';

process.title = 'morphospace-worker';
serveTasks(tasks);
