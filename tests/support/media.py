"""Media made for tests: solid colours of an exact length."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import lru_cache

import av
import numpy as np


@lru_cache(maxsize=16)
def tiny_mp4(seconds: float = 1.0, *, width: int = 320, height: int = 180, audio: bool = True) -> bytes:
    """A small H.264 MP4 of one colour at 10 fps, with a silent AAC track if asked for."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        video = out.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        sound = out.add_stream("aac", rate=48000) if audio else None
        picture = np.full((height, width, 3), (200, 80, 40), np.uint8)
        for number in range(round(seconds * 10)):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            out.mux(video.encode(frame))
        out.mux(video.encode())
        if sound is not None:
            for start in range(0, int(seconds * 48000), 1024):
                block = av.AudioFrame.from_ndarray(np.zeros((1, 2048), np.int16), format="s16", layout="stereo")
                block.sample_rate, block.pts = 48000, start
                out.mux(sound.encode(block))
            out.mux(sound.encode())
    return file.getvalue()
