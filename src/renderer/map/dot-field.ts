/**
 * A set of dots on the graphics card and the picture that they add up to: every dot adds its colour and one, so a pixel knows how
 * many dots lie on it and their mean colour, whatever the order. So they may be drawn some in one frame and some in the next.
 */
export class DotField {
  /** How many dots there are, and how many of them are in the picture, the first ones of the order. */
  count = 0;
  drawn = 0;
  readonly #gl: WebGL2RenderingContext;
  readonly #ids: WebGLBuffer;
  readonly #framebuffer: WebGLFramebuffer;
  readonly #texture: WebGLTexture;
  /** Half floats where the card can add them up, else bytes. */
  readonly #fine: boolean;
  #width = 0;
  #height = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#fine =
      gl.getExtension('EXT_color_buffer_float') !== null ||
      gl.getExtension('EXT_color_buffer_half_float') !== null;
    this.#ids = gl.createBuffer();
    this.#framebuffer = gl.createFramebuffer();
    this.#texture = gl.createTexture();
  }

  /** What one dot adds: bytes have to leave room for others. */
  get weight(): number {
    return this.#fine ? 1 : 1 / 16;
  }

  /** Bytes on the graphics card. */
  get bytes(): number {
    return this.#width * this.#height * (this.#fine ? 8 : 4) + 4 * this.count;
  }

  /** The dots, in the order in which they are drawn. */
  setIds(ids: Uint32Array): void {
    const gl = this.#gl;
    gl.bindVertexArray(null);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#ids);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, ids, gl.STATIC_DRAW);
    this.count = ids.length;
    this.drawn = 0;
  }

  /** Directs drawing at the picture, which is emptied first when it is to begin anew or has another size. */
  begin(width: number, height: number): void {
    const gl = this.#gl;
    if (width !== this.#width || height !== this.#height) this.#allocate(width, height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#framebuffer);
    if (this.drawn > 0) return;
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  /** Adds the next dots, `most` at most, with the program and the attributes in use. */
  add(most: number): void {
    const gl = this.#gl;
    const next = Math.min(this.count - this.drawn, most);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#ids);
    gl.drawElements(gl.POINTS, next, gl.UNSIGNED_INT, 4 * this.drawn);
    this.drawn += next;
  }

  /** Makes the picture the texture that programs read. */
  bind(): void {
    this.#gl.bindTexture(this.#gl.TEXTURE_2D, this.#texture);
  }

  dispose(): void {
    this.#gl.deleteBuffer(this.#ids);
    this.#gl.deleteFramebuffer(this.#framebuffer);
    this.#gl.deleteTexture(this.#texture);
  }

  #allocate(width: number, height: number): void {
    const gl = this.#gl;
    this.#width = width;
    this.#height = height;
    this.drawn = 0;
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    const [format, type] = this.#fine ? [gl.RGBA16F, gl.HALF_FLOAT] : [gl.RGBA8, gl.UNSIGNED_BYTE];
    gl.texImage2D(gl.TEXTURE_2D, 0, format, width, height, 0, gl.RGBA, type, null);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.#texture, 0);
  }
}
