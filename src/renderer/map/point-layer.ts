/**
 * All images as dots. Coordinates and colours lie on the graphics card; a frame sends a few numbers and a few draw calls. Dots are
 * added up first (dot-field.ts) and then shown by the logarithm of how many lie on a pixel: a single one can be seen, and among
 * thousands the crowds still stand out. What has been added up stays while nothing changes, so that marks over it cost nothing.
 */
import type { Camera } from './camera.ts';
import { DotField } from './dot-field.ts';
import type { MovingLayout } from './layout.ts';
import { linkProgram, uniformsOf, type Uniforms } from './program.ts';
import { STEPPED_BACK } from './scene.ts';

const DOTS_VERTEX = `
layout(location = 0) in vec2 from;
layout(location = 1) in vec2 to;
layout(location = 2) in vec3 colour;
uniform vec2 centre;
uniform vec2 zoom;
uniform float share;
uniform float diameter;
uniform float weight;
out vec4 tint;
void main() {
  gl_Position = vec4((mix(from, to, share) - centre) * zoom, 0.0, 1.0);
  gl_PointSize = diameter + 1.0;
  tint = vec4(colour, 1.0) * weight;
}`;

const DOTS_FRAGMENT = `
uniform float diameter;
in vec4 tint;
out vec4 colour;
void main() {
  float distance = length(gl_PointCoord - 0.5) * (diameter + 1.0);
  colour = tint * clamp(0.5 + 0.5 * diameter - distance, 0.0, 1.0);
}`;

const SHOW_VERTEX = `
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(corner * 4.0 - 1.0, 0.0, 1.0);
}`;

const SHOW_FRAGMENT = `
uniform sampler2D sums;
uniform float gain;
uniform float single;
uniform float steepness;
uniform float opacity;
out vec4 colour;
void main() {
  vec4 sum = texelFetch(sums, ivec2(gl_FragCoord.xy), 0);
  if (sum.a == 0.0) discard;
  float dots = sum.a * gain;
  float shown = single * min(dots, 1.0) + (1.0 - single) * clamp(log(dots) * steepness, 0.0, 1.0);
  colour = vec4(sum.rgb / sum.a, 1.0) * (shown * opacity);
}`;

/** How much larger dots are that stand out, in CSS pixels. */
const GROWTH = 1.5;
/** Opacity of a single dot that stands out. */
const STANDING_OUT = 0.95;
/** The least opacity of a single dot, and how fast it falls with the logarithm of how many lie in one place in the crowds. */
const FAINTEST = 0.16;
const FADING = 0.35;

/** All images; those that a search has found; those of a large selection. Each stands out from the ones before. */
export type DotRank = 0 | 1 | 2;

/** What the dots' picture depends on, besides dots and colours themselves. */
export interface DotView {
  readonly camera: Camera;
  readonly share: number;
  /** Diameter in CSS pixels, and opacity of a dot by itself. */
  readonly dot: number;
  readonly dotOpacity: number;
  /** How many dots lie on one pixel where they crowd. */
  readonly crowd: number;
  readonly pixelRatio: number;
}

