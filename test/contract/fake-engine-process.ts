import { serveEngine } from '../../src/engine/host/serve-engine.ts';
import { createFakeEngine } from './fake-engine.ts';

process.title = 'morphospace-engine';
serveEngine(createFakeEngine);
