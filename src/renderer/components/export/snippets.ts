/** Short programs that use the exported files, with this model's numbers in them. */
import { FAMILIES } from '../../../shared/families.ts';
import type { ModelCard } from '../../../shared/models.ts';

export interface Snippet {
  language: 'Python' | 'JavaScript';
  code: string;
}

/** The encoder's output that codes are taken from. */
function codeOutput({ family }: Pick<ModelCard, 'family'>): 'mean' | 'code' {
  return FAMILIES[family].variational ? 'mean' : 'code';
}

export function snippetsFor(card: ModelCard): Snippet[] {
  return [
    { language: 'Python', code: pythonFor(card) },
    { language: 'JavaScript', code: javascriptFor(card) },
  ];
}

/** For a conditional model a label to tell it, one-hot; the first of the card's stands for the right one. */
function pythonFor(card: ModelCard): string {
  const { size, channels } = card.image;
  const { labels } = card.plan;
  const told = labels.length > 0;
  const mode = channels === 1 ? 'L' : 'RGB';
  const toPlanes =
    channels === 1 ? 'pixels[None, None]' : 'pixels.transpose(2, 0, 1)[None]  # channels first, batch of one';
  const label = told
    ? `
labels = json.load(open("model.json", encoding="utf-8"))["plan"]["labels"]
label = np.zeros((1, ${labels.length}), np.float32)  # all zeros where the label is not known
label[0, labels.index(${JSON.stringify(labels[0])})] = 1
`
    : '';
  const feed = told ? ', "label": label' : '';
  return `# pip install onnxruntime pillow numpy
import ${told ? 'json, ' : ''}numpy as np, onnxruntime as ort
from PIL import Image, ImageOps

image = ImageOps.fit(ImageOps.exif_transpose(Image.open("photo.jpg")).convert("${mode}"), (${size}, ${size}), Image.BILINEAR)
pixels = np.asarray(image, np.float32) / 255
batch = ${toPlanes}
${label}
encoder = ort.InferenceSession("encoder.onnx")
decoder = ort.InferenceSession("decoder.onnx")
code = encoder.run(["${codeOutput(card)}"], {"image": batch${feed}})[0]  # [1, ${card.latent.dimensions}]
picture = decoder.run(["image"], {"code": code${feed}})[0]  # [1, ${channels}, ${size}, ${size}], 0 to 1`;
}

function javascriptFor(card: ModelCard): string {
  const { size, channels } = card.image;
  const { labels } = card.plan;
  const told = labels.length > 0;
  const output = codeOutput(card);
  const label = told
    ? `
const { labels } = JSON.parse(await readFile('model.json', 'utf8')).plan;
const oneHot = new Float32Array(${labels.length}); // all zeros where the label is not known
oneHot[labels.indexOf(${JSON.stringify(labels[0])})] = 1;
const label = new ort.Tensor('float32', oneHot, [1, ${labels.length}]);`
    : '';
  const feed = told ? ', label' : '';
  return `// npm install onnxruntime-node   (or onnxruntime-web in a browser)
${told ? "import { readFile } from 'node:fs/promises';\n" : ''}import * as ort from 'onnxruntime-node';

const encoder = await ort.InferenceSession.create('encoder.onnx');
const decoder = await ort.InferenceSession.create('decoder.onnx');

// pixels: Float32Array, ${channels === 1 ? 'grey' : 'R, then G, then B plane'}, 0 to 1, of the central square at ${size} x ${size}
const image = new ort.Tensor('float32', pixels, [1, ${channels}, ${size}, ${size}]);${label}
const { ${output === 'mean' ? 'mean: code' : 'code'} } = await encoder.run({ image${feed} });
const { image: picture } = await decoder.run({ code${feed} });`;
}
