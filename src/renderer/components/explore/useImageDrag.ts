/** Dragging an image of the dataset from a strip to a place that takes images. */

/** Private to the application, so that other programs take no notice and the import zone does not either. */
const KIND = 'application/x-morphospace-image';

export function useImageDrag() {
  return {
    startDrag(event: DragEvent, image: number): void {
      event.dataTransfer?.setData(KIND, String(image));
      if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'copy';
    },
    /** Whether something dragged is an image of the dataset. */
    carriesImage: (event: DragEvent): boolean => event.dataTransfer?.types.includes(KIND) ?? false,
    /** The image that was dropped, or null. */
    droppedImage(event: DragEvent): number | null {
      const dropped = event.dataTransfer?.getData(KIND) ?? '';
      return dropped === '' ? null : Number(dropped);
    },
  };
}
