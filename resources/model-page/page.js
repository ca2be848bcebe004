// A decoder in a web page: sliders for the numbers of a code, and the picture that it stands for. Everything that it needs is
// packed into the elements of this page; see src/engine/export/model-page.ts.

/** Sliders shown before "Show all". */
const FIRST_SLIDERS = 16;
/** Random codes are drawn with this share of the spread of the codes: what lies farther out is seldom a good picture. */
const TEMPERATURE = 0.8;
/** Sliders reach so many standard deviations of the codes to either side. */
const REACH = 3;

const element = (id) => document.getElementById(id);
const model = JSON.parse(element('model').textContent);
const { size, channels, dimensions, mean, deviation, order, directions, labels, decoder } = model;
const code = Float32Array.from(mean);

/** Bytes that were packed by gzip and base64. */
async function unpack(id) {
  const packed = Uint8Array.from(atob(element(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function openDecoder() {
  const [runtime, wasm, file] = await Promise.all(['runtime', 'wasm', 'decoder'].map(unpack));
  const address = URL.createObjectURL(new Blob([runtime], { type: 'text/javascript' }));
  const ort = await import(address);
  URL.revokeObjectURL(address);
  ort.env.wasm.wasmBinary = wasm.buffer;
  // More threads need headers that a file has not.
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] });
  return async () => {
    const codes = new Float32Array(decoder.shape.reduce((product, length) => product * length, 1));
    codes.set(code);
    const feeds = { [decoder.input]: new ort.Tensor('float32', codes, decoder.shape) };
    if (labels.length > 0) {
      const told = new Float32Array(labels.length);
      told[element('labels').querySelector('select').selectedIndex] = 1;
      feeds.label = new ort.Tensor('float32', told, [1, labels.length]);
    }
    const outputs = await session.run(feeds);
    return outputs[decoder.output].data;
  };
}

/** The first image of the decoder's output onto the canvas. */
function paint(values) {
  const canvas = element('picture');
  canvas.width = size;
  canvas.height = size;
  const picture = new ImageData(size, size);
  const plane = size * size;
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) {
      const channel = channels === 1 ? 0 : c;
      const value = values[decoder.channelsLast ? i * channels + channel : channel * plane + i];
      picture.data[4 * i + c] = Math.round((255 * (value - decoder.offset[channel])) / decoder.scale[channel]);
    }
    picture.data[4 * i + 3] = 255;
  }
  canvas.getContext('2d').putImageData(picture, 0, 0);
}

const outputs = new Map();
function addSlider(dimension) {
  const label = document.createElement('label');
  const name = document.createElement('span');
  name.textContent = `Number ${dimension + 1}`;
  const slider = document.createElement('input');
  slider.type = 'range';
  const reach = REACH * (deviation[dimension] || 1);
  slider.min = mean[dimension] - reach;
  slider.max = mean[dimension] + reach;
  slider.step = 'any';
  slider.value = code[dimension];
  const output = document.createElement('span');
  slider.addEventListener('input', () => {
    code[dimension] = Number(slider.value);
    refresh();
  });
  label.append(name, slider, output);
  element('sliders').append(label);
  outputs.set(dimension, { slider, output });
}

let decode = null;
let drawing = false;
let stale = false;
/** Shows the code as it is now; while a picture is being drawn, the newest code waits and the others are left out. */
async function refresh() {
  for (const [dimension, { slider, output }] of outputs) {
    slider.value = code[dimension];
    output.textContent = code[dimension].toFixed(2);
  }
  element('code-text').textContent = `Code: ${Array.from(code, (value) => value.toFixed(3)).join(' ')}`;
  if (decode === null) return;
  stale = true;
  if (drawing) return;
  drawing = true;
  try {
    while (stale) {
      stale = false;
      const started = performance.now();
      paint(await decode());
      element('state').textContent = `Drawn in ${(performance.now() - started).toFixed(0)} ms, offline.`;
    }
  } catch (error) {
    fail(error);
  }
  drawing = false;
}

function fail(error) {
  element('state').textContent = `This browser cannot run the model: ${error.message}`;
}

/** A number of the standard normal distribution (Box and Muller 1958). */
function normal() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

element('name').textContent = model.name;
for (const [term, words] of model.facts) {
  const dt = document.createElement('dt');
  const dd = document.createElement('dd');
  dt.textContent = term;
  dd.textContent = words;
  element('facts').append(dt, dd);
}
for (const dimension of order.slice(0, FIRST_SLIDERS)) addSlider(dimension);
if (order.length > FIRST_SLIDERS) {
  const more = element('more');
  more.hidden = false;
  more.textContent = `Show all ${order.length}`;
  more.addEventListener('click', () => {
    for (const dimension of order.slice(FIRST_SLIDERS)) addSlider(dimension);
    more.hidden = true;
    refresh();
  });
}
if (labels.length > 0) {
  const choice = element('labels');
  choice.hidden = false;
  choice.querySelector('select').append(...labels.map((label) => new Option(label)));
  choice.addEventListener('change', refresh);
}
element('average').addEventListener('click', () => {
  code.set(mean);
  refresh();
});
element('random').addEventListener('click', () => {
  // Along the principal directions of the codes, as numbers of a code go with one another.
  code.set(mean);
  for (const { axis, spread } of directions) {
    const step = TEMPERATURE * spread * normal();
    for (let i = 0; i < dimensions; i++) code[i] += step * axis[i];
  }
  refresh();
});
element('save').addEventListener('click', () => {
  const link = document.createElement('a');
  link.href = element('picture').toDataURL('image/png');
  link.download = `${model.name}.png`;
  link.click();
});

refresh();
openDecoder().then((opened) => {
  decode = opened;
  return refresh();
}, fail);
