/** The field's terms in plain words, one sentence or two each: shown wherever a term is pointed at (UiTerm). */
export const glossary = {
  autoencoder: {
    name: 'Autoencoder',
    meaning:
      'A network that learns to squeeze an image into a few numbers and to draw the image again from them.',
  },
  vae: {
    name: 'Variational autoencoder (VAE)',
    meaning:
      'An autoencoder whose codes are kept close together, so that the places between images are images too. Needed for morphing and for new images.',
  },
  latent: {
    name: 'Code size',
    meaning:
      'How many numbers describe one image (the latent dimensions). More keep more detail; fewer make a simpler map.',
  },
  code: {
    name: 'Code',
    meaning: 'The few numbers that the model describes an image by: its place in the latent space.',
  },
  deviation: {
    name: 'Standard deviation',
    meaning:
      'How far the codes of the images usually lie from their mean: two thirds of them within 1, nearly all within 3. Farther out the model has hardly seen an image.',
  },
  auroc: {
    name: 'AUROC',
    meaning:
      'Of one image with the attribute and one without, how often the direction tells which is which, measured on images that it was not made from. 50 % is chance, 100 % never wrong.',
  },
  epoch: { name: 'Epoch', meaning: 'One pass over all training images.' },
  batch: { name: 'Batch', meaning: 'How many images the model looks at before it corrects itself once.' },
  learningRate: {
    name: 'Learning rate',
    meaning:
      'How large each correction is. Too large and training becomes unstable; too small and it takes long.',
  },
  beta: {
    name: 'Beta',
    meaning:
      'How strongly codes are kept close together. 1 is the usual VAE; more gives a smoother map and blurrier images.',
  },
  likelihood: {
    name: 'Likelihood',
    meaning: 'How the difference between an image and its reconstruction is counted.',
  },
  seed: {
    name: 'Seed',
    meaning: 'The start of all chance in a run. The same seed and settings give the same model.',
  },
  loss: {
    name: 'Loss',
    meaning:
      'Reconstruction error and KL together, on images that the model learns from and on held-out images. Both should fall; what lies between them is the gap. In nats.',
  },
  reconstruction: {
    name: 'Reconstruction error',
    meaning:
      'How much an image drawn from its code differs from the original. Lower is better; with a noise level that fits, it falls below zero.',
  },
  kl: {
    name: 'KL',
    meaning:
      'How much information the codes carry about the images (the Kullback–Leibler divergence from the prior), in nats: 1 nat is 1.44 bits. Near 0 the codes say nothing.',
  },
  klPerDimension: {
    name: 'KL per dimension',
    meaning:
      'The KL of every single number of the code: how much it tells about an image. A number whose mean hardly changes from image to image is unused, and costs nothing.',
  },
  gap: {
    name: 'Held-out gap',
    meaning:
      'How much worse the loss is on held-out images than on images that the model learnt from. Small: it has understood. Large and growing: it learns its images by heart (overfitting).',
  },
  sharpness: {
    name: 'Sharpness',
    meaning:
      'How much of the images’ fine detail the reconstructions have, by the strength of their edges (Laplacian energy). 100 % is as sharp as the originals; more is detail that these do not have. A VAE averages away what the code does not say: some tenths are usual.',
  },
  elbo: {
    name: 'ELBO',
    meaning:
      'The quality of the whole model in one number: minus reconstruction error, minus KL. Higher is better; compare only models of the same image size and likelihood.',
  },
  heldOut: {
    name: 'Held-out images',
    meaning:
      'One image in ten is kept out of training, to see whether the model also works on images it has not learnt.',
  },
  mse: {
    name: 'Squared error',
    meaning: 'The mean squared difference per pixel, with pixels from 0 to 1. Lower is better.',
  },
  psnr: {
    name: 'PSNR',
    meaning:
      'How close reconstructions come to the originals, in decibels. Above 20 dB faces are recognisable, above 30 dB hardly told apart from the original.',
  },
  activeUnits: {
    name: 'Numbers in use',
    meaning:
      'How many of the numbers in a code really change from image to image (active units). Unused ones cost nothing.',
  },
  totalCorrelation: {
    name: 'Total correlation',
    meaning:
      'How much the numbers of a code depend on one another. This family presses it down, so that each number comes to mean something of its own.',
  },
  mutualInformation: {
    name: 'Mutual information',
    meaning: 'How much a code tells about which image it belongs to.',
  },
  dimensionwise: {
    name: 'Dimension-wise KL',
    meaning:
      'How far each number of the code, taken alone over all images, is from the bell curve that it should follow.',
  },
  sparsity: {
    name: 'Sparsity penalty',
    meaning: 'The price of the numbers of a code that are not zero.',
  },
  contraction: {
    name: 'Contraction',
    meaning: 'How strongly codes answer to small changes of an image: this family presses it down.',
  },
  likeness: {
    name: 'Likeness to the judge',
    meaning: 'The distance of images and their reconstructions in what the opponent sees in them.',
  },
  judgement: {
    name: 'Judgement',
    meaning:
      'How little the opponent takes the model’s images for real ones. It never comes to rest at zero: both learn.',
  },
  balance: {
    name: 'Weight of the judgement',
    meaning: 'How much the judgement counts beside the reconstruction; it is set anew at every step.',
  },
  discriminator: {
    name: 'Opponent',
    meaning:
      'The loss of the second network, which learns to tell what the model makes from what it should make.',
  },
  klLevel: {
    name: 'KL of a level',
    meaning: 'The KL of one level of the code. The levels together are the KL of the whole.',
  },
  lossTerm: {
    name: 'Part of the loss',
    meaning: 'A part of what training makes smaller, of this family alone.',
  },
  parameters: { name: 'Parameters', meaning: 'How many weights the network has: its size.' },
  onnx: {
    name: 'ONNX',
    meaning: 'The common file format for neural networks: runs in Python, JavaScript, C++, C# and on phones.',
  },
  nats: { name: 'nats', meaning: 'The unit of information with natural logarithms: 1 nat is 1.44 bits.' },
  augmentation: {
    name: 'Variation',
    meaning:
      'Small random changes to training images (augmentation), so that few images teach as much as possible.',
  },
} as const;

export type Term = keyof typeof glossary;
