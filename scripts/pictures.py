#!/usr/bin/env python3
"""Packs the illustrations that nemo_skill/studio/data/pictures.yaml names into pictures.xz beside it.

    npm pack @iconify-json/fluent-emoji-flat && tar xzf iconify-json-fluent-emoji-flat-*.tgz
    python scripts/pictures.py package/icons.json

The source is Microsoft's Fluent Emoji in its flat form (MIT), as Iconify publishes it. Only filled paths are kept, with
their curves as cubic Béziers on a grid of 160 x 160: what the painter draws directly, in the light of the scene.
"""

from __future__ import annotations

import json
import lzma
import math
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "nemo_skill" / "studio" / "data"
GRID = 5  # steps a unit of the 32 x 32 drawing
_SKIN = "-medium-light"
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COMMAND = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
_LENGTH = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}
Point = tuple[float, float]
Step = tuple[str, list[Point]]


def _groups(command: str, text: str) -> Iterator[list[float]]:
    """The arguments of a command, repeated ones apart. The flags of an arc may stand without a space."""
    if command == "A":
        text = _spread_flags(text)
    numbers = [float(n) for n in _NUMBER.findall(text)]
    size = _LENGTH[command]
    for i in range(0, len(numbers) - size + 1, size):
        yield numbers[i : i + size]


def _spread_flags(text: str) -> str:
    """Arc arguments one by one: of every seven, the fourth and fifth are single digits."""
    found: list[str] = []
    place = 0
    while place < len(text):
        if len(found) % 7 in (3, 4):
            match = re.compile(r"[\s,]*([01])").match(text, place)
        else:
            match = re.compile(r"[\s,]*(" + _NUMBER.pattern + ")").match(text, place)
        if not match:
            break
        found.append(match[1])
        place = match.end()
    return " ".join(found)


