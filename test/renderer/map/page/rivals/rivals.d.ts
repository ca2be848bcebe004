/** What is used of the programs that the map is compared with; they are installed outside the repository (docs/map.md). */
declare module 'regl-scatterplot' {
  export default function createScatterplot(options: object): { draw(points: object): Promise<void> };
}

declare module 'scatter-gl' {
  export const RenderMode: { readonly POINT: string };
  export class Dataset {
    constructor(points: [number, number][]);
  }
  export class ScatterGL {
    constructor(container: HTMLElement, options: object);
    render(dataset: Dataset): void;
  }
}
