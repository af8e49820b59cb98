"""The diffusion engine: any text-to-video pipeline of the `diffusers` library behind the engines' interface."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nemo_skill.engine_options import DiffusionSettings
from nemo_skill.studio.engines import ClipRequest, EngineCancelled, EngineError, check_request, pipelines
from nemo_skill.studio.plan import ShotPlan, plan_shot

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]

#: Share of the progress that denoising takes; the rest is writing the file.
_DENOISING = 0.9
#: Below this side, motion can't be estimated and neighbouring frames are mixed instead.
_MOTION_FROM = 128
_loaded: dict[tuple[str, DiffusionSettings], Any] = {}


class DiffusionEngine:
    """Runs a pipeline, then brings its frames to the clip's size and rate. A worker keeps the last model loaded."""

    name = "diffusion"

    def __init__(self, settings: DiffusionSettings | None = None) -> None:
        self._settings = settings or DiffusionSettings()
        self._model = self._settings.model

    @property
    def label(self) -> str:
        """Names the model too, once it is known."""
        return f"diffusion engine ({Path(self._model).name})"

    def plan(self, request: ClipRequest) -> ShotPlan:
        """The clip's title and the like. The model reads the prompt itself, so that no word counts as unknown."""
        return replace(plan_shot(request), unknown=())

    def problem(self) -> str | None:
        """Why the engine can't be used here; None when it can. Loads no weights."""
        missing = pipelines.missing_packages()
        if missing:
            return f"not installed ({', '.join(missing)} missing); installed at first use with NEMO_ENGINE=diffusion"
        try:
            device = pipelines.pick_device(self._settings.device)
        except EngineError as error:
            return str(error)
        self._model = pipelines.pick_model(self._settings.model, device)
        if Path(self._model).is_absolute() and not pipelines.is_at_hand(self._model):
            return f"there is no pipeline in {self._model}"
        return None

    def summary(self) -> str:
        """For a usable engine: its model, its device, and whether the weights are here."""
        device = pipelines.pick_device(self._settings.device)
        model = pipelines.pick_model(self._settings.model, device)
        weights = "weights at hand" if pipelines.is_at_hand(model) else "weights are fetched at first use, many GB"
        return f"{model} on {device}; {weights}"

    def render(self, request: ClipRequest, out: Path, *, progress: Progress, cancelled: Cancelled) -> None:
        """See :class:`~nemo_skill.studio.engines.Engine`."""
        from nemo_skill.studio.media import MediaError, VideoWriter

        check_request(request)
        pictures = self._made(request, progress, cancelled)
        try:
            with VideoWriter(out, width=request.width, height=request.height, fps=request.fps) as writer:
                for index, planes in enumerate(_fitted(pictures, request)):
                    if cancelled():
                        raise EngineCancelled("The clip was cancelled.")
                    writer.write_yuv(planes)
                    progress(_DENOISING + (1 - _DENOISING) * (index + 1) / request.frames)
        except MediaError as error:
            raise EngineError(str(error)) from error

    def _made(self, request: ClipRequest, progress: Progress, cancelled: Cancelled) -> npt.NDArray[np.uint8]:
        """The pipeline's own frames: (n, height, width, 3)."""
        missing = pipelines.missing_packages()
        if missing:
            raise EngineError(
                f"The diffusion engine needs the packages {', '.join(missing)}. "
                "Install text-to-video-diffusion[diffusion], or use the animatic engine."
            )
        pipe = self._pipe(request)
        call = pipelines.arguments(pipe, request, self._settings)
        call |= _watched(pipe, call, progress, cancelled)
        if cancelled():
            raise EngineCancelled("The clip was cancelled.")
        try:
            output = pipe(**call)
        except EngineError:
            raise
        except Exception as error:  # Libraries raise what they like; the model's failure must become words.
            if pipelines.is_out_of_memory(error):
                _forget()
                raise pipelines.out_of_memory(self._settings) from error
            raise EngineError(f"The video model failed ({type(error).__name__}: {str(error)[:300]}).") from error
        return _as_bytes(output)

    def _pipe(self, request: ClipRequest) -> Any:
        device = pipelines.pick_device(self._settings.device)
        self._model = pipelines.pick_model(self._settings.model, device)
        key = self._model, self._settings
        if key not in _loaded:
            # What can't be made is said before minutes of loading.
            pipelines.family_of(pipelines.pipeline_class(self._model).__name__).frames_for(request.duration_ms)
            _forget()
            _loaded[key] = pipelines.load(self._model, self._settings, device)
        return _loaded[key]


