// `node scripts/icons.mjs`: draws the icon's PNGs again after resources/icon.svg was changed.
import { join } from 'node:path';
import sharp from 'sharp';
import { root } from './setup.mjs';

const resources = join(root, 'resources');
for (const [size, name] of [
  [512, 'icon.png'],
  [256, 'icon-256.png'],
]) {
  await sharp(join(resources, 'icon.svg'), { density: (72 * size) / 512 })
    .resize(size)
    .png({ compressionLevel: 9, palette: false })
    .toFile(join(resources, name));
}
