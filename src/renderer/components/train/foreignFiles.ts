/** ONNX files that a person has chosen to import: paths on the desktop; in a browser files, which are sent to the host first. */
import { uploadFiles, type Upload } from '../../api/uploads.ts';
import type { Host } from '../../host.ts';

export interface ChosenModelFile {
  /** Of the ONNX file. */
  name: string;
  /** Null in a browser. */
  path: string | null;
  /** In a browser: the ONNX file and files with weights that belong to it. */
  files: readonly File[];
}

export function chosenPath(path: string): ChosenModelFile {
  return { name: path.split(/[/\\]/).at(-1)!, path, files: [] };
}

/** Null when no ONNX file is among them. */
export function chosenFiles(files: readonly File[]): ChosenModelFile | null {
  const model = files.find(({ name }) => name.toLowerCase().endsWith('.onnx'));
  return model ? { name: model.name, path: null, files } : null;
}

/**
 * Paths for `models.importOnnx`. Each file has a folder of its own: two may be called alike.
 *
 * @throws MorphospaceError what the host says of a file.
 */
export async function pathsOf(
  host: Host,
  encoder: ChosenModelFile,
  decoder: ChosenModelFile | null,
): Promise<{ encoder: string; decoder?: string }> {
  const chosen = { encoder, ...(decoder && { decoder }) };
  const uploads: Upload[] = Object.entries(chosen).flatMap(([folder, { files }]) =>
    files.map((file) => ({ file, path: `${folder}/${file.name}` })),
  );
  const folder = uploads.length > 0 ? await uploadFiles(host, encoder.name, uploads) : '';
  const pathOf = (part: string, { path, name }: ChosenModelFile) => path ?? `${folder}/${part}/${name}`;
  return { encoder: pathOf('encoder', encoder), ...(decoder && { decoder: pathOf('decoder', decoder) }) };
}
