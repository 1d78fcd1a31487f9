"""Where does each part of a picture go when points of it are dragged? Asks what `lightningdrag models export` wrote.

    python3 motion.py ONNX_FOLDER PICTURE.ppm X,Y:X,Y[;X,Y:X,Y…] MOTION.f32 [NOISE.f32]

Needs `pip install onnxruntime numpy`. The arguments are those of motion.mjs, which does the same in JavaScript.
"""

# %% Libraries and networks
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort
from point_fields import longest_drag, point_fields

SIZE, GRID = 256, 64


# %% One step from noise to motion
def predict_motion(encoder, denoiser, rgb, handles, targets, mask, noise):
    """rgb [256, 256, 3] bytes; handles and targets [K, 2] in pixels; mask [256, 256], 1 where it may change."""
    image = rgb.astype(np.float32).transpose(2, 0, 1)[None]
    names = [output.name for output in encoder.get_outputs()]
    features = dict(zip(names, encoder.run(names, {"image": image})))

    unit = np.float32(longest_drag(handles, targets))
    flow, visibility = denoiser.run(
        ["flow", "visibility"],
        {
            **features,
            "latent": noise.reshape(1, 3, GRID, GRID),
            "timestep": np.array([999], np.float32),
            "fields": point_fields(handles, targets, mask)[None],
            "longest_drag": np.array([unit], np.float32),
            "scope": np.zeros((1, 2), np.float32),
            "handle_position": handles[None].astype(np.float32),
            "handle_displacement": ((targets - handles)[None] / unit).astype(np.float32),
            "handle_valid": np.ones((1, len(handles)), np.float32),
        },
    )
    return flow[0] * unit, 1 / (1 + np.exp(-visibility[0, 0]))


# %% A picture
def read_picture(file):
    magic, width, height, highest, pixels = Path(file).read_bytes().split(maxsplit=4)
    if (magic, width, height, highest) != (b"P6", b"256", b"256", b"255"):
        sys.exit(f"{file} is not a binary PPM of 256x256: make one with 'convert photo.jpg -resize 256x256! {file}'.")
    return np.frombuffer(pixels[-SIZE * SIZE * 3 :], np.uint8).reshape(SIZE, SIZE, 3)


# %% The whole
if __name__ == "__main__":
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    folder, picture, points, output = sys.argv[1:5]
    encoder, denoiser = (ort.InferenceSession(str(Path(folder) / f"{name}.onnx")) for name in ("encoder", "denoiser"))
    drags = np.array([[float(n) for p in pair.split(":") for n in p.split(",")] for pair in points.split(";")])
    if len(sys.argv) == 6:
        start = np.fromfile(sys.argv[5], "<f4")
    else:
        start = np.random.default_rng().standard_normal(3 * GRID * GRID, dtype=np.float32)
    mask = np.ones((SIZE, SIZE))
    rgb = read_picture(picture)
    flow, visible = predict_motion(encoder, denoiser, rgb, drags[:, :2], drags[:, 2:], mask, start)
    np.concatenate([flow.ravel(), visible.ravel()]).astype("<f4").tofile(output)
