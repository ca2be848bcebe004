/**
 * Just enough of an assembler to write a small WebAssembly SIMD kernel as expressions, at run time, with no build step and no
 * binary in the repository. Every function below returns code that leaves one value on the stack, or, for statements, none.
 *
 * Opcodes: https://webassembly.github.io/spec/core/binary/instructions.html
 */

export type Code = readonly number[];

export const I32 = 0x7f;
export const V128 = 0x7b;
const EMPTY_BLOCK = 0x40;

export function get(local: number): Code {
  return [0x20, ...unsigned(local)];
}

export function set(local: number, value: Code): Code {
  return [...value, 0x21, ...unsigned(local)];
}

/** Runs `body` again and again while `condition` holds, which is looked at first. */
export function whileLoop(condition: Code, ...body: Code[]): Code {
  // block { loop { if (!condition) leave the block; body; go on with the loop } }
  const loop = [...condition, 0x45, 0x0d, 1, ...body.flat(), 0x0c, 0];
  return [0x02, EMPTY_BLOCK, 0x03, EMPTY_BLOCK, ...loop, 0x0b, 0x0b];
}

function binary(...opcode: number[]) {
  return (a: Code, b: Code): Code => [...a, ...b, ...opcode];
}

function unary(...opcode: number[]) {
  return (a: Code): Code => [...a, ...opcode];
}

function simd(opcode: number): number[] {
  return [0xfd, ...unsigned(opcode)];
}

/** A memory access: alignment 0 is always allowed and costs nothing on the processors of today. */
function load(...opcode: number[]) {
  return (address: Code, offset = 0): Code => [...address, ...opcode, 0, ...unsigned(offset)];
}

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: binary(0x6a),
  mul: binary(0x6c),
  lessThan: binary(0x48),
  load: load(0x28),
  store8: (address: Code, value: Code): Code => [...address, ...value, 0x3a, 0, 0],
};

export const v128 = {
  load: load(...simd(0x00)),
  /** Four bytes in the lowest lane. */
  load32Zero: load(...simd(0x5c)),
  /** Eight bytes, each widened to 16 bits. */
  load8x8Unsigned: load(...simd(0x02)),
  load32Splat: load(...simd(0x09)),
  storeLane32: (address: Code, value: Code): Code => [...address, ...value, ...simd(0x5a), 0, 0, 0],
  storeLane64: (address: Code, value: Code): Code => [...address, ...value, ...simd(0x5b), 0, 0, 0],
};

export const i8x16 = {
  narrowUnsigned: binary(...simd(0x66)),
  extractFirstUnsigned: (a: Code): Code => [...a, ...simd(0x16), 0],
};

export const i16x8 = { narrowSigned: binary(...simd(0x85)), extendLowUnsigned: unary(...simd(0x89)) };

export const i32x4 = {
  add: binary(...simd(0xae)),
  mul: binary(...simd(0xb5)),
  shiftRightSigned: binary(...simd(0xac)),
  splat: unary(...simd(0x11)),
  extractLane: (a: Code, lane: number): Code => [...a, ...simd(0x1b), lane],
  extendLowUnsigned: unary(...simd(0xa9)),
  extendHighUnsigned: unary(...simd(0xaa)),
};

export interface KernelFunction {
  name: string;
  /** Number of i32 parameters; they are locals 0, 1, 2… */
  parameters: number;
  /** Types of the further locals. */
  locals: number[];
  body: Code;
}

/** Makes a module that imports its memory as `env.memory` and exports the functions. */
export function assemble(functions: KernelFunction[]): WebAssembly.Module {
  const types = functions.map(({ parameters }) => [0x60, ...vector(Array(parameters).fill([I32])), 0]);
  const memory = [...text('env'), ...text('memory'), 0x02, 0x00, 1];
  const exports = functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]);
  const bodies = functions.map(({ locals, body }) => {
    const code = [...vector(locals.map((type) => [1, type])), ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return new WebAssembly.Module(
    new Uint8Array([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, vector(types)),
      ...section(2, vector([memory])),
      ...section(3, vector(functions.map((_, index) => unsigned(index)))),
      ...section(7, vector(exports)),
      ...section(10, vector(bodies)),
    ]),
  );
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: Code[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): number[] {
  return vector([...Buffer.from(value)].map((byte) => [byte]));
}

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const low = value & 0x7f;
    value >>>= 7;
    bytes.push(value === 0 ? low : low | 0x80);
  } while (value !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    const done = (value === 0 && !(low & 0x40)) || (value === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}
