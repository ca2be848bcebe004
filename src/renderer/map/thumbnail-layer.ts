/** Thumbnails as squares with round corners and a frame, one draw call for each texture that they come from. */
import type { Camera } from './camera.ts';
import type { Rgb } from './colours.ts';
import { linkProgram, uniformsOf, type Uniforms } from './program.ts';
import { Quads, type QuadAttribute } from './quads.ts';
import type { ThumbnailSource } from './thumbnail-source.ts';
import type { Placement } from './thumbnail-tier.ts';

const VERTEX = `
layout(location = 0) in vec2 corner;
layout(location = 1) in vec4 square;
layout(location = 2) in vec3 origin;
layout(location = 3) in vec3 extent;
layout(location = 4) in vec4 frame;
uniform vec2 window;
uniform float pixelRatio;
out vec2 place;
out vec3 texel;
flat out float side;
flat out float stroke;
flat out float opacity;
flat out vec4 edge;
void main() {
  float reach = square.z + 1.0 / pixelRatio;
  vec2 clip = (square.xy + corner * reach) / window * 2.0 - 1.0;
  gl_Position = vec4(clip.x, -clip.y, 0.0, 1.0);
  place = corner * reach * pixelRatio;
  side = square.z * pixelRatio;
  opacity = square.w;
  vec2 share = clamp(corner * reach / square.z * 0.5 + 0.5, 0.0, 1.0);
  texel = vec3(origin.xy + share * extent.xy, origin.z);
  stroke = extent.z * pixelRatio;
  edge = frame;
}`;

const FRAGMENT = `
precision highp sampler2DArray;
uniform sampler2DArray tiles;
uniform bool grey;
uniform float pixelRatio;
in vec2 place;
in vec3 texel;
flat in float side;
flat in float stroke;
flat in float opacity;
flat in vec4 edge;
out vec4 colour;
void main() {
  vec4 picture = texture(tiles, texel);
  vec3 shown = grey ? picture.rrr : picture.rgb;
  float radius = min(4.0 * pixelRatio, 0.16 * side);
  vec2 outside = abs(place) - side + radius;
  float nearest = max(outside.x, outside.y);
  // Most of it is neither edge nor frame: a processor that draws is spared the rest.
  if (nearest + stroke + 1.0 < radius && nearest < 0.0) {
    colour = vec4(shown, 1.0) * opacity;
    return;
  }
  float distance = length(max(outside, 0.0)) + min(nearest, 0.0) - radius;
  float cover = clamp(0.5 - distance, 0.0, 1.0) * opacity;
  float framed = stroke > 0.0 ? clamp(0.5 + distance + stroke, 0.0, 1.0) * edge.a : 0.0;
  colour = vec4(mix(shown, edge.rgb, framed), 1.0) * cover;
}`;

const ATTRIBUTES: readonly QuadAttribute[] = [
  { location: 1, size: 4, kind: 'float' },
  { location: 2, size: 3, kind: 'float' },
  { location: 3, size: 3, kind: 'float' },
  { location: 4, size: 4, kind: 'colour' },
];

export class ThumbnailLayer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #uniforms: Uniforms<'window' | 'pixelRatio' | 'grey'>;
  /** By tier and texture. */
  readonly #batches: Quads[][] = [];
  readonly #placement: Placement = { texture: 0, layer: 0, u: 0, v: 0, width: 0, height: 0 };

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#program = linkProgram(gl, VERTEX, FRAGMENT);
    this.#uniforms = uniformsOf(gl, this.#program, 'window', 'pixelRatio', 'grey');
  }

  /**
   * Adds an image's thumbnail around a point of the screen; all measures in CSS pixels. Returns false, and adds nothing, when the
   * picture has not arrived yet.
   */
  add(
    source: ThumbnailSource,
    image: number,
    suitedTier: number,
    x: number,
    y: number,
    side: number,
    opacity: number,
    stroke: number,
    frame: Rgb,
  ): boolean {
    const placement = this.#placement;
    const tier = source.find(image, suitedTier, placement);
    if (tier < 0) return false;
    const batch = this.#batch(tier, placement.texture);
    const { floats, bytes } = batch;
    floats[0] = x;
    floats[1] = y;
    floats[2] = side / 2;
    floats[3] = opacity;
    floats[4] = placement.u;
    floats[5] = placement.v;
    floats[6] = placement.layer;
    floats[7] = placement.width;
    floats[8] = placement.height;
    floats[9] = stroke;
    bytes[40] = frame[0];
    bytes[41] = frame[1];
    bytes[42] = frame[2];
    bytes[43] = 255;
    batch.add();
    return true;
  }

  /** Draws what was added since the last call. */
  draw(source: ThumbnailSource, grey: boolean, camera: Camera, pixelRatio: number): void {
    const gl = this.#gl;
    gl.useProgram(this.#program);
    gl.uniform2f(this.#uniforms.window, camera.width, camera.height);
    gl.uniform1f(this.#uniforms.pixelRatio, pixelRatio);
    gl.uniform1i(this.#uniforms.grey, grey ? 1 : 0);
    for (let tier = 0; tier < this.#batches.length; tier++) {
      const textures = source.textures(tier);
      const batches = this.#batches[tier]!;
      for (let k = 0; k < batches.length; k++) {
        if (batches[k]!.count === 0) continue;
        gl.bindTexture(gl.TEXTURE_2D_ARRAY, textures[k]!);
        batches[k]!.draw();
      }
    }
  }

  dispose(): void {
    for (const batch of this.#batches.flat()) batch.dispose();
    this.#gl.deleteProgram(this.#program);
  }

  #batch(tier: number, texture: number): Quads {
    while (this.#batches.length <= tier) this.#batches.push([]);
    const batches = this.#batches[tier]!;
    while (batches.length <= texture) batches.push(new Quads(this.#gl, ATTRIBUTES));
    return batches[texture]!;
  }
}