export class PointLayer {
  readonly #gl: WebGL2RenderingContext;
  readonly #dots: WebGLProgram;
  readonly #dotUniforms: Uniforms<'centre' | 'zoom' | 'share' | 'diameter' | 'weight'>;
  readonly #show: WebGLProgram;
  readonly #showUniforms: Uniforms<'gain' | 'single' | 'steepness' | 'opacity'>;
  readonly #array: WebGLVertexArrayObject;
  readonly #nothing: WebGLVertexArrayObject;
  readonly #from: WebGLBuffer;
  readonly #to: WebGLBuffer;
  readonly #colours: WebGLBuffer;
  readonly #fields: readonly DotField[];
  /** The numbers that the pictures were drawn with. */
  readonly #drawnWith = new Float64Array(9);
  #images = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#dots = linkProgram(gl, DOTS_VERTEX, DOTS_FRAGMENT);
    this.#dotUniforms = uniformsOf(gl, this.#dots, 'centre', 'zoom', 'share', 'diameter', 'weight');
    this.#show = linkProgram(gl, SHOW_VERTEX, SHOW_FRAGMENT);
    this.#showUniforms = uniformsOf(gl, this.#show, 'gain', 'single', 'steepness', 'opacity');
    this.#array = gl.createVertexArray();
    this.#nothing = gl.createVertexArray();
    this.#from = gl.createBuffer();
    this.#to = gl.createBuffer();
    this.#colours = gl.createBuffer();
    this.#fields = [new DotField(gl), new DotField(gl), new DotField(gl)];
    gl.bindVertexArray(this.#array);
    for (const [location, buffer] of [this.#from, this.#to].entries()) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, 2, gl.FLOAT, false, 0, 0);
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#colours);
    gl.enableVertexAttribArray(2);
    gl.vertexAttribPointer(2, 3, gl.UNSIGNED_BYTE, true, 4, 0);
    gl.bindVertexArray(null);
  }

  /** Bytes on the graphics card. */
  get bytes(): number {
    return this.#fields.reduce((sum, field) => sum + field.bytes, 20 * this.#images);
  }

  setLayout(layout: MovingLayout): void {
    this.#images = layout.to.length / 2;
    this.#upload(this.#from, layout.from);
    this.#upload(this.#to, layout.to);
  }

  /** `[n, 4]` bytes, of which red, green and blue count. */
  setColours(colours: Uint8Array): void {
    this.#upload(this.#colours, colours);
  }

  /** The images of a rank, in the order in which they are drawn when there is time for some only. */
  setDots(rank: DotRank, ids: Uint32Array): void {
    this.#fields[rank]!.setIds(ids);
  }

  /**
   * Draws what there is, after adding at most `most` dots to each rank's picture. Returns whether dots are left for the next frame;
   * the picture is as bright as if they were all there.
   */
  draw(view: DotView, most: number): boolean {
    const { width, height } = this.#gl.canvas;
    if (this.#hasChanged(view, width, height)) for (const field of this.#fields) field.drawn = 0;
    const highest = this.#fields.findLastIndex(({ count }) => count > 0);
    let left = false;
    for (let rank = 0; rank <= highest; rank++) {
      const field = this.#fields[rank]!;
      if (field.count === 0) continue;
      if (field.drawn < field.count) this.#addUp(field, view, rank, most, width, height);
      this.#showField(field, view, rank, rank === highest ? 1 : STEPPED_BACK);
      left ||= field.drawn < field.count;
    }
    return left;
  }

  dispose(): void {
    for (const field of this.#fields) field.dispose();
    for (const buffer of [this.#from, this.#to, this.#colours]) this.#gl.deleteBuffer(buffer);
    for (const array of [this.#array, this.#nothing]) this.#gl.deleteVertexArray(array);
    for (const program of [this.#dots, this.#show]) this.#gl.deleteProgram(program);
  }

  #hasChanged({ camera, share, dot, pixelRatio }: DotView, width: number, height: number): boolean {
    const { x, y, scale } = camera.view;
    const now = [x, y, scale, share, dot, pixelRatio, width, height, camera.width];
    let changed = false;
    for (let k = 0; k < now.length; k++) {
      changed ||= this.#drawnWith[k] !== now[k];
      this.#drawnWith[k] = now[k]!;
    }
    return changed;
  }

  #addUp(
    field: DotField,
    { camera, share, dot, pixelRatio }: DotView,
    rank: number,
    most: number,
    width: number,
    height: number,
  ): void {
    const gl = this.#gl;
    const { x, y, scale } = camera.view;
    const uniforms = this.#dotUniforms;
    field.begin(width, height);
    gl.viewport(0, 0, width, height);
    gl.blendFunc(gl.ONE, gl.ONE);
    gl.useProgram(this.#dots);
    gl.uniform2f(uniforms.centre, x, y);
    gl.uniform2f(uniforms.zoom, (2 * scale) / camera.width, (-2 * scale) / camera.height);
    gl.uniform1f(uniforms.share, share);
    gl.uniform1f(uniforms.diameter, (dot + (rank > 0 ? GROWTH : 0)) * pixelRatio);
    gl.uniform1f(uniforms.weight, field.weight);
    gl.bindVertexArray(this.#array);
    field.add(most);
    gl.bindVertexArray(null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  #showField(field: DotField, { crowd, dotOpacity }: DotView, rank: number, opacity: number): void {
    const gl = this.#gl;
    const uniforms = this.#showUniforms;
    const steep = Math.log(Math.max(Math.E, crowd));
    const single = rank > 0 ? STANDING_OUT : Math.max(FAINTEST, dotOpacity / (1 + FADING * (steep - 1)));
    gl.useProgram(this.#show);
    gl.uniform1f(uniforms.gain, field.count / field.drawn / field.weight);
    gl.uniform1f(uniforms.single, single);
    gl.uniform1f(uniforms.steepness, 1 / steep);
    gl.uniform1f(uniforms.opacity, opacity);
    field.bind();
    gl.bindVertexArray(this.#nothing);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.bindVertexArray(null);
  }

  #upload(buffer: WebGLBuffer, data: Float32Array | Uint8Array): void {
    for (const field of this.#fields) field.drawn = 0;
    this.#gl.bindBuffer(this.#gl.ARRAY_BUFFER, buffer);
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, data, this.#gl.DYNAMIC_DRAW);
  }
}
