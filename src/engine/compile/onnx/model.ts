/**
 * A recorded graph as the bytes of an ONNX file. Field numbers are those of `onnx.proto` (IR version 8, which ONNX
 * Runtime reads since 1.10); operators are those of opset 17.
 */
import type { ElementType } from '../compiled.ts';
import type { Attribute, Graph, GraphNode, TypedArray, Value } from '../graph.ts';
import { Message } from './protobuf.ts';

const IR_VERSION = 8;
export const OPSET = 17;

const DATA_TYPES: Record<ElementType, number> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };
const ATTRIBUTE_TYPES = { float: 1, integer: 2, string: 3, integers: 7 };
/** Name of the batch dimension in files whose batch is not fixed. */
const BATCH_NAME = 'n';

export interface ModelText {
  name: string;
  description?: string;
  /** Becomes `metadata_props`. */
  metadata?: Readonly<Record<string, string>>;
}

/** Writes nodes in recording order, which is a topological order. @throws Error on a node that was never lowered. */
export function writeModel(graph: Graph, { name, description, metadata = {} }: ModelText): Uint8Array {
  const { names, copies } = nameOutputs(graph);
  const nodes = [...graph.nodes, ...copies];
  const body = new Message();
  nodes.forEach((node, index) => body.message(1, nodeMessage(node, index, names)));
  body.string(2, name);
  for (const value of graph.constants) body.message(5, tensorMessage(value));
  for (const value of graph.inputs) body.message(11, valueInfo(graph, value.name, value));
  for (const [outputName, value] of graph.outputs) body.message(12, valueInfo(graph, outputName, value));

  const model = new Message().integer(1, IR_VERSION).string(2, 'Morphospace');
  if (description) model.string(6, description);
  model.message(7, body);
  const domains = new Set(['', ...graph.nodes.map(({ domain }) => domain)]);
  for (const domain of domains)
    model.message(8, new Message().string(1, domain).integer(2, domain ? 1 : OPSET));
  addMetadata(model, metadata);
  return model.bytes();
}

/** An ONNX file with further `metadata_props`: in the wire format, repeated fields may follow at the end of a message. */
export function withMetadata(file: Uint8Array, metadata: Readonly<Record<string, string>>): Uint8Array {
  const added = new Message();
  addMetadata(added, metadata);
  return Buffer.concat([file, added.bytes()]);
}

function addMetadata(model: Message, metadata: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(metadata)) {
    model.message(14, new Message().string(1, key).string(2, value));
  }
}

/** Gives computed values the names of the outputs they are; a value that already has a public name is copied instead. */
function nameOutputs(graph: Graph): { names: Map<string, string>; copies: GraphNode[] } {
  const names = new Map<string, string>();
  const copies: GraphNode[] = [];
  const taken = new Set([...graph.inputs, ...graph.constants].map(({ name }) => name));
  for (const [outputName, value] of graph.outputs) {
    if (taken.has(value.name)) {
      const outputs = [{ ...value, name: outputName }];
      copies.push({ op: 'Identity', domain: '', inputs: [value], outputs, attributes: {} });
    } else {
      names.set(value.name, outputName);
      taken.add(value.name);
    }
  }
  return { names, copies };
}

function nodeMessage(node: GraphNode, index: number, names: ReadonlyMap<string, string>): Message {
  if (node.domain === 'morphospace')
    throw new Error(`${node.op} must be lowered before the graph is written`);
  const message = new Message();
  for (const { name } of node.inputs) message.string(1, names.get(name) ?? name);
  for (const { name } of node.outputs) message.string(2, names.get(name) ?? name);
  message.string(3, `${node.op}_${index}`).string(4, node.op);
  for (const [name, value] of Object.entries(node.attributes))
    message.message(5, attributeMessage(name, value));
  return node.domain ? message.string(7, node.domain) : message;
}

function attributeMessage(name: string, value: Attribute): Message {
  const message = new Message().string(1, name);
  if (name === 'to')
    return message.integer(3, DATA_TYPES[value as ElementType]).integer(20, ATTRIBUTE_TYPES.integer);
  if (typeof value === 'number') return message.integer(3, value).integer(20, ATTRIBUTE_TYPES.integer);
  if (typeof value === 'string') return message.string(4, value).integer(20, ATTRIBUTE_TYPES.string);
  if ('float' in value) return message.float(2, value.float).integer(20, ATTRIBUTE_TYPES.float);
  for (const number of value) message.integer(8, number);
  return message.integer(20, ATTRIBUTE_TYPES.integers);
}

function tensorMessage({ name, dtype, shape, constant }: Value): Message {
  const message = new Message().packedIntegers(1, shape).integer(2, DATA_TYPES[dtype]).string(8, name);
  return message.raw(9, littleEndianBytes(constant!));
}

/** Every platform that ONNX Runtime has a build for is little-endian, as is ONNX's raw data. */
function littleEndianBytes(data: TypedArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function valueInfo(graph: Graph, name: string, { dtype, shape }: Value): Message {
  const shapeMessage = new Message();
  for (const dimension of shape) {
    const dim = new Message();
    if (dimension === graph.symbolicBatch) dim.string(2, BATCH_NAME);
    else if (graph.isDynamic(dimension))
      throw new Error(`${name} has a dimension that is a multiple of the batch`);
    else dim.integer(1, dimension);
    shapeMessage.message(1, dim);
  }
  const tensor = new Message().integer(1, DATA_TYPES[dtype]).message(2, shapeMessage);
  return new Message().string(1, name).message(2, new Message().message(1, tensor));
}
