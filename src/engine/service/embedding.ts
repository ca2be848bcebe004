/** Encoding the images of a dataset, which a person asks for and which follows when images were added. */
import type { EmbedInput } from '../tasks/embed.ts';
import type { Rooms } from './rooms.ts';

export function startEmbedding(
  { library, queue, emit }: Rooms,
  input: EmbedInput,
  title: string,
): { jobId: string } {
  const { modelId } = input;
  const { datasetId } = library.models.get(modelId);
  const job = queue.start({
    kind: 'embed',
    title,
    task: 'embed',
    input,
    datasetId,
    modelId,
    complete(result) {
      emit('library', { changed: 'models', id: modelId });
      return result;
    },
  });
  return { jobId: job.id };
}
