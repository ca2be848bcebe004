/** Answers about the application itself and its jobs. */
import packageJson from '../../../package.json' with { type: 'json' };
import type { Answers, Rooms } from './rooms.ts';

type AppMethod = Extract<keyof Answers, `app.${string}` | `jobs.${string}`>;

export const VERSION = packageJson.version;

export function appAnswers({ library, queue, explorer }: Rooms): Answers<AppMethod> {
  return {
    'app.status': () => ({
      version: VERSION,
      library: library.folder,
      engineProcess: process.pid,
      platform: process.platform,
    }),
    'app.doctor': () => explorer.ask('doctor', { version: VERSION }),
    'jobs.list': () => queue.list(),
    'jobs.cancel': ({ jobId }) => queue.cancel(jobId),
    'jobs.dismiss': ({ jobId }) => queue.dismiss(jobId),
  };
}
