/**
 * Takes weights that lie in files beside an ONNX file into the file itself, so that a model is one file that can be copied anywhere.
 * PyTorch puts them there unless told otherwise. Field numbers are those of `onnx.proto`; what is not about weights is passed on byte
 * for byte. Format: https://onnx.ai/onnx/repo-docs/ExternalData.html
 */
import { open } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { MorphospaceError } from '../../../shared/errors.ts';
import { Message } from './protobuf.ts';
import { type Field, readFields, readText } from './read-protobuf.ts';

const MODEL_GRAPH = 7;
const GRAPH_INITIALISER = 5;
const TENSOR_NAME = 8;
const TENSOR_RAW_DATA = 9;
const TENSOR_EXTERNAL_DATA = 13;
const TENSOR_DATA_LOCATION = 14;
const ENTRY_KEY = 1;
const ENTRY_VALUE = 2;

/**
 * @param path of the ONNX file whose bytes these are: files are looked for beside it.
 * @returns the same bytes where all weights are inside.
 * @throws MorphospaceError `missing-weights`; RangeError when the bytes are no protocol buffer.
 */
export async function inlineWeights(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  const model = readFields(bytes);
  const graphs = model.filter(({ field }) => field === MODEL_GRAPH);
  const isOutside = ({ field, content }: Field) =>
    field === GRAPH_INITIALISER && readFields(content).some((part) => part.field === TENSOR_EXTERNAL_DATA);
  if (!graphs.some(({ content }) => readFields(content).some(isOutside))) return bytes;

  const whole: Uint8Array[] = [];
  for (const part of model) {
    if (part.field !== MODEL_GRAPH) {
      whole.push(part.bytes);
      continue;
    }
    const graph: Uint8Array[] = [];
    for (const inner of readFields(part.content)) {
      graph.push(
        isOutside(inner)
          ? new Message().raw(GRAPH_INITIALISER, await inlined(inner.content, path)).bytes()
          : inner.bytes,
      );
    }
    whole.push(new Message().raw(MODEL_GRAPH, Buffer.concat(graph)).bytes());
  }
  return Buffer.concat(whole);
}

/** A tensor with its data inside. */
async function inlined(tensor: Uint8Array, path: string): Promise<Uint8Array> {
  const fields = readFields(tensor);
  const name = readText(fields.find(({ field }) => field === TENSOR_NAME)?.content);
  const entries = new Map<string, string>();
  for (const { field, content } of fields) {
    if (field !== TENSOR_EXTERNAL_DATA) continue;
    const entry = readFields(content);
    const text = (wanted: number) => readText(entry.find((part) => part.field === wanted)?.content);
    entries.set(text(ENTRY_KEY), text(ENTRY_VALUE));
  }
  const data = await readPart(path, name, entries);
  const kept = fields.filter(({ field }) => field !== TENSOR_EXTERNAL_DATA && field !== TENSOR_DATA_LOCATION);
  return Buffer.concat([
    ...kept.map((field) => field.bytes),
    new Message().raw(TENSOR_RAW_DATA, data).bytes(),
  ]);
}

async function readPart(path: string, name: string, entries: Map<string, string>): Promise<Uint8Array> {
  const location = entries.get('location') ?? '';
  const folder = dirname(path);
  const file = resolve(folder, location);
  const inside = relative(folder, file);
  const missing = (cause?: unknown) =>
    new MorphospaceError(
      'missing-weights',
      `The weights ${name} lie in a file of their own, ${location || 'without a name'}, which cannot be read beside ${path}.`,
      'Put that file next to the ONNX file, or export the model again with the weights inside (PyTorch: external_data=False).',
      { cause },
    );
  // A model from elsewhere must not name other files of this computer.
  if (inside === '' || inside.split(sep)[0] === '..' || isAbsolute(inside)) throw missing();
  const handle = await open(file).catch((cause: unknown) => Promise.reject(missing(cause)));
  try {
    const offset = Number(entries.get('offset') ?? 0);
    const length = Number(entries.get('length') ?? (await handle.stat()).size - offset);
    const data = new Uint8Array(length);
    const { bytesRead } = await handle.read(data, 0, length, offset);
    if (bytesRead !== length) throw missing();
    return data;
  } finally {
    await handle.close();
  }
}
