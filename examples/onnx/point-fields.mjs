// What the denoiser is told of a drag: pairs of points and a mask as 11 maps on the motion grid, in the order
// mask; anchored Shepard field (u, v); similarity field (u, v); handles (presence, u, v); targets (presence, u, v).
// Points are [x, y] in pixels of the window; flows are in units of the longest drag.

const cellSize = 4;
const softening = 4; // px²: within this squared distance a handle's weight stops growing
const regulariser = 64; // px²: pulls rotation and scale towards none
const similarityLimit = 3;
const presenceSigma = 6; // px

/** Length of the longest drag in pixels, at least 8: the unit of all flows. */
export function longestDrag(drags) {
  return Math.max(8, ...drags.map(({ handle, target }) => Math.hypot(target[0] - handle[0], target[1] - handle[1])));
}

/** The maps of one drag. `mask` holds one number per pixel, 1 where the picture may change. */
export function pointFields(drags, mask, size) {
  const grid = size / cellSize,
    plane = grid * grid,
    unit = longestDrag(drags);
  const fields = new Float32Array(11 * plane);
  const share = averageMask(mask, size);
  const depth = distanceToOutside(share, grid);
  fields.set(share);
  for (let cell = 0; cell < plane; cell++) {
    const x = (cell % grid) * cellSize + 1.5,
      y = Math.floor(cell / grid) * cellSize + 1.5;
    const weights = drags.map(({ handle }) => 1 / (squared(handle, x, y) + softening));
    const put = (channel, [u, v]) => {
      fields[channel * plane + cell] = u;
      fields[(channel + 1) * plane + cell] = v;
    };
    if (depth[cell] > 0)
      put(
        1,
        shepard(drags, weights, 0.5 / ((depth[cell] * cellSize) ** 2 + softening)).map((value) => value / unit),
      );
    put(
      3,
      similarity(drags, weights, x, y).map((value) =>
        Math.min(similarityLimit, Math.max(-similarityLimit, value / unit)),
      ),
    );
    for (const { handle, target } of drags) {
      const flow = [(target[0] - handle[0]) / unit, (target[1] - handle[1]) / unit];
      addPresence(5, handle, flow);
      addPresence(8, target, flow);
    }

    function addPresence(channel, point, [u, v]) {
      const exponent = -squared(point, x, y) / (2 * presenceSigma ** 2);
      if (exponent < -18) return;
      const presence = Math.exp(exponent),
        at = channel * plane + cell;
      fields[at] = Math.max(fields[at], presence);
      fields[at + plane] += presence * u;
      fields[at + 2 * plane] += presence * v;
    }
  }
  return fields;
}

/** Share of each cell that may change, in steps of 1/255. */
function averageMask(mask, size) {
  const grid = size / cellSize,
    share = new Float32Array(grid * grid);
  for (let i = 0; i < size * size; i++) {
    if (mask[i]) share[Math.floor(i / size / cellSize) * grid + Math.floor((i % size) / cellSize)]++;
  }
  return share.map((count) => roundHalfToEven((count * 255) / cellSize ** 2) / 255);
}

function roundHalfToEven(value) {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}

/** Weighted mean of the displacements against an anchor that does not move. */
function shepard(drags, weights, anchor) {
  const total = weights.reduce((sum, weight) => sum + weight, anchor);
  return [0, 1].map(
    (axis) => drags.reduce((sum, { handle, target }, i) => sum + weights[i] * (target[axis] - handle[axis]), 0) / total,
  );
}

/** Moving least squares over similarities (Schaefer et al. 2006, equation 5). */
function similarity(drags, weights, x, y) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (value) => drags.reduce((sum, drag, i) => sum + weights[i] * value(drag), 0) / total;
  const hx = mean((d) => d.handle[0]),
    hy = mean((d) => d.handle[1]);
  const du = mean((d) => d.target[0] - d.handle[0]),
    dv = mean((d) => d.target[1] - d.handle[1]);
  let spread = regulariser * total,
    along = 0,
    across = 0;
  drags.forEach(({ handle, target }, i) => {
    const px = handle[0] - hx,
      py = handle[1] - hy,
      u = target[0] - handle[0] - du,
      v = target[1] - handle[1] - dv;
    spread += weights[i] * (px * px + py * py);
    along += weights[i] * (px * u + py * v);
    across += weights[i] * (px * v - py * u);
  });
  const a = along / spread,
    b = across / spread;
  return [a * (x - hx) - b * (y - hy) + du, b * (x - hx) + a * (y - hy) + dv];
}

/** Distance to the nearest cell outside the mask, in cells: chamfer steps of 0.955 and 1.3693. */
function distanceToOutside(share, grid) {
  const depth = Float32Array.from(share, (value) => (value > 0.5 ? grid : 0));
  const at = (x, y) => (x >= 0 && x < grid && y >= 0 && y < grid ? depth[y * grid + x] : Infinity);
  const relax = (x, y, step) => {
    depth[y * grid + x] = Math.min(
      at(x, y),
      at(x + step, y) + 0.955,
      at(x, y + step) + 0.955,
      at(x + step, y + step) + 1.3693,
      at(x - step, y + step) + 1.3693,
    );
  };
  for (let y = 0; y < grid; y++) for (let x = 0; x < grid; x++) relax(x, y, -1);
  for (let y = grid - 1; y >= 0; y--) for (let x = grid - 1; x >= 0; x--) relax(x, y, 1);
  return depth;
}

function squared([px, py], x, y) {
  return (x - px) ** 2 + (y - py) ** 2;
}
