import { createPinia } from 'pinia';
import { createApp } from 'vue';
import './styles/tokens.css';
import './styles/base.css';
import './styles/tip.css';
import { connectHost } from './api/host.ts';
import App from './App.vue';
import { hostKey } from './host.ts';

const host = await connectHost();
createApp(App).use(createPinia()).provide(hostKey, host).mount('#app');
