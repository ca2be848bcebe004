/** Pictures from outside the dataset as stops of a morph: how the model sees them, and what it makes of them. */
import type { Transport } from '../../../shared/contract.ts';
import { MorphospaceError } from '../../../shared/errors.ts';
import type { ModelRecord } from '../../../shared/models.ts';
import type { StopView } from '../../stores/morph.ts';
import { frameOf, type Frame } from './frames.ts';

/** @param grey whether the model is shown images without colour. @throws MorphospaceError when the file is no picture that can be read. */
export async function viewOutsideImage(
  transport: Transport,
  { id: modelId, plan }: ModelRecord,
  file: File,
  grey: boolean,
): Promise<StopView> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const codes = await transport.call('latent.encodeFile', { modelId, bytes });
  const pictures = await transport.call('latent.decode', { modelId, codes });
  return {
    name: file.name,
    label: null,
    psnr: null,
    code: codes.values,
    input: await centredSquare(file, plan.size, grey),
    reconstruction: frameOf(pictures, 0),
  };
}

/** The square in the middle of a picture, as models are shown it. */
async function centredSquare(file: File, size: number, grey: boolean): Promise<Frame> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new MorphospaceError(
      'unreadable-picture',
      `${file.name} cannot be shown here.`,
      'Save it as a JPEG or PNG.',
    );
  });
  const side = Math.min(bitmap.width, bitmap.height);
  const context = new OffscreenCanvas(size, size).getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  if (grey) context.filter = 'grayscale(1)';
  context.drawImage(
    bitmap,
    (bitmap.width - side) / 2,
    (bitmap.height - side) / 2,
    side,
    side,
    0,
    0,
    size,
    size,
  );
  bitmap.close();
  return { size, rgba: context.getImageData(0, 0, size, size).data };
}
