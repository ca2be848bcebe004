/**
 * Ways to compute the gradient of a convolution by its filter,
 * dW[o,i,u,v] = sum over n,p,q of dY[n,o,p,q] · X[n,i, s·p + d·u - pad, s·q + d·v - pad],
 * from images [n, i, H, W] and output gradients [n, o, P, Q] to [o, i, kernel height, kernel width].
 */
import { type Candidate, type Window, windowOf } from './candidate.ts';
import type { Graph, GraphNode, Value } from './graph.ts';
import { reshapeValue } from './layout.ts';

function swapFirstAxes(graph: Graph, value: Value): Value {
  const [a, b, ...rest] = value.shape as [number, number, ...number[]];
  return graph.add('Transpose', [value], { shape: [b, a, ...rest] }, { perm: [1, 0, 2, 3] });
}

/** The gradient as a convolution: of the images by the output gradients, in which strides and dilations change places. */
interface SwappedConvolution {
  images: Value;
  filters: Value;
  /** Height and width of the result, which has rows too many where the forward convolution left a rest. */
  spatial: readonly [number, number];
  window: Window;
}

function swapRoles(graph: Graph, node: GraphNode): SwappedConvolution {
  const [images, gradients] = node.inputs as [Value, Value];
  const { strides, dilations, pads } = windowOf(node);
  const outputs = gradients.shape.slice(2);
  const spatial = images.shape.slice(2).map((length, axis) => {
    const reach = length + pads[axis]! + pads[axis + 2]! - (outputs[axis]! - 1) * strides[axis]! - 1;
    return Math.floor(reach / dilations[axis]!) + 1;
  }) as [number, number];
  const window = { kernel: outputs, strides: dilations, dilations: strides, pads };
  return { images, filters: swapFirstAxes(graph, gradients), spatial, window };
}

/** Takes the input channels as the batch: [i, n, H, W] by [o, n, P, Q] gives [i, o, height, width]. */
export const dilatedConvolution: Candidate = {
  name: 'dilated convolution',
  applies: () => true,
  build(graph, node) {
    const { images, filters, spatial, window } = swapRoles(graph, node);
    const convolved = graph.add(
      'Conv',
      [swapFirstAxes(graph, images), filters],
      { shape: [images.shape[1]!, filters.shape[0]!, ...spatial] },
      {
        kernel_shape: window.kernel,
        strides: window.strides,
        dilations: window.dilations,
        pads: window.pads,
      },
    );
    return cutToKernel(graph, swapFirstAxes(graph, convolved), node);
  },
};

/**
 * The same with the input channels as the depth of a single three-dimensional image: [1, n, i, H, W] by
 * [o, n, 1, P, Q] gives [1, o, i, height, width]. One convolution with many outputs instead of many with few is what
 * ONNX Runtime's CPU kernels can share among threads, and the result needs no transposition.
 */
export const convolutionInDepth: Candidate = {
  name: 'convolution in depth',
  applies: () => true,
  build(graph, node) {
    const { images, filters, spatial, window } = swapRoles(graph, node);
    const [batch, channels, height, width] = images.shape as [number, number, number, number];
    const [outChannels, , outHeight, outWidth] = filters.shape as [number, number, number, number];
    const [top, left, bottom, right] = window.pads as [number, number, number, number];
    const convolved = graph.add(
      'Conv',
      [
        reshapeValue(graph, images, [1, batch, channels, height, width]),
        reshapeValue(graph, filters, [outChannels, batch, 1, outHeight, outWidth]),
      ],
      { shape: [1, outChannels, channels, ...spatial] },
      {
        kernel_shape: [1, ...window.kernel],
        strides: [1, ...window.strides],
        dilations: [1, ...window.dilations],
        pads: [0, top, left, 0, bottom, right],
      },
    );
    return cutToKernel(graph, reshapeValue(graph, convolved, [outChannels, channels, ...spatial]), node);
  },
};

function cutToKernel(graph: Graph, gradient: Value, node: GraphNode): Value {
  const { kernel } = windowOf(node);
  const isLonger = kernel.some((length, axis) => gradient.shape[axis + 2] !== length);
  return isLonger ? cutSpatial(graph, gradient, [0, 0], kernel) : gradient;
}

/**
 * For kernel 4, stride 2: with the image folded into blocks of 2x2 pixels the kernel becomes 2x2 blocks, stride 1, so
 * that the gradient is four products of matrices, one for each shift of the blocks. `batched` multiplies image by
 * image and adds up, which needs no transposition and suits large images; `joined` does it in one product over all
 * pixels of all images, which suits small ones.
 */
