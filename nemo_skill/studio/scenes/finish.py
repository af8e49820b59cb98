"""The last steps of a frame: the camera's crop, bloom, colour conversion and grain, giving yuv420p planes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from nemo_skill.studio.scenes.ink import Pixels
from nemo_skill.studio.scenes.stage import Stage

Planes = npt.NDArray[np.uint8]
_BT709, _LIMITED = 1, 1


class Finish:
    """Turns RGBA pictures of a stage into yuv420p (BT.709, limited range). Frames may come in any order."""

    def __init__(self, stage: Stage) -> None:
        from av.video.reformatter import VideoReformatter

        self._stage = stage
        self._w, self._h = stage.width, stage.height
        self._reformatter = VideoReformatter()
        # The filters want rising timestamps, whatever the order of the frames; the pictures don't depend on them.
        self._pushed = 0
        self._graph = _bloom_graph(self._w, self._h, stage.bloom) if min(self._w, self._h) >= 64 else None
        rng = np.random.default_rng(17)
        spread = np.clip(np.rint(rng.normal(0, 1.15, (self._h + 64, self._w + 64))), -3, 3)
        self._grain = spread.astype(np.int8).view(np.uint8)

    def planes(self, picture: Pixels, t: float, index: int, out: Planes | None = None) -> Planes:
        """The finished frame as (height * 3 / 2, width) planes."""
        frame = self._converted(picture, t)
        if self._graph is not None:
            _, source, sink = self._graph
            frame.pts, frame.time_base = self._pushed, Fraction(1, 30)
            self._pushed += 1
            source.push(frame)
            frame = sink.pull()
        h, w = self._h, self._w
        target = np.empty((h * 3 // 2, w), np.uint8) if out is None else out
        flat = target.reshape(-1)
        _plane_into(frame.planes[0], flat[: w * h].reshape(h, w))
        quarter = w * h // 4
        _plane_into(frame.planes[1], flat[w * h : w * h + quarter].reshape(h // 2, w // 2))
        _plane_into(frame.planes[2], flat[w * h + quarter :].reshape(h // 2, w // 2))
        dy, dx = (index * 37) % 61, (index * 53) % 59
        luma = target[:h]
        # Limited range leaves 16 values below and 20 above: grain of at most 3 can never wrap around.
        np.add(luma, self._grain[dy : dy + h, dx : dx + w], out=luma)
        return target

    def _converted(self, picture: Pixels, t: float) -> Any:
        import av

        x, y, w, h = self._stage.crop(t)
        frame = av.VideoFrame.from_numpy_buffer(picture[y : y + h, x : x + w], format="rgba")
        frame = self._reformatter.reformat(
            frame,
            self._w,
            self._h,
            "yuv420p",
            src_colorspace=_BT709,
            dst_colorspace=_BT709,
            dst_color_range=_LIMITED,
            interpolation="BICUBIC",
        )
        return frame


def _plane_into(plane: Any, target: npt.NDArray[np.uint8]) -> None:
    rows, columns = target.shape
    source = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    target[:] = source[:rows, :columns]


def _bloom_graph(width: int, height: int, strength: float) -> tuple[Any, Any, Any]:
    """Bright parts, blurred at a quarter of the size and screened over the picture.

    Their strength is taken while they are small, as the filter that screens is four times slower with one of its own.
    Only light spreads, not its colour.
    """
    import av.filter

    graph: Any = av.filter.Graph()
    source = graph.add_buffer(width=width, height=height, format="yuv420p", time_base=Fraction(1, 30))
    split = graph.add("split", "2")
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
