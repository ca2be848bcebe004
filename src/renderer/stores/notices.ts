/** Short messages at the window's edge: what finished, what failed and what to do about it. */
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { MorphospaceError } from '../../shared/errors.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'done' | 'failed' | 'plain';
  readonly title: string;
  readonly detail?: string;
  readonly action?: { label: string; run: () => void };
  readonly onDismiss?: () => void;
}

/** Milliseconds for which a notice stays; one about a failure stays until it is dismissed. */
const STAY = 8000;
const KEPT = 4;

export const useNotices = defineStore('notices', () => {
  const notices = ref<Notice[]>([]);
  let lastId = 0;

  function dismiss(id: number): void {
    notices.value.find((notice) => notice.id === id)?.onDismiss?.();
    notices.value = notices.value.filter((notice) => notice.id !== id);
  }

  function show(notice: Omit<Notice, 'id'>): number {
    const id = ++lastId;
    notices.value = [...notices.value, { ...notice, id }].slice(-KEPT);
    if (notice.tone !== 'failed') setTimeout(() => dismiss(id), STAY);
    return id;
  }

  /** Says that something a person asked for did not work: what happened, and what to do. */
  function showError(error: unknown): void {
    const title = error instanceof Error ? error.message : String(error);
    show({ tone: 'failed', title, detail: error instanceof MorphospaceError ? error.advice : undefined });
  }

  /** Runs an action a person asked for and shows its failure; returns whether it succeeded. */
  async function attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      showError(error);
      return false;
    }
  }

  return { notices, show, showError, dismiss, attempt };
});
