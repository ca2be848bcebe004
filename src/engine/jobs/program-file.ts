/** Where the programs of our threads and processes lie. */
import { fileURLToPath } from 'node:url';

/**
 * The file of a program whose source lies beside the module that starts it: that source when this runs from sources, else what the
 * build put beside the module.
 *
 * @param url `import.meta.url` of the module.
 * @param name without an extension.
 */
export function programBeside(url: string, name: string): string {
  return fileURLToPath(new URL(`./${name}.${url.endsWith('.ts') ? 'ts' : 'js'}`, url));
}
