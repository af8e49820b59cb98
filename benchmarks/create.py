"""From prompt to file with the embedded backend, next to what x264 alone needs for the same frames.

    python benchmarks/create.py [--prompt "..."] [--seconds 5] [--runs 1]

Prints the wall time of `create --local` at 1080p with the backend already running (its start is printed apart) and
nothing kept of earlier clips, the speed against realtime, and the frame rate against that of x264 (veryfast, crf 20,
all cores) on the decoded frames alone, in the same run; then the same prompt again, which finds its segments kept.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import av
from measure import ROOT, line, wall


def x264_alone(path: Path) -> tuple[float, int]:
    """(seconds, frames) of encoding a file's own frames again, from memory, to nowhere."""
    with av.open(str(path)) as source:
        frames = list(source.decode(video=0))
    with av.open(os.devnull, "w", format="null") as sink:
        stream = sink.add_stream("libx264", rate=30, options={"preset": "veryfast", "crf": "20"})
        stream.width, stream.height, stream.pix_fmt = frames[0].width, frames[0].height, "yuv420p"
        started = time.perf_counter()
        for number, frame in enumerate(frames):
            frame.pts, frame.time_base, frame.pict_type = number, Fraction(1, 30), av.video.frame.PictureType.NONE
            for packet in stream.encode(frame):
                del packet
        for packet in stream.encode():
            del packet
        return time.perf_counter() - started, len(frames)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompt", default="a fox running through a snowy forest at dusk")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    script = str(ROOT / "scripts" / "nemo.py")
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "HOME": folder, "USERPROFILE": folder, "NEMO_STATE_DIR": folder}
        start = wall([sys.executable, script, "credits", "--local"], env=env)
        print(f"first answer of the backend, its start included: {start:.1f} s")
        target = Path(folder) / "out.mp4"
        command = [sys.executable, script, "create", options.prompt, "--local", "-o", str(target)]
        command += ["--duration", f"{options.seconds:g}"]
        times = []
        for _ in range(options.runs):
            shutil.rmtree(Path(folder) / "studio" / "segments", ignore_errors=True)
            times.append(wall(command, env=env))
        took = statistics.median(times)
        again = wall(command, env=env)
        alone, frames = x264_alone(target)
    print(f"create --local: {took:.1f} s for {frames} frames; again, from kept segments: {again:.1f} s")
    print(f"x264 alone: {alone:.1f} s for the same frames ({frames / alone:.0f} fps)")
    line("speed against realtime", f"{options.seconds / took:.2f}x", "0.6x", options.seconds / took >= 0.6)
    line("frame rate against x264 alone", f"{alone / took:.2f}x", "0.45x", alone / took >= 0.45)


if __name__ == "__main__":
    main()