function blockProduct(name: string, form: 'batched' | 'joined'): Candidate {
  return {
    name,
    applies(node) {
      const { kernel, strides, dilations, pads } = windowOf(node);
      const [, , height, width] = node.inputs[0]!.shape as [number, number, number, number];
      const isStandard = [...kernel, ...strides, ...dilations, ...pads].join() === '4,4,2,2,1,1,1,1,1,1';
      return isStandard && height % 2 === 0 && width % 2 === 0;
    },
    build(graph, node) {
      const [images, gradients] = node.inputs as [Value, Value];
      const [batch, channels] = images.shape as [number, number];
      const [, outChannels, height, width] = gradients.shape as [number, number, number, number];
      const blocks = foldIntoBlocks(graph, images);
      const pixels = height * width;
      const products = [0, 1].flatMap((row) =>
        [0, 1].map((column) => {
          const shifted = cutSpatial(graph, blocks, [row, column], [height, width]);
          return form === 'batched'
            ? productPerImage(graph, gradients, shifted, [batch, outChannels, 4 * channels, pixels])
            : productOverImages(graph, gradients, shifted, [batch, outChannels, 4 * channels, pixels]);
        }),
      );
      // [shift row, shift column, out, row in block, column in block, in] -> [out, in, kernel row, kernel column]
      const stacked = graph.add('Concat', products, { shape: [4 * outChannels, 4 * channels] }, { axis: 0 });
      const split = reshapeValue(graph, stacked, [2, 2, outChannels, 2, 2, channels]);
      const shape = [outChannels, channels, 2, 2, 2, 2];
      const ordered = graph.add('Transpose', [split], { shape }, { perm: [2, 5, 0, 3, 1, 4] });
      return reshapeValue(graph, ordered, [outChannels, channels, 4, 4]);
    },
  };
}

export const blockProductPerImage = blockProduct('block products per image', 'batched');
export const blockProductOverImages = blockProduct('block products over all images', 'joined');

/** Pads by one pixel and moves blocks of 2x2 pixels into channels: [n, c, H, W] -> [n, 4c, H/2 + 1, W/2 + 1]. */
function foldIntoBlocks(graph: Graph, images: Value): Value {
  const [batch, channels, height, width] = images.shape as [number, number, number, number];
  const padded = graph.add(
    'Pad',
    [images, graph.integers([0, 0, 1, 1, 0, 0, 1, 1])],
    { shape: [batch, channels, height + 2, width + 2] },
    { mode: 'constant' },
  );
  const shape = [batch, 4 * channels, height / 2 + 1, width / 2 + 1];
  return graph.add('SpaceToDepth', [padded], { shape }, { blocksize: 2 });
}

function cutSpatial(graph: Graph, value: Value, from: readonly number[], lengths: readonly number[]): Value {
  const to = from.map((start, axis) => start + lengths[axis]!);
  const bounds = [from, to, [2, 3]].map((numbers) => graph.integers(numbers));
  return graph.add('Slice', [value, ...bounds], { shape: [...value.shape.slice(0, 2), ...lengths] });
}

type ProductSizes = [batch: number, outChannels: number, inChannels: number, pixels: number];

function productPerImage(graph: Graph, gradients: Value, images: Value, sizes: ProductSizes): Value {
  const [batch, outChannels, inChannels, pixels] = sizes;
  const left = reshapeValue(graph, gradients, [batch, outChannels, pixels]);
  const right = reshapeValue(graph, images, [batch, inChannels, pixels]);
  const turned = graph.add('Transpose', [right], { shape: [batch, pixels, inChannels] }, { perm: [0, 2, 1] });
  const perImage = graph.add('MatMul', [left, turned], { shape: [batch, outChannels, inChannels] });
  return graph.add(
    'ReduceSum',
    [perImage, graph.integers([0])],
    { shape: [outChannels, inChannels] },
    { keepdims: 0 },
  );
}

function productOverImages(graph: Graph, gradients: Value, images: Value, sizes: ProductSizes): Value {
  const [batch, outChannels, inChannels, pixels] = sizes;
  const left = reshapeValue(graph, swapFirstAxes(graph, gradients), [outChannels, batch * pixels]);
  const right = reshapeValue(graph, swapFirstAxes(graph, images), [inChannels, batch * pixels]);
  return graph.add('Gemm', [left, right], { shape: [outChannels, inChannels] }, { transA: 0, transB: 1 });
}
