/** The keys of curation, on every screen that shows the selection: 1 to 9 tag, X leaves out of training, Ctrl+Z takes back. */
import { onUnmounted } from 'vue';
import { useColumns } from '../../stores/columns.ts';
import { useCuration } from '../../stores/curation.ts';
import { useNotices } from '../../stores/notices.ts';
import { useSelection } from '../../stores/selection.ts';

interface CurateActions {
  /** Opens where a tag is typed. */
  tag(): void;
}

export function useCurateKeys({ tag }: CurateActions): void {
  const selection = useSelection();
  const columns = useColumns();
  const curation = useCuration();
  const notices = useNotices();

  function withControl(event: KeyboardEvent): boolean {
    const key = event.key.toLowerCase();
    if (key === 'z') void notices.attempt(event.shiftKey ? curation.redo : curation.undo);
    else if (key === 'y') void notices.attempt(curation.redo);
    else if (key === 'a') selection.selectAll(columns.mask);
    else return false;
    return true;
  }

  function alone({ key, shiftKey }: KeyboardEvent): boolean {
    if (shiftKey && key.toLowerCase() === 'i') {
      selection.invert(columns.mask);
      return true;
    }
    if (selection.count === 0) return false;
    const keyTag = /^[1-9]$/.test(key) ? curation.keyTags[Number(key) - 1] : undefined;
    if (keyTag !== undefined) void notices.attempt(() => curation.toggleTag(keyTag, [...selection.images]));
    else if (key === 't') tag();
    else if (key === 'x') void notices.attempt(() => curation.toggleExcluded([...selection.images]));
    else return false;
    return true;
  }

  /** Keys that mean something elsewhere (in fields, in dialogs) are left alone. */
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target.closest('input:not([type="range"], [type="radio"]), select, textarea, dialog') !== null)
      return;
    if (event.ctrlKey || event.metaKey ? withControl(event) : alone(event)) event.preventDefault();
  }

  addEventListener('keydown', onKey);
  onUnmounted(() => removeEventListener('keydown', onKey));
}
