// Where does each part of a picture go when points of it are dragged? Asks the networks that `lightningdrag models
// export` wrote.
//
//   node motion.mjs ONNX_FOLDER PICTURE.ppm X,Y:X,Y[;X,Y:X,Y…] MOTION.f32 [NOISE.f32]
//
// The picture is a binary PPM of 256×256 pixels. MOTION.f32 receives little-endian floats: flow in pixels [2, 64, 64],
// then the probability that a cell
// stays visible [64, 64]. NOISE.f32, where given, replaces the random start [3, 64, 64].
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ort from 'onnxruntime-node';
import { longestDrag, pointFields } from './point-fields.mjs';

const size = 256,
  grid = size / 4;

/** One step from noise to motion. `rgb` holds 256×256 pixels of 3 bytes, `mask` a number per pixel. */
export async function predictMotion(encoder, denoiser, rgb, drags, mask, noise = gaussian(3 * grid * grid)) {
  const planes = new Float32Array(3 * size * size);
  for (let i = 0; i < planes.length; i++) planes[i] = rgb[(i % (size * size)) * 3 + Math.floor(i / (size * size))];
  const tensor = (data, ...shape) => new ort.Tensor('float32', Float32Array.from(data), shape);
  const features = await encoder.run({ image: tensor(planes, 1, 3, size, size) });

  const unit = longestDrag(drags);
  const { flow, visibility } = await denoiser.run({
    ...features,
    latent: tensor(noise, 1, 3, grid, grid),
    timestep: tensor([999], 1),
    fields: tensor(pointFields(drags, mask, size), 1, 11, grid, grid),
    longest_drag: tensor([unit], 1),
    scope: tensor([0, 0], 1, 2),
    handle_position: tensor(
      drags.flatMap((d) => d.handle),
      1,
      drags.length,
      2,
    ),
    handle_displacement: tensor(
      drags.flatMap((d) => [0, 1].map((axis) => (d.target[axis] - d.handle[axis]) / unit)),
      1,
      drags.length,
      2,
    ),
    handle_valid: tensor(
      drags.map(() => 1),
      1,
      drags.length,
    ),
  });
  return {
    flow: flow.data.map((value) => value * unit),
    visible: visibility.data.map((logit) => 1 / (1 + Math.exp(-logit))),
  };
}

function gaussian(count) {
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()),
  );
}

async function readPicture(file) {
  const bytes = await readFile(file),
    header = /^P6\s+256\s+256\s+255\s/.exec(bytes.toString('latin1', 0, 64));
  if (!header)
    throw new Error(
      `${file} is not a binary PPM of ${size}x${size} pixels: ` +
        `make one with 'convert photo.jpg -resize 256x256! ${file}'.`,
    );
  return bytes.subarray(header[0].length);
}

const [folder, picture, points, output, noise] = process.argv.slice(2);
const [encoder, denoiser] = await Promise.all(
  ['encoder', 'denoiser'].map((name) => ort.InferenceSession.create(path.join(folder, `${name}.onnx`))),
);
const drags = points.split(';').map((pair) => {
  const [handle, target] = pair.split(':').map((point) => point.split(',').map(Number));
  return { handle, target };
});
const start = noise && new Float32Array(new Uint8Array(await readFile(noise)).buffer);
const { flow, visible } = await predictMotion(
  encoder,
  denoiser,
  await readPicture(picture),
  drags,
  new Uint8Array(size * size).fill(1),
  start,
);
await writeFile(
  output,
  Buffer.concat([flow, visible].map((numbers) => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength))),
);
