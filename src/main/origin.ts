/** The one origin that our windows show: the renderer and the bulk bytes lie under it. */
export const SCHEME = 'morphospace';
const ORIGIN = `${SCHEME}://app`;
export const START_PAGE = `${ORIGIN}/`;

/** Whether an address is of our own page. Node's URL gives no origin for schemes of one's own, so the text is compared. */
export function isOurs(address: string): boolean {
  return address.startsWith(`${ORIGIN}/`);
}
