/** The few steps of WebGL2 that every layer takes: a program from its sources, and an array of instances that grows. */

/** Compiles and links; throws with the driver's log, which only a fault in the sources or a lost context can cause. */
export function linkProgram(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) throw new Error('The WebGL context is lost.');
    gl.shaderSource(shader, `#version 300 es\nprecision highp float;\n${source}`);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true && !gl.isContextLost()) {
    const logs = gl.getAttachedShaders(program)?.map((shader) => gl.getShaderInfoLog(shader)) ?? [];
    throw new Error(`A shader does not link: ${[gl.getProgramInfoLog(program), ...logs].join('\n')}`);
  }
  return program;
}

export type Uniforms<Name extends string> = Readonly<Record<Name, WebGLUniformLocation | null>>;

export function uniformsOf<Name extends string>(
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
  ...names: Name[]
): Uniforms<Name> {
  const entries = names.map((name) => [name, gl.getUniformLocation(program, name)]);
  return Object.fromEntries(entries) as Uniforms<Name>;
}

/** One vertex attribute of an instance: `size` floats, or four bytes as a colour. */
export interface InstanceAttribute {
  location: number;
  size: 1 | 2 | 3 | 4;
  kind: 'float' | 'colour';
}

/**
 * A square drawn many times: corners at -1..1 under location 0, and one record per instance, written into `floats` and `bytes`,
 * which see the same memory. Memory only grows, so that a frame allocates nothing once the busiest one has been seen.
 */
export class Instances {
  /** Floats (and so four-byte words) per record. */
  readonly stride: number;
  floats: Float32Array;
  bytes: Uint8Array;
  count = 0;
  readonly #gl: WebGL2RenderingContext;
  readonly #array: WebGLVertexArrayObject;
  readonly #corners: WebGLBuffer;
  readonly #buffer: WebGLBuffer;
  #capacity = 64;
  #uploaded = 0;

  constructor(gl: WebGL2RenderingContext, attributes: readonly InstanceAttribute[]) {
    this.#gl = gl;
    this.stride = attributes.reduce((sum, { size, kind }) => sum + (kind === 'colour' ? 1 : size), 0);
    this.floats = new Float32Array(this.#capacity * this.stride);
    this.bytes = new Uint8Array(this.floats.buffer);
    this.#array = gl.createVertexArray();
    this.#corners = gl.createBuffer();
    this.#buffer = gl.createBuffer();
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#corners);
    gl.bufferData(gl.ARRAY_BUFFER, new Int8Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.BYTE, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    let offset = 0;
    for (const { location, size, kind } of attributes) {
      gl.enableVertexAttribArray(location);
      gl.vertexAttribDivisor(location, 1);
      if (kind === 'float') gl.vertexAttribPointer(location, size, gl.FLOAT, false, this.stride * 4, offset);
      else gl.vertexAttribPointer(location, 4, gl.UNSIGNED_BYTE, true, this.stride * 4, offset);
      offset += kind === 'float' ? size * 4 : 4;
    }
    gl.bindVertexArray(null);
  }

  /** Makes room for one more record and returns where it starts in `floats`. */
  add(): number {
    if (this.count === this.#capacity) {
      this.#capacity *= 2;
      const floats = new Float32Array(this.#capacity * this.stride);
      floats.set(this.floats);
      this.floats = floats;
      this.bytes = new Uint8Array(floats.buffer);
    }
    return this.count++ * this.stride;
  }

  /** Draws all records with the program in use, and forgets them. */
  draw(): void {
    const gl = this.#gl;
    if (this.count === 0) return;
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    if (this.#uploaded !== this.#capacity) {
      gl.bufferData(gl.ARRAY_BUFFER, this.floats.byteLength, gl.DYNAMIC_DRAW);
      this.#uploaded = this.#capacity;
    }
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, this.floats, 0, this.count * this.stride);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, this.count);
    gl.bindVertexArray(null);
    this.count = 0;
  }

  dispose(): void {
    this.#gl.deleteVertexArray(this.#array);
    this.#gl.deleteBuffer(this.#corners);
    this.#gl.deleteBuffer(this.#buffer);
  }
}
