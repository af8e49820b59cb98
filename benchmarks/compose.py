"""The same composition job by the studio and by MoviePy, in turns: two clips, a crossfade, a title, music; 1080p30.

    python benchmarks/compose.py [--python PATH] [--seconds 5] [--runs 1]

MoviePy is no dependency: `--python` names an interpreter that has it
(python -m venv DIR && DIR/bin/pip install moviepy). Prints the wall times and their ratio.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import wave
from fractions import Fraction
from pathlib import Path

from measure import line, ratio, wall

_TITLE, _FADE_S, _SIZE = "Golden Hour", 1, (1920, 1080)


def make_material(folder: Path, seconds: float) -> None:
    """Two clips of moving shapes and a song, for both."""
    import av
    import numpy as np

    grid = np.add.outer(np.arange(_SIZE[1]), np.arange(_SIZE[0])).astype(np.uint8)
    for name, step in (("a.mp4", 3), ("b.mp4", -5)):
        with av.open(str(folder / name), "w") as file:
            stream = file.add_stream("libx264", rate=30, options={"preset": "veryfast", "crf": "20"})
            stream.width, stream.height, stream.pix_fmt = *_SIZE, "yuv420p"
            for n in range(round(seconds * 30)):
                picture = np.stack([np.roll(grid, step * n, 1), grid // 2, 255 - grid], -1)
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                frame.pts, frame.time_base = n, Fraction(1, 30)
                file.mux(stream.encode(frame))
            file.mux(stream.encode())
    tone = (np.sin(np.arange(round(2 * seconds * 48_000)) * 2 * np.pi * 220 / 48_000) * 9000).astype("<i2")
    with wave.open(str(folder / "song.wav"), "wb") as song:
        song.setparams((2, 2, 48_000, 0, "NONE", ""))
        song.writeframes(np.repeat(tone, 2).tobytes())


def by_studio(folder: Path, seconds: float) -> None:
    """The studio's own renderer."""
    from nemo_skill.studio.render import render_draft

    clip_ms, fade_ms = round(seconds * 1000), _FADE_S * 1000
    form = {"origin": "upload", "secret": "", "width": _SIZE[0], "height": _SIZE[1]}
    assets = {
        name: {**form, "path": str(folder / name), "kind": kind, "duration_ms": clip_ms * (1 + (kind == "audio"))}
        for name, kind in (("a.mp4", "video"), ("b.mp4", "video"), ("song.wav", "audio"))
    }
    second = {"src": "b.mp4", "transition": {"type": "crossfade", "d": fade_ms}}
    tracks = [
        {"tt": 0, "sg": [{"s": 0, "d": clip_ms, "m": {"src": "a.mp4"}}]},
        {"tt": 0, "sg": [{"s": clip_ms - fade_ms, "d": clip_ms, "m": second}]},
        {"tt": 1, "sg": [{"s": 0, "d": 2 * clip_ms - fade_ms, "m": {"src": "song.wav", "volume": 0.35}}]},
        {"tt": 7, "sg": [{"s": 0, "d": clip_ms, "m": {"text": _TITLE}}]},
    ]
    render_draft({"t": tracks}, assets, folder / "studio.mp4", canvas=_SIZE)


def by_moviepy(folder: Path, seconds: float) -> None:
    """MoviePy 2, encoding with the same codec at the quality of an export."""
    import moviepy

    first, second = (moviepy.VideoFileClip(str(folder / name)) for name in ("a.mp4", "b.mp4"))
    second = second.with_start(seconds - _FADE_S).with_effects([moviepy.vfx.CrossFadeIn(_FADE_S)])
    title = moviepy.TextClip(text=_TITLE, font_size=90, color="white", duration=seconds).with_position("center")
    song = moviepy.AudioFileClip(str(folder / "song.wav")).subclipped(0, 2 * seconds - _FADE_S)
    film = moviepy.CompositeVideoClip([first, second, title], size=_SIZE)
    film = film.with_audio(song.with_effects([moviepy.afx.MultiplyVolume(0.35)]))
    film.write_videofile(
        str(folder / "moviepy.mp4"), fps=30, codec="libx264", preset="veryfast", audio_codec="aac", logger=None,
        ffmpeg_params=["-crf", "18", "-pix_fmt", "yuv420p"], temp_audiofile_path=str(folder),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--one", nargs=2, metavar=("TOOL", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        tool, folder = options.one
        (by_studio if tool == "studio" else by_moviepy)(Path(folder), options.seconds)
        return
    with tempfile.TemporaryDirectory() as folder:
        make_material(Path(folder), options.seconds)
        tail = ["--seconds", f"{options.seconds:g}", "--one"]
        commands = {
            "studio": [sys.executable, __file__, *tail, "studio", folder],
            "moviepy": [options.python, __file__, *tail, "moviepy", folder],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                times[name].append(wall(command))
        made = ", ".join(f"{name} {min(took):.1f} s" for name, took in times.items())
    print(f"{2 * options.seconds - _FADE_S:g} s of 1080p30: {made}")
    found = ratio(times, "moviepy", "studio")
    line("MoviePy's time against the studio's", f"{found:.2f}x", "1x or more", found >= 1)


if __name__ == "__main__":
    main()
