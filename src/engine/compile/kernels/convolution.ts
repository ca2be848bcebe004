/** Convolutions and their gradients, which are convolutions again. Images lie in NCHW, filters in OIHW. */
import { backend_util } from '@tensorflow/tfjs-core';
import { registerRecordKernel } from '../backend.ts';
import { type Recorded, NCHW, OIHW, materialise } from '../layout.ts';

type Shape4D = [number, number, number, number];
type ConvolutionInfo = ReturnType<typeof backend_util.computeConv2DInfo>;

interface ConvolutionAttributes {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number;
  dataFormat: 'NHWC' | 'NCHW';
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function convolutionInfo(
  image: readonly number[],
  filter: readonly number[],
  attributes: ConvolutionAttributes,
) {
  if (attributes.dataFormat !== 'NHWC')
    throw new Error('Convolutions are written in NHWC; the graph chooses its own layout');
  return backend_util.computeConv2DInfo(
    image as Shape4D,
    filter as Shape4D,
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
}

/** The attributes that all ONNX convolutions share. */
function windowAttributes(info: ConvolutionInfo) {
  const { top, left, bottom, right } = info.padInfo;
  return {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, bottom, right],
  };
}

function inNCHW(value: Recorded['value'], [batch, height, width, channels]: Shape4D): Recorded {
  return { shape: [batch, height, width, channels], dtype: 'float32', value, order: NCHW };
}

registerRecordKernel<ConvolutionAttributes>('Conv2D', ['x', 'filter'], (graph, [x, filter], attributes) => {
  const info = convolutionInfo(x!.shape, filter!.shape, attributes);
  const operands = [materialise(graph, x!, [...NCHW]), materialise(graph, filter!, [...OIHW])];
  const shape = [info.batchSize, info.outChannels, info.outHeight, info.outWidth];
  return inNCHW(graph.add('Conv', operands, { shape }, windowAttributes(info)), info.outShape as Shape4D);
});

/** Gradient by the image, and the transposed convolution that decoders are made of. */
registerRecordKernel<ConvolutionAttributes & { inputShape: Shape4D }>(
  'Conv2DBackpropInput',
  ['dy', 'filter'],
  (graph, [dy, filter], attributes) => {
    const info = convolutionInfo(attributes.inputShape, filter!.shape, attributes);
    const window = windowAttributes(info);
    const operands = [materialise(graph, dy!, [...NCHW]), materialise(graph, filter!, [...OIHW])];
    const shape = [info.batchSize, info.inChannels, info.inHeight, info.inWidth];
    // What a strided convolution leaves over at the far edge must be put back.
    const leftover = [info.inHeight, info.inWidth].map((length, axis) => {
      const outputs = axis === 0 ? info.outHeight : info.outWidth;
      const reach = window.dilations[axis]! * (window.kernel_shape[axis]! - 1) + 1;
      const pads = window.pads[axis]! + window.pads[axis + 2]!;
      return length - ((outputs - 1) * window.strides[axis]! + reach - pads);
    });
    const value = graph.add('ConvTranspose', operands, { shape }, { ...window, output_padding: leftover });
    return inNCHW(value, attributes.inputShape);
  },
);

/**
 * Gradient by the filter. ONNX has no operation for it but several ways to express it, whose speed depends on the
 * shapes: the choice is left to `lowering.ts`.
 */
registerRecordKernel<ConvolutionAttributes & { filterShape: Shape4D }>(
  'Conv2DBackpropFilter',
  ['x', 'dy'],
  (graph, [x, dy], attributes) => {
    const { filterShape } = attributes;
    const info = convolutionInfo(x!.shape, filterShape, attributes);
    const operands = [materialise(graph, x!, [...NCHW]), materialise(graph, dy!, [...NCHW])];
    const shape = OIHW.map((axis) => filterShape[axis]!);
    const value = graph.add('FilterGradient', operands, { shape }, windowAttributes(info), 'morphospace');
    return { shape: filterShape, dtype: 'float32', value, order: OIHW };
  },
);
