/**
 * Many quadrilaterals in one draw call. Each has a record of values, which the vertex shader gets beside the corner (-1..1, under
 * location 0) that it is asked for. The record is repeated for the four corners: instancing would spare that, and takes twenty
 * times as long where a processor does the drawing (SwiftShader).
 */

/** One attribute of a record: `size` floats, or four bytes as a colour. */
export interface QuadAttribute {
  location: number;
  size: 1 | 2 | 3 | 4;
  kind: 'float' | 'colour';
}

const CORNERS = [-1, -1, 1, -1, -1, 1, 1, 1] as const;
const INDICES = [0, 1, 2, 2, 1, 3] as const;

export class Quads {
  /** The record to be added next; `bytes` see the same memory. */
  readonly floats: Float32Array;
  readonly bytes: Uint8Array;
  count = 0;
  readonly #gl: WebGL2RenderingContext;
  readonly #array: WebGLVertexArrayObject;
  readonly #buffer: WebGLBuffer;
  readonly #elements: WebGLBuffer;
  /** Four-byte words of one vertex: two for the corner, then the record. */
  readonly #stride: number;
  #vertices: Float32Array;
  /** Of `#vertices` in quads, and of the buffers on the graphics card. */
  #capacity = 0;
  #uploaded = 0;

  constructor(gl: WebGL2RenderingContext, attributes: readonly QuadAttribute[]) {
    this.#gl = gl;
    const words = attributes.reduce((sum, { size, kind }) => sum + (kind === 'colour' ? 1 : size), 0);
    this.floats = new Float32Array(words);
    this.bytes = new Uint8Array(this.floats.buffer);
    this.#stride = words + 2;
    this.#vertices = new Float32Array(0);
    this.#array = gl.createVertexArray();
    this.#buffer = gl.createBuffer();
    this.#elements = gl.createBuffer();
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#elements);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    let offset = 0;
    for (const { location, size, kind } of [
      { location: 0, size: 2, kind: 'float' } as const,
      ...attributes,
    ]) {
      const [type, normalised] = kind === 'float' ? [gl.FLOAT, false] : [gl.UNSIGNED_BYTE, true];
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, size, type, normalised, this.#stride * 4, offset);
      offset += kind === 'float' ? size * 4 : 4;
    }
    gl.bindVertexArray(null);
  }

  /** Adds a quadrilateral with the record as it stands. */
  add(): void {
    if (this.count === this.#capacity) this.#grow();
    for (let corner = 0; corner < 4; corner++) {
      const at = (this.count * 4 + corner) * this.#stride;
      this.#vertices[at] = CORNERS[2 * corner]!;
      this.#vertices[at + 1] = CORNERS[2 * corner + 1]!;
      this.#vertices.set(this.floats, at + 2);
    }
    this.count++;
  }

  /** Draws all that were added, with the program in use, and forgets them. */
  draw(): void {
    const gl = this.#gl;
    if (this.count === 0) return;
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    if (this.#uploaded !== this.#capacity) this.#allocate();
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, this.#vertices, 0, this.count * 4 * this.#stride);
    gl.drawElements(gl.TRIANGLES, this.count * INDICES.length, gl.UNSIGNED_INT, 0);
    gl.bindVertexArray(null);
    this.count = 0;
  }

  dispose(): void {
    this.#gl.deleteVertexArray(this.#array);
    this.#gl.deleteBuffer(this.#buffer);
    this.#gl.deleteBuffer(this.#elements);
  }

  /** Memory only grows, so that no frame allocates any once the busiest one has been seen. */
  #grow(): void {
    this.#capacity = Math.max(64, this.#capacity * 2);
    const vertices = new Float32Array(this.#capacity * 4 * this.#stride);
    vertices.set(this.#vertices);
    this.#vertices = vertices;
  }

  #allocate(): void {
    const gl = this.#gl;
    gl.bufferData(gl.ARRAY_BUFFER, this.#vertices.byteLength, gl.DYNAMIC_DRAW);
    const elements = Uint32Array.from(
      { length: this.#capacity * INDICES.length },
      (_, k) => Math.floor(k / INDICES.length) * 4 + INDICES[k % INDICES.length]!,
    );
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, elements, gl.STATIC_DRAW);
    this.#uploaded = this.#capacity;
  }
}
