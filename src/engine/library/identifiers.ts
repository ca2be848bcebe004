/** Identifiers that a person can read in a file manager: a short form of the name and six random characters. */
import { randomBytes } from 'node:crypto';

export function createIdentifier(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32);
  return `${words || 'item'}-${randomBytes(3).toString('hex')}`;
}
