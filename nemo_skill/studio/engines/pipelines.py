"""Text-to-video pipelines of `diffusers`: what they are called with, and how they are loaded. No pictures here."""

from __future__ import annotations

import importlib.util
import inspect
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nemo_skill.engine_options import DiffusionSettings
from nemo_skill.studio.data import table
from nemo_skill.studio.engines import ClipRequest, EngineError

PACKAGES = ("torch", "diffusers", "transformers", "accelerate")
_GB = 1e9
#: A GPU with less than this share of its memory left beside the weights computes with them a part at a time.
_ROOM = 0.7
#: Clips are at most so many times slower than the model made them; longer ones are refused.
_SLOWEST = 2.0


@dataclass(frozen=True)
class Family:
    """How one kind of pipeline counts frames and what it was trained for (see ``data/diffusion.yaml``)."""

    fps: int
    step: int
    extra: int
    longest: int
    size: tuple[int, int]
    multiple: int

    def frames_for(self, duration_ms: int) -> int:
        """How many frames to ask for: enough for the duration, as many as the model can, in its own steps.

        Raises:
            EngineError: even played at half speed they would not last.
        """
        needed = duration_ms * self.fps / 1000
        if needed > self.longest * _SLOWEST:
            longest = self.longest * _SLOWEST / self.fps
            raise EngineError(
                f"This model makes clips of {longest:.0f} s at most, {duration_ms / 1000:g} s were asked for. "
                "Ask for a shorter clip, or for several shots."
            )
        steps = -(-int(max(needed - self.extra, self.step)) // self.step)
        return min(steps * self.step + self.extra, self.longest)

    def size_for(self, request: ClipRequest, short_side: int | None) -> tuple[int, int]:
        """The size to draw at: the clip's shape, as many pixels as the model knows, no more than the clip has."""
        width, height = self.size
        if short_side is not None:
            area = short_side**2 * max(request.width, request.height) / min(request.width, request.height)
        else:
            area = min(width * height, request.width * request.height)
        scale = (area / (request.width * request.height)) ** 0.5
        return self._fit(request.width * scale), self._fit(request.height * scale)

    def _fit(self, side: float) -> int:
        return max(1, round(side / self.multiple)) * self.multiple


def family_of(pipeline: str) -> Family:
    """The row of a pipeline's class; the default row for one that has none."""
    rows = table("diffusion")["families"]
    row = rows.get(pipeline, rows["default"])
    return Family(**{**row, "size": tuple(row["size"])})


def missing_packages() -> list[str]:
    """Which of the optional packages aren't installed."""
    return [name for name in PACKAGES if importlib.util.find_spec(name) is None]


def pick_device(wanted: str) -> str:
    """The device to compute on.

    Raises:
        EngineError: it isn't there, or there is no GPU and nobody asked for the processor.
    """
    import torch

    present = {
        "cuda": torch.cuda.is_available(),
        "xpu": hasattr(torch, "xpu") and torch.xpu.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if wanted == "auto":
        found = next((name for name in ("cuda", "xpu", "mps") if present[name]), None)
        if found is None:
            raise EngineError(
                "No GPU was found, and a video model takes hours on a processor. "
                "Set NEMO_DIFFUSION_DEVICE=cpu to do it all the same, or use the animatic engine."
            )
        return found
    if not present[wanted.partition(":")[0]]:
        there = ", ".join(name for name, yes in present.items() if yes)
        raise EngineError(f"The device {wanted!r} isn't there; this machine has: {there}.")
    return wanted


def pick_dtype(wanted: str, device: str) -> Any:
    """The torch number format: half the memory on GPUs, full precision on processors."""
    import torch

    if wanted != "auto":
        return getattr(torch, wanted)
    if device == "cpu":
        return torch.float32
    if device.startswith("cuda") and not torch.cuda.is_bf16_supported():
        return torch.float16
    return torch.float16 if device == "mps" else torch.bfloat16


def pick_model(wanted: str, device: str) -> str:
    """A hub id or folder; ``auto`` is the largest default that fits the GPU."""
    rows: dict[str, dict[str, Any]] = table("diffusion")["defaults"]
    if wanted == "auto":
        memory = device_memory(device) / _GB
        fitting = [name for name, row in rows.items() if row["memory_gb"] <= memory]
        wanted = fitting[-1] if fitting else "small"
    return str(rows[wanted]["model"]) if wanted in rows else os.path.expanduser(wanted)


def device_memory(device: str) -> float:
    """Bytes of memory of a GPU, of the machine for anything else; 0 where nobody tells."""
    import torch

    if device.startswith("cuda"):
        return float(torch.cuda.get_device_properties(torch.device(device)).total_memory)
    if hasattr(os, "sysconf"):
        try:
            return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
        except (ValueError, OSError):
            return 0.0
    return 0.0


def weights_bytes(model: str) -> int:
    """Size of the weights in a local folder; 0 for a hub id."""
    folder = Path(model)
    return sum(file.stat().st_size for ending in ("*.safetensors", "*.bin") for file in folder.rglob(ending))


def is_at_hand(model: str) -> bool:
    """Whether a model is a local folder, or was fetched from the hub before."""
    if Path(model).is_dir():
        return (Path(model) / "model_index.json").is_file()
    if importlib.util.find_spec("huggingface_hub") is None:
        return False
    from huggingface_hub import try_to_load_from_cache

    try:
        return isinstance(try_to_load_from_cache(model, "model_index.json"), str)
    except ValueError:
        return False


def pipeline_class(model: str) -> Any:
    """The class of the model's pipeline, read from its index before any weights are touched.

    Raises:
        EngineError: there is no such model, or it makes no video from words.
    """
    import diffusers

    if Path(model).is_absolute() or model.startswith("."):
        index = Path(model) / "model_index.json"
        if not index.is_file():
            raise EngineError(
                f"There is no pipeline in {model!r}: model_index.json is missing. "
                "NEMO_DIFFUSION_MODEL takes the folder of a diffusers pipeline, or a hub id."
            )
    try:
        name = diffusers.DiffusionPipeline.load_config(model).get("_class_name", "")
    except (OSError, ValueError) as error:
        raise EngineError(f"The model {model!r} could not be read ({_first_line(error)}). {_WEIGHTS_HINT}") from error
    found = getattr(diffusers, str(name), None)
    if found is None:
        raise EngineError(f"The installed diffusers {diffusers.__version__} doesn't know the pipeline {name!r}.")
    if not takes_words(found):
        raise EngineError(f"{name} makes no video from words alone. Choose a text-to-video model.")
    return found


def takes_words(pipeline: Any) -> bool:
    """Whether a pipeline's class makes several frames from a prompt and needs no picture."""
    parameters = inspect.signature(pipeline.__call__).parameters
    needs = {"image", "video", "mask"} & {n for n, p in parameters.items() if p.default is p.empty}
    return "prompt" in parameters and _count_name(parameters) is not None and not needs and "Image" not in str(pipeline)


def _count_name(parameters: Mapping[str, Any]) -> str | None:
    return next((name for name in ("num_frames", "video_length") if name in parameters), None)


_WEIGHTS_HINT = (
    "Fetch it where there is a network ('hf download MODEL'), or set NEMO_DIFFUSION_MODEL to the folder of a pipeline."
)


def load(model: str, settings: DiffusionSettings, device: str) -> Any:
    """The pipeline, placed on its device.

    Raises:
        EngineError: weights are missing or broken, or there is too little memory.
    """
    import torch

    kind = pipeline_class(model)
    dtype = pick_dtype(settings.dtype, device)
    _check_memory(model, dtype)
    try:
        pipe = kind.from_pretrained(model, torch_dtype=dtype)
        _place(pipe, settings.offload, device)
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        if is_out_of_memory(error):
            raise out_of_memory(settings) from error
        raise EngineError(
            f"The weights of {model!r} could not be loaded ({_first_line(error)}). {_WEIGHTS_HINT}"
        ) from error
    vae = getattr(pipe, "vae", None)
    for saving in ("enable_tiling", "enable_slicing"):
        if device != "cpu" and hasattr(vae, saving):
            getattr(vae, saving)()
    pipe.set_progress_bar_config(disable=True)
    torch.set_grad_enabled(False)
    return pipe


def _check_memory(model: str, dtype: Any) -> None:
    needed, there = weights_bytes(model) * (1 if dtype.itemsize < 4 else 1.2), device_memory("cpu")
    if there and needed > there:
        raise EngineError(
            f"The weights need about {needed / _GB:.0f} GB of memory, this machine has {there / _GB:.0f} GB. "
            "Choose a smaller model (NEMO_DIFFUSION_MODEL=small)."
        )


def _place(pipe: Any, offload: str, device: str) -> None:
    if offload == "auto":
        crowded = device.startswith("cuda") and _module_bytes(pipe) > _ROOM * device_memory(device)
        offload = "model" if crowded else "none"
    if offload == "none" or device == "cpu":
        pipe.to(device)
    elif offload == "model":
        pipe.enable_model_cpu_offload(device=device)
    else:
        pipe.enable_sequential_cpu_offload(device=device)


def _module_bytes(pipe: Any) -> int:
    parts = [part for part in pipe.components.values() if hasattr(part, "parameters")]
    return sum(weight.numel() * weight.element_size() for part in parts for weight in part.parameters())


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a failure means that the GPU's or the machine's memory is full."""
    import torch

    kinds = (MemoryError, torch.OutOfMemoryError)
    return isinstance(error, kinds) or any(
        words in str(error).lower() for words in ("out of memory", "can't allocate memory", "not enough memory")
    )


def out_of_memory(settings: DiffusionSettings) -> EngineError:
    """What to say then: the next thing to try."""
    ways = []
    if settings.offload not in ("model", "sequential"):
        ways.append("NEMO_DIFFUSION_OFFLOAD=model")
    elif settings.offload == "model":
        ways.append("NEMO_DIFFUSION_OFFLOAD=sequential")
    ways += ["a lower NEMO_DIFFUSION_SHORT_SIDE", "a shorter clip", "a smaller model (NEMO_DIFFUSION_MODEL=small)"]
    return EngineError(f"The video model needs more memory than there is. Try {', '.join(ways[:-1])} or {ways[-1]}.")


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:200].rstrip(".")


def arguments(pipe: Any, request: ClipRequest, settings: DiffusionSettings) -> dict[str, Any]:
    """What the pipeline is called with: only what its signature takes.

    Raises:
        EngineError: the clip is longer than the model can make.
    """
    import torch

    parameters = inspect.signature(pipe.__call__).parameters
    family = family_of(type(pipe).__name__)
    width, height = family.size_for(request, settings.short_side)
    seed = request.seed if settings.seed is None else settings.seed
    wanted = {
        "prompt": request.prompt,
        "negative_prompt": table("diffusion")["negative"],
        "width": width,
        "height": height,
        _count_name(parameters) or "num_frames": family.frames_for(request.duration_ms),
        "frame_rate": family.fps,
        "num_inference_steps": settings.steps,
        "guidance_scale": settings.guidance,
        # On the processor, so that a seed gives the same clip on every GPU.
        "generator": torch.Generator("cpu").manual_seed(seed),
        "output_type": "np",
    }
    return {name: value for name, value in wanted.items() if name in parameters and value is not None}
