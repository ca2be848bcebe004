/** The quality of a reconstruction in plain words, by its peak signal-to-noise ratio in decibels. */
export function reconstructionWords(psnr: number): string {
  if (psnr >= 32) return 'Hardly to be told from the image';
  if (psnr >= 26) return 'Close, only fine detail is lost';
  if (psnr >= 21) return 'Softer than the image';
  if (psnr >= 16) return 'Blurred: the model knows little like it';
  return 'Missed: this image is unlike the others';
}
