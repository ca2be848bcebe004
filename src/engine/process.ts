/** Entry of the engine process, started by a host (host/engine-process.ts) on the pinned Node. */
import { serveEngine } from './host/serve-engine.ts';
import { createEngine } from './service/engine.ts';

process.title = 'morphospace-engine';
serveEngine(createEngine);
