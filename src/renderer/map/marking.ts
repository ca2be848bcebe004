/** Which images are drawn apart from the others: the selected, those that go with them, and those of a path. */
import { shownOf } from './arranger.ts';
import type { Marks } from './map-events.ts';
import { Role, type Scene } from './scene.ts';

/** A larger selection would lie in heaps: its dots are drawn brighter and the others step back instead. */
const MOST_PINNED = 6;

/**
 * Writes roles, pins, companions and the selection into the scene. Ids that the scene has no image for are left out.
 * @param shown the images that are shown, in the order in which dots are drawn
 */
export function markImages(scene: Scene, marks: Marks, shown: Uint32Array<ArrayBuffer>): void {
  const { roles } = scene;
  const there = (id: number) => id >= 0 && id < roles.length;
  const selection = (marks.selection ?? new Uint32Array(0)).filter(there);
  const companions = (marks.companions ?? []).filter(there);
  const path = (marks.path ?? []).filter(there);
  const focus = [marks.focus ?? -1].filter(there);
  const many = selection.length > MOST_PINNED;
  roles.fill(Role.none);
  for (const id of companions) roles[id] = Role.companion;
  if (many) for (const id of selection) roles[id] = Role.selected;
  scene.selection = many ? shownOf(shown, selectedMask(roles)) : new Uint32Array(0);
  const pins = [...new Set([...path, ...(many ? [] : selection), ...focus])];
  for (const id of pins) roles[id] = Role.pinned;
  scene.pins = pins;
  scene.path = path;
  scene.companions = companions.filter((id) => roles[id] === Role.companion);
}

function selectedMask(roles: Uint8Array): Uint8Array {
  return roles.map((role) => (role === Role.selected ? 1 : 0));
}
