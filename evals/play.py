#!/usr/bin/env python3
"""Plays the chats of chats.yaml with an agent against the embedded backend, and checks what came of them.

    python3 evals/play.py [NAME ...] [--agent "COMMAND {message} {files}"] [--keep FOLDER]

Without --agent the plain agent plays, which follows SKILL.md to the letter. Another agent is a command line that gets
one message a call ({message}; {files} are the names of what the user sent along), runs in the chat's folder, and prints
what it tells the user; the skill must be installed for it. NEMO_BACKEND=local and a state folder of the chat's own are
set for it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from nemo_skill import provision  # noqa: E402 - found by the path above

PLAIN = f"{shlex.quote(sys.executable)} {shlex.quote(str(ROOT / 'evals' / 'plain_agent.py'))} {shlex.quote(str(ROOT))}"
# What nobody in a chat should read, whatever was asked.
NEVER = (
    r"nmv_usr_|\bBearer\b",
    r"(?m)^\s*[{\[]\"",
    r"(?i)\b(?:click|drag|right-click|hover over)\b.*\b(?:button|panel|timeline|editor)\b",
    r"点击|拖拽|按钮|面板",
    r"Traceback",
    r"\b(?:session|task)_?id\b",
)


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 when every chat went as expected."""
    parser = argparse.ArgumentParser(description="Play whole chats with an agent.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only chats whose names hold one of these")
    parser.add_argument("--agent", default=PLAIN + " {message} {files}", metavar="COMMAND")
    parser.add_argument("--keep", metavar="FOLDER", help="leave the chats' folders there")
    args = parser.parse_args(arguments)
    provision.provide(["studio"], say=lambda line: print(line, file=sys.stderr))
    import yaml

    chats = yaml.safe_load((ROOT / "evals" / "chats.yaml").read_text(encoding="utf-8"))["chats"]
    chosen = [chat for chat in chats if not args.names or any(name in chat["name"] for name in args.names)]
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        for number, chat in enumerate(chosen):
            folder = Path(args.keep or temporary) / f"chat {number + 1}"
            began = time.monotonic()
            faults = play(chat, folder, args.agent)
            failed += bool(faults)
            print(f"{'FAILED' if faults else 'ok':<7}{chat['name']} ({time.monotonic() - began:.0f} s)", flush=True)
            for fault in faults:
                print(f"       {fault}")
    print(f"{len(chosen) - failed} of {len(chosen)} chats went as expected.")
    return 1 if failed else 0


def play(chat: dict[str, Any], folder: Path, agent: str) -> list[str]:
    """Say all of a chat's messages to the agent; what was not as expected, in words."""
    folder.mkdir(parents=True)
    for name, kind in chat.get("files", {}).items():
        make(folder / name, kind)
    own = folder.parent / f"{folder.name} state"
    env = {**os.environ, "NEMO_BACKEND": "local", "NEMO_STATE_DIR": str(own)}
    told = []
    try:
        for message in chat["messages"]:
            row = message if isinstance(message, dict) else {"say": message}
            fields = {"{message}": [row["say"]], "{files}": row.get("files", [])}
            command = [part for word in shlex.split(agent) for part in fields.get(word, [word])]
            done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8")
            told.append(done.stdout)
            if done.returncode:
                return [f"the agent ended with {done.returncode} on {row['say']!r}: {done.stderr.strip()[-300:]}"]
        return list(check(chat["expect"], folder, env, "\n".join(told)))
    finally:
        announced = own / "studio.json"
        if announced.exists():
            os.kill(json.loads(announced.read_text(encoding="utf-8"))["pid"], signal.SIGTERM)


def check(expect: dict[str, Any], folder: Path, env: dict[str, str], told: str) -> list[str]:
    """Compare the server's timeline, the files and the words with what was expected."""
    from nemo_skill.cloud.mp4 import read_mp4

    faults = [f"the person was told {found[0]!r}" for rule in NEVER if (found := re.search(rule, told))]
    faults += [f"nobody said {rule!r}" for rule in expect.get("says", []) if not re.search(rule, told)]
    faults += [f"somebody said {rule!r}" for rule in expect.get("never", []) if re.search(rule, told)]
    command = [sys.executable, str(ROOT / "scripts" / "nemo.py"), "state", "--json"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8")
    timeline = json.loads(done.stdout).get("timeline") or {"tracks": [], "duration_ms": 0, "summary": ""}
    kinds = [track["kind"] for track in timeline["tracks"]]
    if "tracks" in expect and kinds != expect["tracks"]:
        faults.append(f"the timeline has {kinds}, not {expect['tracks']}")
    if "seconds" in expect and abs(timeline["duration_ms"] / 1000 - expect["seconds"]) > 0.1:
        faults.append(f"the timeline is {timeline['duration_ms'] / 1000:g} s long, not {expect['seconds']} s")
    texts = [item.get("text") for track in timeline["tracks"] for item in track["segments"]]
    faults += [f"no title says {text!r}" for text in expect.get("texts", []) if text not in texts]
    given = {path.name for path in folder.iterdir()} & {"holiday.mp4"}
    made = sorted(folder.glob("*.mp4"), key=lambda path: path.stat().st_mtime_ns)
    videos = [read_mp4(path) for path in made if path.name not in given]
    lengths = sorted(round(video.duration_ms / 1000, 1) for video in videos)
    if "videos" in expect and lengths != expect["videos"]:
        faults.append(f"the folder has videos of {lengths} s, not {expect['videos']}")
    if "ratio" in expect:
        wide, high = map(int, expect["ratio"].split(":"))
        faults += [
            f"the newest video is {v.width}x{v.height}" for v in videos[-1:] if v.width * high != v.height * wide
        ]
    return faults


def make(path: Path, kind: dict[str, Any]) -> None:
    """A file that a person might send along."""
    if "text" in kind:
        path.write_text(kind["text"], encoding="utf-8")
    elif "picture" in kind:
        from PIL import Image

        Image.new("RGB", (640, 360), kind["picture"]).save(path)
    elif "song" in kind:
        _song(path, float(kind["song"]))
    else:
        _clip(path, float(kind["clip"]))


def _song(path: Path, seconds: float) -> None:
    import math
    import struct
    import wave

    with wave.open(str(path), "wb") as song:
        song.setnchannels(1)
        song.setsampwidth(2)
        song.setframerate(8000)
        samples = (int(9000 * math.sin(0.35 * n)) for n in range(int(8000 * seconds)))
        song.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))


def _clip(path: Path, seconds: float) -> None:
    import av
    import numpy as np

    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for n in range(int(25 * seconds)):
            picture = np.full((180, 320, 3), (n * 3 % 256, 120, 200), np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        out.mux(stream.encode(None))


if __name__ == "__main__":
    sys.exit(main())
