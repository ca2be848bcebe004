/** The few steps of WebGL2 that every layer takes: a program from its sources, and where its uniforms are. */

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
