/** The engine as everybody sees it: the contract's methods and events, and bulk bytes by path. */
import type { MethodName, Params, Result, Transport } from '../../shared/contract.ts';
import { methods } from '../../shared/contract.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { issueInWords } from '../../shared/issue-words.ts';
import { EventListeners } from '../../shared/wire/event-listeners.ts';
import { JobQueue } from '../jobs/queue.ts';
import { type Emit, WorkerProcess } from '../jobs/worker-process.ts';
import { openLibrary } from '../library/library.ts';
import { analysisAnswers } from './analyses.ts';
import { attributeAnswers } from './attributes.ts';
import { appAnswers } from './app.ts';
import { columnAnswers } from './columns.ts';
import { curationAnswers } from './curation.ts';
import { datasetAnswers } from './datasets.ts';
import { Explorer } from './explorer.ts';
import { latentAnswers } from './latent.ts';
import { modelAnswers } from './models.ts';
import { projectionAnswers } from './projections.ts';
import { readResource } from './resources.ts';
import type { Answers, Rooms } from './rooms.ts';
import { stateAnswers } from './state.ts';

/** A request for bulk bytes; paths are those of shared/resources.ts, with their query. */
export interface ResourceRequest {
  path: string;
  /** First and last byte, both included, as in an HTTP Range header; `end` may be left out. */
  range?: { start: number; end?: number };
}

export interface ResourceResponse {
  /** 200 all of it, 206 the range, 404 no such thing, 416 a range outside of it. */
  status: 200 | 206 | 404 | 416;
  contentType: string;
  body: Uint8Array;
  /** Size of the whole in bytes, and where `body` starts in it. */
  total: number;
  start: number;
  /** Changes whenever the bytes do. */
  etag: string;
  /** `immutable` when the path is versioned, else to be asked for again with the etag. */
  cache: 'immutable' | 'revalidate';
  /** A name for saving it, when it is a download. */
  fileName?: string;
}

export interface Engine extends Omit<Transport, 'close'> {
  resource(request: ResourceRequest): Promise<ResourceResponse>;
  /** Cancels what runs, ends the worker processes and gives the library back. */
  close(): Promise<void>;
}

/**
 * Opens a library and answers for it.
 *
 * @throws MorphospaceError `library-locked`, `library-newer`.
 */
export async function createEngine(options: { library: string }): Promise<Engine> {
  const library = openLibrary(options.library, { exclusive: true });
  const listeners = new EventListeners();
  const emit: Emit = (event, payload) => listeners.notify(event, payload);
  const startWorker = () => new WorkerProcess({ library: library.folder });
  const rooms: Rooms = {
    library,
    emit,
    queue: new JobQueue({ startWorker, emit }),
    explorer: new Explorer(library.folder),
  };
  const answers: Answers = {
    ...appAnswers(rooms),
    ...datasetAnswers(rooms),
    ...modelAnswers(rooms),
    ...projectionAnswers(rooms),
    ...latentAnswers(rooms),
    ...analysisAnswers(rooms),
    ...attributeAnswers(rooms),
    ...columnAnswers(rooms),
    ...curationAnswers(rooms),
    ...stateAnswers(rooms),
  };

  return {
    async call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
      if (!Object.hasOwn(answers, method)) {
        throw new MorphospaceError(
          'bad-request',
          `There is no method ${String(method)}.`,
          'Update Morphospace.',
        );
      }
      const parsed = methods[method].params.safeParse(params);
      if (!parsed.success) {
        const issue = parsed.error.issues[0]!;
        throw new MorphospaceError(
          'bad-request',
          `${issue.path.join('.') || method} ${issueInWords(issue)}.`,
          'Change that value and try again.',
        );
      }
      return (answers[method] as (params: unknown) => Promise<Result<M>>)(parsed.data);
    },

    on: (event, listener) => listeners.add(event, listener),
    resource: (request) => readResource(rooms, request),

    async close() {
      await rooms.queue.close();
      await rooms.explorer.close();
      library.close();
    },
  };
}
