/** All images as dots. Coordinates and colours lie on the graphics card; a frame sends a few numbers and one draw call. */
import type { Camera } from './camera.ts';
import type { Detail } from './detail.ts';
import type { MovingLayout } from './layout.ts';
import { linkProgram, uniformsOf, type Uniforms } from './program.ts';
import { STEPPED_BACK } from './scene.ts';

const VERTEX = `
layout(location = 0) in vec2 from;
layout(location = 1) in vec2 to;
layout(location = 2) in vec4 colour;
uniform vec2 centre;
uniform vec2 zoom;
uniform float share;
uniform float diameter;
uniform float opacity;
out vec4 tint;
void main() {
  gl_Position = vec4((mix(from, to, share) - centre) * zoom, 0.0, 1.0);
  gl_PointSize = diameter + 1.0;
  tint = vec4(colour.rgb, 1.0) * (colour.a * opacity);
}`;

const FRAGMENT = `
uniform float diameter;
in vec4 tint;
out vec4 colour;
void main() {
  float distance = length(gl_PointCoord - 0.5) * (diameter + 1.0);
  colour = tint * clamp(0.5 + 0.5 * diameter - distance, 0.0, 1.0);
}`;

/** How much larger the selected are, in CSS pixels. */
const GROWTH = 1.5;

export class PointLayer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #uniforms: Uniforms<'centre' | 'zoom' | 'share' | 'diameter' | 'opacity'>;
  readonly #array: WebGLVertexArrayObject;
  readonly #from: WebGLBuffer;
  readonly #to: WebGLBuffer;
  readonly #colours: WebGLBuffer;
  readonly #order: WebGLBuffer;
  readonly #selection: WebGLBuffer;
  #count = 0;
  #selected = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#program = linkProgram(gl, VERTEX, FRAGMENT);
    this.#uniforms = uniformsOf(gl, this.#program, 'centre', 'zoom', 'share', 'diameter', 'opacity');
    this.#array = gl.createVertexArray();
    this.#from = gl.createBuffer();
    this.#to = gl.createBuffer();
    this.#colours = gl.createBuffer();
    this.#order = gl.createBuffer();
    this.#selection = gl.createBuffer();
    gl.bindVertexArray(this.#array);
    for (const [location, buffer] of [this.#from, this.#to].entries()) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, 2, gl.FLOAT, false, 0, 0);
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#colours);
    gl.enableVertexAttribArray(2);
    gl.vertexAttribPointer(2, 4, gl.UNSIGNED_BYTE, true, 0, 0);
    gl.bindVertexArray(null);
  }

  setLayout(layout: MovingLayout): void {
    this.#upload(this.#from, layout.from);
    this.#upload(this.#to, layout.to);
  }

  /** `[n, 4]` bytes: red, green, blue and opacity of every image. */
  setColours(colours: Uint8Array): void {
    this.#upload(this.#colours, colours);
  }

  /** The images to draw, in the order in which they cover one another. */
  setOrder(ids: Uint32Array): void {
    this.#uploadIds(this.#order, ids);
    this.#count = ids.length;
  }

  /** The images that stand out while all others step back; none leaves all alike. */
  setSelection(ids: Uint32Array): void {
    this.#uploadIds(this.#selection, ids);
    this.#selected = ids.length;
  }

  /** Draws the first `most` images of the order, and as many of those that stand out. */
  draw(camera: Camera, share: number, detail: Detail, pixelRatio: number, most: number): void {
    const gl = this.#gl;
    const { x, y, scale } = camera.view;
    const { dot, dotOpacity } = detail;
    gl.useProgram(this.#program);
    gl.uniform2f(this.#uniforms.centre, x, y);
    gl.uniform2f(this.#uniforms.zoom, (2 * scale) / camera.width, (-2 * scale) / camera.height);
    gl.uniform1f(this.#uniforms.share, share);
    gl.bindVertexArray(this.#array);
    const back = this.#selected > 0 ? STEPPED_BACK : 1;
    this.#drawIds(this.#order, Math.min(this.#count, most), dot * pixelRatio, dotOpacity * back);
    if (this.#selected > 0) {
      this.#drawIds(this.#selection, Math.min(this.#selected, most), (dot + GROWTH) * pixelRatio, 1);
    }
    gl.bindVertexArray(null);
  }

  dispose(): void {
    for (const buffer of [this.#from, this.#to, this.#colours, this.#order, this.#selection]) {
      this.#gl.deleteBuffer(buffer);
    }
    this.#gl.deleteVertexArray(this.#array);
    this.#gl.deleteProgram(this.#program);
  }

  #drawIds(ids: WebGLBuffer, count: number, diameter: number, opacity: number): void {
    const gl = this.#gl;
    gl.uniform1f(this.#uniforms.diameter, diameter);
    gl.uniform1f(this.#uniforms.opacity, opacity);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, ids);
    gl.drawElements(gl.POINTS, count, gl.UNSIGNED_INT, 0);
  }

  #uploadIds(buffer: WebGLBuffer, ids: Uint32Array): void {
    const gl = this.#gl;
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, ids, gl.STATIC_DRAW);
    gl.bindVertexArray(null);
  }

  #upload(buffer: WebGLBuffer, data: Float32Array | Uint8Array): void {
    this.#gl.bindBuffer(this.#gl.ARRAY_BUFFER, buffer);
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, data, this.#gl.DYNAMIC_DRAW);
  }
}
