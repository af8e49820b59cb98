"""Media made on the spot: solid colours and tones, so that a sampled pixel or level says what was shown."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 180, 40), (30, 40, 200), (128, 128, 128)


def video_bytes(
    *, size: tuple[int, int] = (160, 90), seconds: float = 1.0, fps: int = 25, colour: tuple[int, int, int] = RED,
    tone_hz: float = 0.0, format: str = "mp4", codec: str = "libx264", marker: bool = False,
) -> bytes:  # fmt: skip
    """A clip of one colour; with ``marker`` its left half turns white in the second half of the clip."""
    out = io.BytesIO()
    with av.open(out, "w", format=format) as container:
        video: Any = container.add_stream(codec, rate=fps)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        audio: Any = None
        if tone_hz:
            audio = container.add_stream("aac" if format != "webm" else "libopus", rate=48_000)
            audio.codec_context.layout = "stereo"
        count = round(seconds * fps)
        for n in range(count):
            picture = np.full((size[1], size[0], 3), colour, np.uint8)
            if marker and n >= count / 2:
                picture[:, : size[0] // 2] = 255
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = n, Fraction(1, fps)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio is not None:
            wave = np.sin(2 * np.pi * tone_hz * np.arange(round(seconds * 48_000)) / 48_000).astype(np.float32) * 0.5
            for begin in range(0, len(wave), 960):
                chunk = np.ascontiguousarray(np.stack([wave[begin : begin + 960]] * 2))
                sound = av.AudioFrame.from_ndarray(chunk, format="fltp", layout="stereo")
                sound.sample_rate, sound.pts, sound.time_base = 48_000, begin, Fraction(1, 48_000)
                container.mux(audio.encode(sound))
            container.mux(audio.encode(None))
    return out.getvalue()


def tone_bytes(*, seconds: float = 1.0, hz: float = 440.0) -> bytes:
    """A WAV file with a tone at half level."""
    return wav_bytes(np.sin(2 * np.pi * hz * np.arange(round(seconds * 48_000)) / 48_000) * 0.49)


def wav_bytes(samples: Any) -> bytes:
    """A WAV file of these samples (-1 to 1), on both sides."""
    out = io.BytesIO()
    with av.open(out, "w", format="wav") as container:
        audio: Any = container.add_stream("pcm_s16le", rate=48_000)
        audio.codec_context.layout = "stereo"
        wave = (np.asarray(samples) * 32_767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(np.repeat(wave, 2).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = 48_000
        container.mux(audio.encode(frame))
        container.mux(audio.encode(None))
    return out.getvalue()


def picture_bytes(
    *,
    size: tuple[int, int] = (200, 100),
    colour: tuple[int, int, int] = GREEN,
    format: str = "PNG",
    orientation: int = 0,
) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, colour)
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    image.save(out, format, exif=exif)
    return out.getvalue()


def gif_bytes(colours: list[tuple[int, int, int]], *, each_ms: int = 200, size: tuple[int, int] = (160, 90)) -> bytes:
    """An animated GIF, one colour a frame."""
    out = io.BytesIO()
    frames = [Image.new("RGB", size, colour) for colour in colours]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=each_ms, loop=0)
    return out.getvalue()


class Film:
    """A finished file, decoded."""

    def __init__(self, path: Path, *, silent: bool = False) -> None:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            self.codec = stream.codec_context.name
            self.pix_fmt = stream.codec_context.pix_fmt
            self.rate = stream.average_rate
            self.size = (stream.codec_context.width, stream.codec_context.height)
            self.audio_codec = "" if silent else container.streams.audio[0].codec_context.name
            self.pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
        self.samples = np.zeros((2, 0), np.float32)
        if silent:
            return
        with av.open(str(path)) as container:
            resampler = av.AudioResampler(format="fltp", layout="stereo", rate=48_000)
            pieces = [piece.to_ndarray() for frame in container.decode(audio=0) for piece in resampler.resample(frame)]
        self.samples = np.concatenate(pieces, axis=1)

    @property
    def seconds(self) -> float:
        return len(self.pictures) / 30

    def pixel(self, second: float, x: float = 0.5, y: float = 0.5) -> tuple[int, int, int]:
        """The mean colour of a small patch at a relative place."""
        picture = self.pictures[min(len(self.pictures) - 1, round(second * 30))]
        height, width = picture.shape[:2]
        top, left = min(int(y * height), height - 3), min(int(x * width), width - 3)
        red, green, blue = picture[top : top + 3, left : left + 3].reshape(-1, 3).mean(axis=0)
        return round(red), round(green), round(blue)

    def level(self, start_s: float, end_s: float) -> float:
        """Root mean square of the sound between two moments."""
        part = self.samples[:, round(start_s * 48_000) : round(end_s * 48_000)]
        return float(np.sqrt(np.mean(part**2)))


def near(colour: tuple[int, int, int], wanted: tuple[int, int, int], tolerance: int = 14) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(colour, wanted))  # noqa: B905 - three each
