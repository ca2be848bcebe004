/** The renderer over the fake engine. The address says what is on its shelves: `?shelf=faces&host=desktop#/gallery`. */
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from '../../../src/renderer/App.vue';
import { hostKey } from '../../../src/renderer/host.ts';
import '../../../src/renderer/styles/base.css';
import '../../../src/renderer/styles/tip.css';
import '../../../src/renderer/styles/tokens.css';
import { createFakeEngine, type FakeEngine } from '../fake-engine.ts';
import { createFakeHost } from '../fake-host.ts';
import { shelves, type Shelf } from '../fake-shelves.ts';

declare global {
  interface Window {
    /** For tests: makes the fake fail, die or speak. */
    engine: FakeEngine;
  }
}

const query = new URLSearchParams(location.search);
const shelf = shelves[(query.get('shelf') ?? 'faces') as Shelf];
window.engine = createFakeEngine(shelf(), { tick: Number(query.get('tick') ?? 100) });
const host = createFakeHost(window.engine, query.get('host') === 'desktop' ? 'desktop' : 'browser');
createApp(App).use(createPinia()).provide(hostKey, host).mount('#app');