def _forget() -> None:
    """Give the memory of a loaded model back."""
    import gc

    import torch

    _loaded.clear()
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _watched(pipe: Any, call: dict[str, Any], progress: Progress, cancelled: Cancelled) -> dict[str, Any]:
    """The call-back that tells of each step and stops when asked; older pipelines have an older one."""
    parameters = inspect.signature(pipe.__call__).parameters

    def note(step: int) -> None:
        if cancelled():
            raise EngineCancelled("The clip was cancelled.")
        steps = call.get("num_inference_steps") or parameters["num_inference_steps"].default
        progress(_DENOISING * min(1.0, (step + 1) / steps))

    def at_step_end(pipe: Any, step: int, timestep: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
        note(step)
        return kwargs

    if "callback_on_step_end" in parameters:
        return {"callback_on_step_end": at_step_end}
    if "callback" in parameters:
        return {"callback": lambda step, timestep, latents: note(step), "callback_steps": 1}
    return {}


def _as_bytes(output: Any) -> npt.NDArray[np.uint8]:
    """A pipeline's answer as (n, height, width, 3) bytes, whatever it calls and nests it.

    Raises:
        EngineError: there are no frames in it, or numbers that are none (half precision on the wrong device).
    """
    import numpy as np

    frames = next((getattr(output, name) for name in ("frames", "videos", "images") if hasattr(output, name)), output)
    pictures = np.asarray(frames)
    while pictures.ndim > 4:
        pictures = pictures[0]
    if pictures.ndim != 4 or not len(pictures):
        raise EngineError(f"The video model gave no frames (an array of shape {pictures.shape}).")
    if pictures.shape[-1] not in (3, 4) and 3 in pictures.shape[:2]:
        pictures = np.moveaxis(pictures, pictures.shape.index(3), -1)
    if pictures.dtype != np.uint8:
        if not np.isfinite(pictures).all():
            raise EngineError("The video model gave broken numbers. Set NEMO_DIFFUSION_DTYPE=float32 or bfloat16.")
        pictures = np.clip(np.rint(pictures * 255), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(pictures[..., :3])


def _fitted(pictures: npt.NDArray[np.uint8], request: ClipRequest) -> Iterator[npt.NDArray[np.uint8]]:
    """Exactly the request's frames as planes of its size; the model's last picture stays if there are too few."""
    from nemo_skill.studio.render.pictures import fitted

    shown = None
    count = 0
    for frame in _retimed(pictures, request):
        if count == request.frames:
            return
        shown = fitted(frame, request.width, request.height, fit="cover")
        count += 1
        yield shown
    while shown is not None and count < request.frames:
        count += 1
        yield shown


def _retimed(pictures: npt.NDArray[np.uint8], request: ClipRequest) -> Iterator[Any]:
    """The pictures spread over the clip's duration, with new ones between them at the clip's rate."""
    import av

    count, height, width, _ = pictures.shape
    # From the first picture to the last; a single one stands still.
    tick = Fraction(request.duration_ms, 1000 * max(1, count - 1))
    between = "mi_mode=mci:mc_mode=obmc" if min(width, height) >= _MOTION_FROM else "mi_mode=blend"
    graph: Any = av.filter.Graph()
    source = graph.add_buffer(width=width, height=height, format="yuv420p", time_base=tick)
    rate = graph.add("minterpolate", f"fps={request.fps}:{between}")
    sink = graph.add("buffersink")
    source.link_to(rate)
    rate.link_to(sink)
    graph.configure()
    for number, picture in enumerate([*pictures, pictures[-1]]):
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame = frame.reformat(format="yuv420p", dst_colorspace=1, dst_color_range=1)
        frame.pts, frame.time_base = number, tick
        source.push(frame)
        yield from _pulled(sink)
    source.push(None)
    yield from _pulled(sink)


def _pulled(sink: Any) -> Iterator[Any]:
    import av

    while True:
        try:
            frame = sink.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        frame.colorspace, frame.color_range = 1, 1
        yield frame
