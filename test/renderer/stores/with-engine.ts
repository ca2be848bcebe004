/** Stores over a fake engine, without a page. */
import { createPinia, setActivePinia } from 'pinia';
import { createApp } from 'vue';
import { hostKey } from '../../../src/renderer/host.ts';
import { useConnection } from '../../../src/renderer/stores/connection.ts';
import { createFakeEngine, type FakeEngine, type FakeState } from '../fake-engine.ts';
import { createFakeHost } from '../fake-host.ts';

export interface Running {
  engine: FakeEngine;
  /** Loads what the stores in use want to know, as the window does when it opens. */
  ready(): Promise<void>;
  stop(): void;
}

export function startStores(shelves: Partial<FakeState> = {}): Running {
  const engine = createFakeEngine(shelves, { tick: 2, latency: 0 });
  const pinia = createPinia();
  createApp({}).use(pinia).provide(hostKey, createFakeHost(engine, 'desktop'));
  setActivePinia(pinia);
  return {
    engine,
    ready: () => useConnection().resync(),
    stop: () => engine.close(),
  };
}
