/** Which of an encoder's outputs is the code, told by what people call it. */

export interface Output {
  name: string;
  type: string;
  shape: readonly number[];
}

/** Words for the code in names of outputs, the surest first: a mean is a better code than one drawn around it. */
const CODE_WORDS = ['mean', 'mu', 'code', 'z', 'latent', 'embedding', 'embeddings', 'features'];
/** Of its logarithm only: a deviation or a plain variance is something else. */
const LOG_VARIANCE = /log_?(var|variance|sigma_?(2|sq(uared)?))(?![a-z])/;
const SPREAD = /var|sigma|std|dev|scale/;

export interface CodeOutput {
  code: string;
  logVariance: string | null;
  dimensions: number;
}

/**
 * @param candidates outputs with a row of numbers for each image.
 * @param wanted numbers of a code, where the decoder says.
 * @returns null when there is no candidate.
 */
export function chooseCode(
  candidates: readonly { name: string; dimensions: number }[],
  wanted: number | null,
): CodeOutput | null {
  const fitting = candidates.filter(({ dimensions }) => dimensions === wanted);
  const among = fitting.length > 0 ? fitting : candidates;
  const centres = among.filter(({ name }) => !SPREAD.test(name.toLowerCase()));
  const found =
    CODE_WORDS.map((word) => centres.find(({ name }) => wordsOf(name).includes(word))).find(Boolean) ??
    centres[0] ??
    among[0];
  if (!found) return null;
  const logVariance = among.find(
    ({ name, dimensions }) =>
      name !== found.name && dimensions === found.dimensions && LOG_VARIANCE.test(name.toLowerCase()),
  );
  return { code: found.name, logVariance: logVariance?.name ?? null, dimensions: found.dimensions };
}

/** "StatefulPartitionedCall/zMean:0" is stateful, partitioned, call, z, mean. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
}
