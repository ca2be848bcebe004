/**
 * Small ONNX graphs by which ONNX Runtime does the heavy arithmetic of this room. Sizes are left open, so one model serves
 * every set of codes.
 */
import { Message } from '../compile/onnx/protobuf.ts';

const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;
const DOUBLE = 11;

/**
 * Ranks points by their closeness to queries. Inputs `queries` [m, d] and `points` [n, d] float32 and `count` int64 [1];
 * outputs `scores` [m, count] float32, the greatest entries of queries · points^T in falling order, and `rows` [m, count] int32.
 */
export function scoreModel(): Uint8Array {
  const nearest = new Message()
    .message(1, node('Gemm', ['queries', 'points'], ['products'], integerAttribute('transB', 1)))
    .message(1, node('TopK', ['products', 'count'], ['scores', 'positions']))
    .message(1, node('Cast', ['positions'], ['rows'], integerAttribute('to', INT32)))
    .string(2, 'nearest')
    .message(11, matrix('queries', FLOAT))
    .message(11, matrix('points', FLOAT))
    .message(11, valueInfo('count', INT64, new Message().message(1, new Message().integer(1, 1))))
    .message(12, matrix('scores', FLOAT))
    .message(12, matrix('rows', INT32));
  return model(nearest);
}

/** `product` = `left` · `right`, or `left`^T · `right`, in single or double precision. */
export function productModel(transposeLeft: boolean, precision: 'float32' | 'float64'): Uint8Array {
  const type = precision === 'float32' ? FLOAT : DOUBLE;
  const product = new Message()
    .message(
      1,
      node('Gemm', ['left', 'right'], ['product'], integerAttribute('transA', Number(transposeLeft))),
    )
    .string(2, 'product')
    .message(11, matrix('left', type))
    .message(11, matrix('right', type))
    .message(12, matrix('product', type));
  return model(product);
}

/** A graph of opset 17 in IR version 8, which ONNX Runtime reads since 1.12. */
function model(graph: Message): Uint8Array {
  const operators = new Message().string(1, '').integer(2, 17);
  return new Message().integer(1, 8).message(7, graph).message(8, operators).bytes();
}

function node(operator: string, inputs: string[], outputs: string[], attribute?: Message): Message {
  const message = new Message();
  for (const input of inputs) message.string(1, input);
  for (const output of outputs) message.string(2, output);
  message.string(4, operator);
  return attribute ? message.message(5, attribute) : message;
}

function integerAttribute(name: string, value: number): Message {
  return new Message().string(1, name).integer(3, value).integer(20, 2);
}

/** A matrix of any size. */
function matrix(name: string, type: number): Message {
  return valueInfo(name, type, new Message().message(1, new Message()).message(1, new Message()));
}

function valueInfo(name: string, type: number, shape: Message): Message {
  const tensor = new Message().integer(1, type).message(2, shape);
  return new Message().string(1, name).message(2, new Message().message(1, tensor));
}
