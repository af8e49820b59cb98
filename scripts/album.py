#!/usr/bin/env python3
"""Draws contact sheets: a row of frames for each prompt, straight from the embedded engine, without making clips.

    python scripts/album.py                                   the album's prompts -> docs/album-*.jpg
    python scripts/album.py --prompts my.txt --out sheets     one prompt a line, "9:16 " in front of it for other shapes
    python scripts/album.py --out sheets "a panda eats bamboo" "9:16 rain on a window"

Needs the studio extra (pip install -e ".[studio]"). --blind leaves the prompts off the sheets, --plan prints the plans.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from nemo_skill.studio.engines import ClipRequest  # noqa: E402
from nemo_skill.studio.plan import ShotPlan, plan_shot  # noqa: E402

if TYPE_CHECKING:
    from PIL import Image

_GAP, _PAPER, _INK = 6, "#17181c", "#e8e6e1"
_FPS = 30


@dataclass(frozen=True)
class Row:
    """A prompt and the shape of its frames, as width to height."""

    prompt: str
    shape: tuple[int, int]


def rows_of(lines: Sequence[str]) -> Iterator[Row]:
    """The prompts of a list; empty lines and those with a # in front are left out."""
    for line in lines:
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        shape = re.match(r"(\d+):(\d+)\s+", text)
        if shape:
            yield Row(text[shape.end() :], (int(shape[1]), int(shape[2])))
        else:
            yield Row(text, (16, 9))


def size_of(shape: tuple[int, int], width: int) -> tuple[int, int]:
    """Even pixels with the area of a 16:9 frame of this width, so that all shapes cost the same."""
    area = width * width * 9 / 16
    high = math.sqrt(area * shape[1] / shape[0])
    return round(high * shape[0] / shape[1] / 2) * 2, round(high / 2) * 2


def frames_of(plan: ShotPlan, size: tuple[int, int], count: int) -> list[Image.Image]:
    """``count`` finished frames, spread over the shot."""
    import av
    from PIL import Image

    from nemo_skill.studio.scenes.finish import Finish
    from nemo_skill.studio.scenes.stage import Stage

    stage = Stage(plan, *size)
    finish = Finish(stage)
    pictures = []
    for i in range(count):
        index = round((i + 0.5) / count * plan.duration_s * _FPS)
        t = index / _FPS
        frame = av.VideoFrame.from_ndarray(finish.planes(stage.frame(t), t, index), format="yuv420p")
        pictures.append(Image.fromarray(frame.to_ndarray(format="rgb24", src_colorspace="ITU709")))
    return pictures


def sheet_of(rows: Sequence[tuple[str, list[Image.Image]]], thumb: int) -> Image.Image:
    """One picture: each row a caption over its frames, ``thumb`` pixels high."""
    from PIL import Image

    from nemo_skill.studio.lettering.draw import draw_text
    from nemo_skill.studio.lettering.fonts import missing_glyphs
    from nemo_skill.studio.lettering.style import TextStyle

    small = [
        (caption, [f.resize((round(f.width * thumb / f.height), thumb), Image.Resampling.LANCZOS) for f in frames])
        for caption, frames in rows
    ]
    label = 30
    width = max(sum(f.width + _GAP for f in frames) for _, frames in small) + _GAP
    sheet = Image.new("RGB", (width, len(small) * (thumb + label + _GAP) + _GAP), _PAPER)
    for i, (caption, frames) in enumerate(small):
        top = _GAP + i * (thumb + label + _GAP)
        absent = missing_glyphs(caption)
        style = TextStyle(color=_INK, weight=500)
        words = draw_text("".join(c for c in caption if c not in absent), canvas=(width, 200), style=style).image
        sheet.paste(words, (0, top), words)
        x = _GAP
        for frame in frames:
            sheet.paste(frame, (x, top + label))
            x += frame.width + _GAP
    return sheet


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw the sheets and say where they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prompt", nargs="*", help="prompts to draw instead of a list")
    parser.add_argument("--prompts", type=Path, default=ROOT / "docs" / "album.txt", help="a list, one prompt a line")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="folder for the sheets")
    parser.add_argument("--name", default="album", help="how the files' names start")
    parser.add_argument("--frames", type=int, default=5, help="frames of each prompt")
    parser.add_argument("--width", type=int, default=640, help="pixels of a 16:9 frame's width when it is drawn")
    parser.add_argument("--thumb", type=int, default=180, help="pixels of a frame's height on the sheet")
    parser.add_argument("--rows", type=int, default=12, help="prompts on one sheet")
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each shot")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--png", action="store_true", help="PNG instead of JPEG")
    parser.add_argument("--blind", action="store_true", help="numbers instead of prompts on the sheets")
    parser.add_argument("--plan", action="store_true", help="print each shot's plan as JSON")
    options = parser.parse_args(arguments)

    lines = options.prompt or options.prompts.read_text(encoding="utf-8").splitlines()
    drawn: dict[bool, list[tuple[str, list[Image.Image]]]] = {False: [], True: []}
    for number, row in enumerate(rows_of(lines), 1):
        size = size_of(row.shape, options.width)
        plan = plan_shot(ClipRequest(row.prompt, round(options.seconds * 1000), *size, seed=options.seed))
        if options.plan:
            print(json.dumps(plan.to_dict(), ensure_ascii=False))
        caption = f"{number}" if options.blind else f"{number}  {row.prompt}"
        drawn[size[1] > size[0]].append((caption, frames_of(plan, size, options.frames)))
    options.out.mkdir(parents=True, exist_ok=True)
    for tall, rows in drawn.items():
        for i in range(0, len(rows), options.rows):
            name = f"{options.name}{'-tall' if tall else ''}-{i // options.rows + 1}.{'png' if options.png else 'jpg'}"
            sheet = sheet_of(rows[i : i + options.rows], options.thumb * 2 if tall else options.thumb)
            sheet.save(options.out / name, quality=80, optimize=True)
            print(options.out / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
