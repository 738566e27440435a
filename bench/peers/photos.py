"""Writes JPEG files with the statistics of photographs: a 1/f spectrum, coloured regions with edges, some noise.

They are as large and as dear to decode as the usual photograph of 500 x 375 pixels, may be given away, and are the same everywhere:
python photos.py FOLDER --count 500
"""
import argparse
import io
import os

import numpy as np
from PIL import Image


def spectrum(rng, height, width):
    """A plane whose amplitude falls with the frequency, mean 0, deviation 1."""
    fy = np.fft.fftfreq(height)[:, None]
    fx = np.fft.rfftfreq(width)[None, :]
    frequency = np.hypot(fy, fx)
    frequency[0, 0] = 1
    phases = rng.standard_normal((height, width // 2 + 1)) + 1j * rng.standard_normal((height, width // 2 + 1))
    plane = np.fft.irfft2(phases / frequency ** 1.1, s=(height, width))
    return (plane - plane.mean()) / plane.std()


def picture(rng, height, width):
    base = np.stack([spectrum(rng, height, width) for _ in range(3)], 2)
    light = spectrum(rng, height, width)[:, :, None]
    image = 118 + 40 * light + 16 * base + rng.uniform(-30, 30, 3)
    y, x = np.mgrid[:height, :width]
    for _ in range(6):  # things with edges
        cy, cx, ry, rx = rng.uniform(0, height), rng.uniform(0, width), rng.uniform(20, 120), rng.uniform(20, 160)
        inside = ((y - cy) / ry) ** 2 + ((x - cx) / rx) ** 2 < 1 + 0.2 * light[:, :, 0]
        image[inside] = 0.55 * image[inside] + 0.45 * rng.uniform(0, 255, 3)
    image += rng.normal(0, 5, image.shape)
    return Image.fromarray(np.clip(image, 0, 255).astype(np.uint8))


def main():
    a = argparse.ArgumentParser()
    a.add_argument("folder")
    a.add_argument("--count", type=int, default=500)
    a.add_argument("--width", type=int, default=500)
    a.add_argument("--height", type=int, default=375)
    a.add_argument("--quality", type=int, default=92)
    a = a.parse_args()
    os.makedirs(a.folder, exist_ok=True)
    size = 0
    for i in range(a.count):
        data = io.BytesIO()
        picture(np.random.default_rng(i), a.height, a.width).save(data, "JPEG", quality=a.quality)
        size += data.tell()
        with open(os.path.join(a.folder, f"{i:05d}.jpg"), "wb") as f:
            f.write(data.getvalue())
    print(f"{a.count} files of {size / a.count / 1000:.0f} kB in {a.folder}")


main()
