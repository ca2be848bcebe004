/** Whether the engine answers, and what to ask again once it is back. */
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Events, Result } from '../../shared/contract.ts';
import { useHost } from '../host.ts';

export type EngineState = 'starting' | Events['engine']['state'];

export const useConnection = defineStore('connection', () => {
  const { transport } = useHost();
  const state = ref<EngineState>('starting');
  const message = ref('');
  const status = ref<Result<'app.status'> | null>(null);
  const resyncs: (() => Promise<void>)[] = [];

  /** Registers what to load at the start and again whenever the engine is back: events in between were missed. */
  function onReady(load: () => Promise<void>): void {
    resyncs.push(load);
    if (state.value === 'ready') void load();
  }

  async function resync(): Promise<void> {
    try {
      status.value = await transport.call('app.status', {});
      await Promise.all(resyncs.map((load) => load()));
      state.value = 'ready';
      message.value = '';
    } catch (error) {
      // The host announces the engine's next state; until then the last screen stays.
      if (state.value === 'starting') {
        state.value = 'failed';
        message.value = error instanceof Error ? error.message : String(error);
      }
    }
  }

  transport.on('engine', (event) => {
    if (event.state === 'ready') void resync();
    else {
      state.value = event.state;
      message.value = event.message;
    }
  });

  return {
    state,
    message,
    status,
    ready: computed(() => state.value === 'ready'),
    onReady,
    resync,
  };
});
