/**
 * Bulk bytes have addresses, so that the browser can cache them and read them in ranges. The same paths are served over HTTP
 * by the browser host and over the `morphospace:` protocol by the desktop shell.
 */
export const DATA_PREFIX = '/data/';

export const resourcePaths = {
  /** A page of thumbnails, an image file; `version` changes whenever a page may have. */
  thumbnails: (datasetId: string, level: number, page: number, version: number) =>
    `${DATA_PREFIX}datasets/${datasetId}/thumbnails/${level}/${page}?v=${version}`,
  /** One image in a form that every browser shows, its longer side at most `side` pixels when given. */
  image: (datasetId: string, index: number, side?: number) =>
    `${DATA_PREFIX}datasets/${datasetId}/images/${index}${side === undefined ? '' : `?side=${side}`}`,
  modelFile: (modelId: string, file: 'encoder.onnx' | 'decoder.onnx' | 'model.json') =>
    `${DATA_PREFIX}models/${modelId}/files/${file}`,
  /** The page that runs the decoder offline, with a licence on it. */
  modelPage: (modelId: string, licence: string) =>
    `${DATA_PREFIX}models/${modelId}/files/explore.html${licence === '' ? '' : `?licence=${encodeURIComponent(licence)}`}`,
  codes: (modelId: string, format: 'npy' | 'csv') => `${DATA_PREFIX}models/${modelId}/codes.${format}`,
  coordinates: (projectionId: string, format: 'npy' | 'csv') =>
    `${DATA_PREFIX}projections/${projectionId}/coordinates.${format}`,
};
