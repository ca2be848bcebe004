/**
 * Which screen is shown, kept in the address's hash (`#/explore?image=12`) so that back, forward and reload work under HTTP and
 * under the desktop's protocol alike. Seven flat screens need no more than this.
 */
import { computed, shallowRef } from 'vue';

export const screens = ['welcome', 'gallery', 'train', 'explore', 'morph', 'export', 'compare'] as const;
export type Screen = (typeof screens)[number];
export type RouteQuery = Readonly<Record<string, string>>;
export interface Route {
  readonly screen: Screen;
  readonly query: RouteQuery;
}

export function parseHash(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const screen = screens.find((name) => name === path) ?? 'welcome';
  return { screen, query: Object.fromEntries(new URLSearchParams(query)) };
}

export function formatHash({ screen, query }: Route): string {
  const search = new URLSearchParams(query).toString();
  return `#/${screen}${search === '' ? '' : `?${search}`}`;
}

const current = shallowRef<Route>({ screen: 'welcome', query: {} });

/** Follows the address from now on; returns the function that stops it. */
export function startRouter(): () => void {
  const follow = () => {
    current.value = parseHash(location.hash);
  };
  follow();
  addEventListener('hashchange', follow);
  return () => removeEventListener('hashchange', follow);
}

export function useRoute() {
  return { screen: computed(() => current.value.screen), query: computed(() => current.value.query) };
}

/** Goes to a screen; `replace` leaves no step behind for the back button. */
export function navigate(screen: Screen, query: RouteQuery = {}, { replace = false } = {}): void {
  const route: Route = { screen, query };
  const hash = formatHash(route);
  if (hash === location.hash) return;
  if (replace) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  current.value = route;
}
