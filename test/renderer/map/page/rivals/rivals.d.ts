/** What is used of the programs that the map is compared with; they are installed outside the repository (docs/map.md). */
declare module 'regl-scatterplot' {
  export default function createScatterplot(options: object): { draw(points: object): Promise<void> };
}

declare module 'scatter-gl' {
  export const Dataset: new (points: [number, number][]) => object;
  export class ScatterGL {
    constructor(container: HTMLElement, options: object);
    render(dataset: object): void;
  }
}
