/** 1 for every image whose label is not hidden, 0 for the others; null when none is hidden. Images without a label have label -1. */
export function labelFilter(labels: Int32Array | null, hidden: ReadonlySet<number>): Uint8Array | null {
  if (labels === null || hidden.size === 0) return null;
  return Uint8Array.from(labels, (label) => (hidden.has(label) ? 0 : 1));
}
