/** Deterministic numbers in [0, 1): a linear congruential generator (Numerical Recipes). */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** `[count, 2]`: image i lies in cluster i % clusters; clusters are elongated and of different density, as UMAP's are. */
export function clusteredLayout(count: number, clusters: number, seed: number): Float32Array {
  const random = uniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centres = Array.from({ length: clusters }, (_, c) => {
    const angle = (2 * Math.PI * c) / clusters;
    const distance = c % 2 === 0 ? 7 : 3.2;
    return {
      x: distance * Math.cos(angle),
      y: distance * Math.sin(angle),
      wide: 0.7 + 0.5 * random(),
      narrow: 0.35 + 0.3 * random(),
      turn: Math.PI * random(),
    };
  });
  const coordinates = new Float32Array(count * 2);
  for (let i = 0; i < count; i++) {
    const { x, y, wide, narrow, turn } = centres[i % clusters]!;
    const along = wide * normal();
    const across = narrow * normal();
    coordinates[2 * i] = x + along * Math.cos(turn) - across * Math.sin(turn);
    coordinates[2 * i + 1] = y + along * Math.sin(turn) + across * Math.cos(turn);
  }
  return coordinates;
}
