/** What a click among many images means, by the keys that are held: as in every file manager. */
export type GridChoice = 'only' | 'toggle' | 'range';

export function choiceOf({ shiftKey, ctrlKey, metaKey }: MouseEvent): GridChoice {
  if (shiftKey) return 'range';
  return ctrlKey || metaKey ? 'toggle' : 'only';
}
