/** Selections of images: ids in a typed array, the last chosen last, and how what was enclosed changes them. */

/** What enclosing images does to the selection there is. */
export type SelectionMode = 'replace' | 'add' | 'subtract';

/** Which keys are held, of a pointer's or of a keyboard's event. */
export interface HeldKeys {
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/**
 * What held keys mean while an outline is drawn: Shift adds; Alt subtracts, and so does Shift with Ctrl or Cmd, as some desktops
 * keep Alt and drag for themselves. `otherwise` applies without any of them.
 */
export function modeOf(keys: HeldKeys, otherwise: SelectionMode): SelectionMode {
  if (keys.altKey || (keys.shiftKey && (keys.ctrlKey || keys.metaKey))) return 'subtract';
  return keys.shiftKey ? 'add' : otherwise;
}

/**
 * The selection after `images` were enclosed. Its order stays; what is new comes after it. A pass over each and a mask of as many
 * bytes as the largest id: milliseconds for a million images.
 */
export function combineSelection(
  selection: Uint32Array,
  images: Uint32Array,
  mode: SelectionMode,
): Uint32Array {
  if (mode === 'replace') return images.slice();
  if (mode === 'add') {
    const there = maskOf(selection, images);
    const added = images.filter((id) => there[id] === 0);
    const combined = new Uint32Array(selection.length + added.length);
    combined.set(selection);
    combined.set(added, selection.length);
    return combined;
  }
  const gone = maskOf(images, selection);
  return selection.filter((id) => gone[id] === 0);
}

/** 1 for every one of `ids`, as long as the largest of either list asks for. */
function maskOf(ids: Uint32Array, others: Uint32Array): Uint8Array {
  let largest = -1;
  for (const id of ids) if (id > largest) largest = id;
  for (const id of others) if (id > largest) largest = id;
  const mask = new Uint8Array(largest + 1);
  for (const id of ids) mask[id] = 1;
  return mask;
}
