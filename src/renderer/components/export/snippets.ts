/** Short programs that use the exported files, with this model's numbers in them. */
import type { ModelCard } from '../../../shared/models.ts';

export interface Snippet {
  language: 'Python' | 'JavaScript';
  code: string;
}

export function snippetsFor(card: ModelCard): Snippet[] {
  const { size, channels } = card.image;
  const code = card.family === 'vae' ? 'mean' : 'code';
  const mode = channels === 1 ? 'L' : 'RGB';
  const toPlanes =
    channels === 1 ? 'pixels[None, None]' : 'pixels.transpose(2, 0, 1)[None]  # channels first, batch of one';
  const python = `# pip install onnxruntime pillow numpy
import numpy as np, onnxruntime as ort
from PIL import Image, ImageOps

image = ImageOps.fit(ImageOps.exif_transpose(Image.open("photo.jpg")).convert("${mode}"), (${size}, ${size}), Image.BILINEAR)
pixels = np.asarray(image, np.float32) / 255
batch = ${toPlanes}

encoder = ort.InferenceSession("encoder.onnx")
decoder = ort.InferenceSession("decoder.onnx")
code = encoder.run(["${code}"], {"image": batch})[0]        # [1, ${card.latent.dimensions}]
picture = decoder.run(["image"], {"code": code})[0]   # [1, ${channels}, ${size}, ${size}], 0 to 1`;
  const javascript = `// npm install onnxruntime-node   (or onnxruntime-web in a browser)
import * as ort from 'onnxruntime-node';

const encoder = await ort.InferenceSession.create('encoder.onnx');
const decoder = await ort.InferenceSession.create('decoder.onnx');

// pixels: Float32Array, ${channels === 1 ? 'grey' : 'R, then G, then B plane'}, 0 to 1, of the central square at ${size} x ${size}
const image = new ort.Tensor('float32', pixels, [1, ${channels}, ${size}, ${size}]);
const { ${code === 'mean' ? 'mean: code' : 'code'} } = await encoder.run({ image });
const { image: picture } = await decoder.run({ code });`;
  return [
    { language: 'Python', code: python },
    { language: 'JavaScript', code: javascript },
  ];
}
