/** How the C library treats memory that a training step has let go. */

/** Just below the largest block (32 MiB) that makes glibc learn, on 64-bit systems. */
const LESSON_BYTES = 31 * 2 ** 20;

/**
 * Every step leaves a copy of the whole state and takes another. The C library of Linux gives such blocks back to the system and
 * fetches fresh pages for the next step, thousands of faults and a tenth of a step. It raises the size from which it does
 * so to that of the largest block it has seen released (M_MMAP_THRESHOLD in mallopt(3)), so one is released here. Where
 * memory comes from elsewhere, nothing happens.
 */
export function keepFreedMemory(): void {
  new ArrayBuffer(LESSON_BYTES).transfer(0);
}
