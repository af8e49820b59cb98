"""The last steps of a frame: the camera's crop, bloom, colour conversion and grain, giving yuv420p planes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from nemo_skill.studio.scenes.ink import Pixels
from nemo_skill.studio.scenes.stage import Stage
from nemo_skill.studio.scenes.styles import Style, paper, style_of

Planes = npt.NDArray[np.uint8]
_BT709, _LIMITED = 1, 1
#: The studio's own look: haze and shadow a little farther apart, colours a little fuller.
_GRADE = "y='val-9.5*sin(2*PI*(val-16)/219)':u='128+(val-128)*1.1':v='128+(val-128)*1.1'"


class Finish:
    """Turns RGBA pictures of a stage into yuv420p (BT.709, limited range). Frames may come in any order.

    A named style is worked on a smaller picture, which is then enlarged: that pays for its steps.
    """

    def __init__(self, stage: Stage) -> None:
        from av.video.reformatter import VideoReformatter

        self._stage = stage
        self._w, self._h = stage.width, stage.height
        row = style_of(stage.plan.style)
        self._size = _worked(self._w, self._h, row.get("rows", 0))
        self._style = Style(stage.plan.style, *self._size) if row else None
        self._blocks = bool(row.get("blocks"))
        self._reformatter, self._enlarger = VideoReformatter(), VideoReformatter()
        # The filters want rising timestamps, whatever the order of the frames; the pictures don't depend on them.
        self._pushed = 0
        strength = row.get("bloom", 1.0) * stage.bloom
        graded = strength and min(self._size) >= 64
        self._graph = _bloom_graph(*self._size, strength, grade="" if row else _GRADE) if graded else None
        self._still, self._grain = _grain(self._h, self._w, row)

    def planes(self, picture: Pixels, t: float, index: int, out: Planes | None = None) -> Planes:
        """The finished frame as (height * 3 / 2, width) planes."""
        frame = self._converted(picture, t)
        if self._style is not None:
            frame = self._styled(self._style, frame, index, t)
        if self._graph is not None:
            _, source, sink = self._graph
            frame.pts, frame.time_base = self._pushed, Fraction(1, 30)
            self._pushed += 1
            source.push(frame)
            frame = sink.pull()
        h, w = self._h, self._w
        target = np.empty((h * 3 // 2, w), np.uint8) if out is None else out
        flat = target.reshape(-1)
        if self._size != (w, h):
            how = "POINT" if self._blocks else "BICUBIC"
            frame = self._enlarger.reformat(frame, w, h, "yuv420p", interpolation=how)
        _plane_into(frame.planes[0], flat[: w * h].reshape(h, w))
        quarter = w * h // 4
        _plane_into(frame.planes[1], flat[w * h : w * h + quarter].reshape(h // 2, w // 2))
        _plane_into(frame.planes[2], flat[w * h + quarter :].reshape(h // 2, w // 2))
        dy, dx = (0, 0) if self._still else ((index * 37) % 61, (index * 53) % 59)
        luma = target[:h]
        # Limited range leaves 16 values below and 20 above: grain of at most 14 can never wrap around.
        np.add(luma, self._grain[dy : dy + h, dx : dx + w], out=luma)
        return target

    def _converted(self, picture: Pixels, t: float) -> Any:
        import av

        x, y, w, h = self._stage.crop(t)
        frame = av.VideoFrame.from_numpy_buffer(picture[y : y + h, x : x + w], format="rgba")
        frame = self._reformatter.reformat(
            frame,
            *self._size,
            "yuv420p",
            src_colorspace=_BT709,
            dst_colorspace=_BT709,
            dst_color_range=_LIMITED,
            interpolation="BICUBIC" if self._size == (self._w, self._h) else "AREA",
        )
        return frame

    def _styled(self, style: Style, frame: Any, index: int, t: float) -> Any:
        import av

        w, h = self._size
        parts = [np.empty((h >> (n > 0), w >> (n > 0)), np.uint8) for n in range(3)]
        for plane, part in zip(frame.planes, parts, strict=True):
            _plane_into(plane, part)
        flat = np.concatenate([part.ravel() for part in style.work(parts, index, t)])
        return av.VideoFrame.from_ndarray(flat.reshape(h * 3 // 2, w), format="yuv420p")


def _worked(width: int, height: int, rows: int) -> tuple[int, int]:
    """The size at which a style is worked: ``rows`` for the shorter side of the frame, the frame's own for none."""
    share = min(1.0, rows / min(width, height)) if rows else 1.0
    if share == 1.0:
        return width, height
    return max(16, round(width * share / 4) * 4), max(16, round(height * share / 4) * 4)


def _grain(height: int, width: int, row: dict[str, Any]) -> tuple[bool, Planes]:
    """What is added to the light of every frame, and whether it lies still: paper, or grain larger than the frame."""
    if row.get("paper"):
        return True, paper(height, width, row["paper"]).view(np.uint8)
    spread = np.random.default_rng(17).normal(0, row.get("grain", 1.15), (height + 64, width + 64))
    if row.get("scan"):
        pitch = max(2, round(min(height, width) / 270))
        spread -= row["scan"] * (np.arange(height + 64)[:, None] % pitch < pitch / 2)
    most = 3 if not row else 14
    grain = np.clip(np.rint(spread), -most, most).astype(np.int8).view(np.uint8)
    return bool(row.get("scan")), grain


def _plane_into(plane: Any, target: npt.NDArray[np.uint8]) -> None:
    rows, columns = target.shape
    source = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    target[:] = source[:rows, :columns]


def _bloom_graph(width: int, height: int, strength: float, *, grade: str) -> tuple[Any, Any, Any]:
    """Bright parts, blurred at a quarter of the size and screened over the picture.

    Their strength is taken while they are small, as the filter that screens is four times slower with one of its own.
    Only light spreads, not its colour.
    """
    import av.filter

    graph: Any = av.filter.Graph()
    source = graph.add_buffer(width=width, height=height, format="yuv420p", time_base=Fraction(1, 30))
    split = graph.add("split", "2")
    if grade:
        graded = graph.add("lutyuv", grade)
        source.link_to(graded)
        graded.link_to(split)
    else:
        source.link_to(split)
    small_w, small_h = max(16, width // 8 * 2), max(16, height // 8 * 2)
    sigma = max(1.0, 0.016 * (width * height) ** 0.5 / 4 * 1.5)
    chain = [
        ("scale", f"{small_w}:{small_h}:flags=area"),
        ("lutyuv", f"y='{strength:.3f}*(16+if(gt(val,128),(val-128)*1.75,0))':u=128:v=128"),
        ("gblur", f"sigma={sigma:.2f}:steps=2:planes=1"),
        ("scale", f"{width}:{height}:flags=bilinear"),
        ("format", "yuv420p"),
    ]
    last, pad = split, 1
    for name, arguments in chain:
        step = graph.add(name, arguments)
        last.link_to(step, pad, 0)
        last, pad = step, 0
    blend = graph.add("blend", "c0_mode=screen:c1_mode=normal:c2_mode=normal")
    split.link_to(blend, 0, 0)
    last.link_to(blend, 0, 1)
    sink = graph.add("buffersink")
    blend.link_to(sink)
    graph.configure()
    return graph, source, sink