def _arc(start: Point, r: Sequence[float], turn: float, large: bool, sweep: bool, end: Point) -> Iterator[list[Point]]:
    """An elliptical arc as cubic Béziers (SVG 1.1, appendix F.6)."""
    rx, ry = abs(r[0]), abs(r[1])
    if not rx or not ry or start == end:
        yield [start, end, end]
        return
    c, s = math.cos(turn), math.sin(turn)
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x1, y1 = c * dx + s * dy, -s * dx + c * dy
    grow = math.sqrt(max(1.0, (x1 / rx) ** 2 + (y1 / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    under = max(0.0, (rx * ry) ** 2 - (rx * y1) ** 2 - (ry * x1) ** 2) / ((rx * y1) ** 2 + (ry * x1) ** 2)
    k = math.sqrt(under) * (-1 if large == sweep else 1)
    cx1, cy1 = k * rx * y1 / ry, -k * ry * x1 / rx
    cx, cy = c * cx1 - s * cy1 + (start[0] + end[0]) / 2, s * cx1 + c * cy1 + (start[1] + end[1]) / 2
    a0 = math.atan2((y1 - cy1) / ry, (x1 - cx1) / rx)
    a1 = math.atan2((-y1 - cy1) / ry, (-x1 - cx1) / rx)
    sweep_by = (a1 - a0) % (2 * math.pi) if sweep else -((a0 - a1) % (2 * math.pi))
    pieces = max(1, math.ceil(abs(sweep_by) / (math.pi / 2) - 1e-6))
    step = sweep_by / pieces
    k = 4 / 3 * math.tan(step / 4)

    def at(angle: float, along: float) -> Point:
        x, y = math.cos(angle) - along * math.sin(angle), math.sin(angle) + along * math.cos(angle)
        return c * rx * x - s * ry * y + cx, s * rx * x + c * ry * y + cy

    for i in range(pieces):
        a = a0 + i * step
        yield [at(a, k), at(a + step, -k), at(a + step, 0)]


def steps_of(path: str) -> list[Step]:
    """An SVG path as absolute M, L, C and Z."""
    steps: list[Step] = []
    here, first, control, kind = (0.0, 0.0), (0.0, 0.0), None, ""
    for letter, text in _COMMAND.findall(path):
        command, relative = letter.upper(), letter.islower()
        if command == "Z":
            steps.append(("Z", []))
            here, control = first, None
            continue
        for values in _groups(command, text):
            ox, oy = here if relative else (0.0, 0.0)
            points = [(values[i] + ox, values[i + 1] + oy) for i in range(0, len(values) - 1, 2)]
            mirrored = (2 * here[0] - control[0], 2 * here[1] - control[1]) if control else here
            if command == "M":
                steps.append(("M", points))
                first, command = points[0], "L"
            elif command == "A":
                end = (values[5] + ox, values[6] + oy)
                turn = math.radians(values[2])
                steps += [("C", p) for p in _arc(here, values[:2], turn, bool(values[3]), bool(values[4]), end)]
                points = [end]
            elif command in "HV":
                points = [(values[0] + ox, here[1])] if command == "H" else [(here[0], values[0] + oy)]
                steps.append(("L", points))
            elif command == "L":
                steps.append(("L", points))
            elif command in "CS":
                if command == "S":
                    points = [mirrored if kind in "CS" else here, *points]
                steps.append(("C", points))
            else:
                q = points[0] if command == "Q" else mirrored if kind in "QT" else here
                end = points[-1]
                a = (here[0] + (q[0] - here[0]) * 2 / 3, here[1] + (q[1] - here[1]) * 2 / 3)
                b = (end[0] + (q[0] - end[0]) * 2 / 3, end[1] + (q[1] - end[1]) * 2 / 3)
                steps.append(("C", [a, b, end]))
                points = [q, end]
            control = points[-2] if command in "CSQT" else None
            here, kind = points[-1], command
    return steps


def _ellipse(x: float, y: float, rx: float, ry: float) -> str:
    return f"M{x - rx} {y}a{rx} {ry} 0 1 0 {2 * rx} 0a{rx} {ry} 0 1 0 {-2 * rx} 0z"


def _outline(element: ElementTree.Element) -> str | None:
    kind, get = element.tag.split("}")[-1], element.get
    if kind == "path":
        return get("d")
    if kind in ("circle", "ellipse"):
        rx, ry = float(get("rx", get("r", "0"))), float(get("ry", get("r", "0")))
        return _ellipse(float(get("cx", "0")), float(get("cy", "0")), rx, ry)
    if kind == "rect":
        x, y, w, h = (float(get(a, "0")) for a in ("x", "y", "width", "height"))
        return f"M{x} {y}h{w}v{h}h{-w}z"
    return None


def parts_of(body: str) -> list[list[Any]]:
    """The filled parts of a drawing: colour, opacity, command letters, points as steps from the one before."""
    tree = ElementTree.fromstring(f'<svg xmlns:xlink="x">{body}</svg>')
    parts: list[list[Any]] = []

    def walk(element: ElementTree.Element, fill: str, opacity: float) -> None:
        fill, opacity = element.get("fill", fill), opacity * float(element.get("opacity", "1"))
        if element.tag in ("defs", "clipPath", "filter"):
            return
        outline = _outline(element)
        if outline and fill.startswith("#") and not element.get("transform"):
            steps = steps_of(outline)
            last, deltas = (0, 0), []
            for _, points in steps:
                for x, y in points:
                    now = (round(x * GRID), round(y * GRID))
                    deltas += [now[0] - last[0], now[1] - last[1]]
                    last = now
            colour = fill if len(fill) == 7 else "#" + "".join(c * 2 for c in fill[1:4])
            parts.append([colour.lower(), round(opacity, 2), "".join(c for c, _ in steps), deltas])
        for child in element:
            walk(child, fill, opacity)

    walk(tree, "none", 1.0)
    return parts


def main(arguments: Sequence[str]) -> int:
    """Pack and say how much there is."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    icons = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))["icons"]
    table = yaml.safe_load((DATA / "pictures.yaml").read_text(encoding="utf-8"))
    packed: dict[str, list[list[Any]]] = {}
    for kind, entries in table.items():
        for name in entries if kind not in ("settings", "marks", "drawn") else ():
            drawing = icons.get(name + _SKIN) or icons.get(name)
            if name in table["drawn"]:
                continue
            if drawing:
                packed[name] = parts_of(drawing["body"])
            else:
                print(f"no drawing named {name}", file=sys.stderr)
    data = pack(packed)
    (DATA / "pictures.xz").write_bytes(data)
    print(f"{len(packed)} drawings, {len(data) / 1000:.0f} kB")
    return 0


def pack(drawings: dict[str, list[list[Any]]]) -> bytes:
    """A line of JSON (names; colours, opacities and letters of their parts), then all steps: a byte each, two if large.

    A step's sign is its lowest bit. Values from 240 on take the byte 240 + their upper bits, then their lower eight.
    """
    head = {name: [part[:3] for part in parts] for name, parts in drawings.items()}
    steps = bytearray()
    for parts in drawings.values():
        for part in parts:
            for step in part[3]:
                value = 2 * step if step >= 0 else -2 * step - 1
                steps += bytes([value] if value < 240 else [240 + (value - 240 >> 8), (value - 240) & 255])
    text = json.dumps(head, separators=(",", ":")).encode() + b"\n"
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0}]
    return lzma.compress(text + steps, filters=filters)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
