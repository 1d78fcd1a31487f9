"""What the denoiser is told of a drag: pairs of points and a mask as 11 maps on the motion grid.

The order is mask; anchored Shepard field (u, v); similarity field (u, v); handles (presence, u, v); targets (presence,
u, v). Points are [x, y] in pixels of the window; flows are in units of the longest drag. point-fields.mjs is the same
in JavaScript.
"""

import numpy as np

CELL = 4
SOFTENING = 4.0  # px²: within this squared distance a handle's weight stops growing
REGULARISER = 64.0  # px²: pulls rotation and scale towards none
SIMILARITY_LIMIT = 3.0
PRESENCE_SIGMA = 6.0  # px


def longest_drag(handles, targets):
    """Length of the longest drag in pixels, at least 8: the unit of all flows."""
    return max(8.0, float(np.linalg.norm(targets - handles, axis=1).max()))


def point_fields(handles, targets, mask):
    """The maps of one drag, [11, size / 4, size / 4]; mask [size, size] is 1 where the picture may change."""
    grid = mask.shape[0] // CELL
    unit = longest_drag(handles, targets)
    cells = np.arange(grid) * CELL + 1.5
    x, y = np.meshgrid(cells, cells)
    moves = targets - handles

    share = mask.reshape(grid, CELL, grid, CELL).mean(axis=(1, 3))
    share = np.round(share * 255) / 255
    depth = distance_to_outside(share, grid)
    weights = [1 / (squared(handle, x, y) + SOFTENING) for handle in handles]

    fields = np.zeros((11, grid, grid))
    fields[0] = share
    anchor = 0.5 / ((depth * CELL) ** 2 + SOFTENING)
    total = sum(weights) + anchor
    for axis in range(2):
        mean = sum(weight * move[axis] for weight, move in zip(weights, moves)) / total
        fields[1 + axis] = np.where(depth > 0, mean / unit, 0)
    for axis, flow in enumerate(similarity(handles, moves, weights, x, y)):
        fields[3 + axis] = np.clip(flow / unit, -SIMILARITY_LIMIT, SIMILARITY_LIMIT)
    for channel, points in ((5, handles), (8, targets)):
        for point, move in zip(points, moves):
            exponent = -squared(point, x, y) / (2 * PRESENCE_SIGMA**2)
            presence = np.where(exponent < -18, 0, np.exp(exponent))
            fields[channel] = np.maximum(fields[channel], presence)
            fields[channel + 1] += presence * move[0] / unit
            fields[channel + 2] += presence * move[1] / unit
    return fields.astype(np.float32)


def similarity(handles, moves, weights, x, y):
    """Moving least squares over similarities (Schaefer et al. 2006, equation 5)."""
    total = sum(weights)

    def mean(values):
        return sum(weight * value for weight, value in zip(weights, values)) / total

    hx, hy = mean(handles[:, 0]), mean(handles[:, 1])
    du, dv = mean(moves[:, 0]), mean(moves[:, 1])
    spread, along, across = REGULARISER * total, 0.0, 0.0
    for weight, handle, move in zip(weights, handles, moves):
        px, py = handle[0] - hx, handle[1] - hy
        u, v = move[0] - du, move[1] - dv
        spread = spread + weight * (px * px + py * py)
        along = along + weight * (px * u + py * v)
        across = across + weight * (px * v - py * u)
    a, b = along / spread, across / spread
    return a * (x - hx) - b * (y - hy) + du, b * (x - hx) + a * (y - hy) + dv


def distance_to_outside(share, grid):
    """Distance to the nearest cell outside the mask, in cells: chamfer steps of 0.955 and 1.3693."""
    depth = np.full((grid + 2, grid + 2), np.inf)
    depth[1:-1, 1:-1] = np.where(share > 0.5, grid, 0)
    for step, order in ((-1, range(1, grid + 1)), (1, range(grid, 0, -1))):
        for row in order:
            for column in order:
                depth[row, column] = min(
                    depth[row, column],
                    depth[row, column + step] + 0.955,
                    depth[row + step, column] + 0.955,
                    depth[row + step, column + step] + 1.3693,
                    depth[row + step, column - step] + 1.3693,
                )
    return depth[1:-1, 1:-1]


def squared(point, x, y):
    return (point[0] - x) ** 2 + (point[1] - y) ** 2
