/** Rings around dots and lines between them: rectangles with round corners, drawn by their distance function. */
import type { Camera } from './camera.ts';
import type { Rgb } from './colours.ts';
import { linkProgram, uniformsOf, type Uniforms } from './program.ts';
import { Quads } from './quads.ts';

const VERTEX = `
layout(location = 0) in vec2 corner;
layout(location = 1) in vec4 box;
layout(location = 2) in vec3 shape;
layout(location = 3) in vec4 colour;
uniform vec2 window;
uniform float pixelRatio;
out vec2 place;
flat out vec2 halves;
flat out float stroke;
flat out vec4 tint;
void main() {
  vec2 reach = box.zw + 1.0 / pixelRatio;
  vec2 local = corner * reach;
  vec2 turned = vec2(local.x * shape.x - local.y * shape.y, local.x * shape.y + local.y * shape.x);
  vec2 clip = (box.xy + turned) / window * 2.0 - 1.0;
  gl_Position = vec4(clip.x, -clip.y, 0.0, 1.0);
  place = local * pixelRatio;
  halves = box.zw * pixelRatio;
  stroke = shape.z * pixelRatio;
  tint = vec4(colour.rgb, 1.0) * colour.a;
}`;

// The distance to a box whose corners are as round as its shorter side allows: a disc when square, a capsule when long.
const FRAGMENT = `
in vec2 place;
flat in vec2 halves;
flat in float stroke;
flat in vec4 tint;
out vec4 colour;
void main() {
  float radius = min(halves.x, halves.y);
  vec2 outside = abs(place) - halves + radius;
  float edge = length(max(outside, 0.0)) - radius;
  float cover = clamp(0.5 - edge, 0.0, 1.0);
  if (stroke > 0.0) cover *= clamp(0.5 + edge + stroke, 0.0, 1.0);
  colour = tint * cover;
}`;

export class MarkLayer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #uniforms: Uniforms<'window' | 'pixelRatio'>;
  readonly #quads: Quads;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#program = linkProgram(gl, VERTEX, FRAGMENT);
    this.#uniforms = uniformsOf(gl, this.#program, 'window', 'pixelRatio');
    this.#quads = new Quads(gl, [
      { location: 1, size: 4, kind: 'float' },
      { location: 2, size: 3, kind: 'float' },
      { location: 3, size: 4, kind: 'colour' },
    ]);
  }

  /** A ring of an outer radius; all measures in CSS pixels. */
  addRing(x: number, y: number, radius: number, stroke: number, colour: Rgb): void {
    this.#add(x, y, radius, radius, 1, 0, stroke, colour);
  }

  addDisc(x: number, y: number, radius: number, colour: Rgb): void {
    this.#add(x, y, radius, radius, 1, 0, 0, colour);
  }

  /** A line with round ends. */
  addLine(x0: number, y0: number, x1: number, y1: number, width: number, colour: Rgb): void {
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length === 0) return;
    const half = width / 2;
    const cosine = (x1 - x0) / length;
    const sine = (y1 - y0) / length;
    this.#add((x0 + x1) / 2, (y0 + y1) / 2, length / 2 + half, half, cosine, sine, 0, colour);
  }

  /** Draws what was added since the last call. */
  draw(camera: Camera, pixelRatio: number): void {
    if (this.#quads.count === 0) return;
    this.#gl.useProgram(this.#program);
    this.#gl.uniform2f(this.#uniforms.window, camera.width, camera.height);
    this.#gl.uniform1f(this.#uniforms.pixelRatio, pixelRatio);
    this.#quads.draw();
  }

  dispose(): void {
    this.#quads.dispose();
    this.#gl.deleteProgram(this.#program);
  }

  #add(
    x: number,
    y: number,
    halfWidth: number,
    halfHeight: number,
    cosine: number,
    sine: number,
    stroke: number,
    colour: Rgb,
  ): void {
    const { floats, bytes } = this.#quads;
    floats[0] = x;
    floats[1] = y;
    floats[2] = halfWidth;
    floats[3] = halfHeight;
    floats[4] = cosine;
    floats[5] = sine;
    floats[6] = stroke;
    bytes[28] = colour[0];
    bytes[29] = colour[1];
    bytes[30] = colour[2];
    bytes[31] = 255;
    this.#quads.add();
  }
}
