"""What may be chosen about engines, and the environment variables that choose it. Light: no engine is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nemo_skill.errors import UsageError

ENGINES = ("animatic", "diffusion")
DEVICES = ("auto", "cuda", "mps", "xpu", "cpu")
DTYPES = ("auto", "bfloat16", "float16", "float32")
OFFLOADS = ("auto", "none", "model", "sequential")


@dataclass(frozen=True)
class DiffusionSettings:
    """How the diffusion engine runs.

    Args:
        model: a hub id, a local folder, or ``small``, ``large``, ``auto`` (see ``data/diffusion.yaml``).
        device: where it computes; ``auto`` takes a GPU and refuses to do without one.
        dtype: number format of the weights.
        steps: denoising steps; None: the pipeline's own number.
        guidance: how closely it follows the prompt; None: the pipeline's own.
        seed: one for every clip; None: each prompt has its own, always the same.
        offload: which weights wait in main memory: ``none``, ``model`` (a part at a time), ``sequential`` (a layer).
        short_side: pixels of the short side that the model draws, before enlarging; None: what it was trained for.
    """

    model: str = "auto"
    device: str = "auto"
    dtype: str = "auto"
    steps: int | None = None
    guidance: float | None = None
    seed: int | None = None
    offload: str = "auto"
    short_side: int | None = None


@dataclass(frozen=True)
class EngineChoice:
    """Which engine draws, and its settings; ``dask`` is the address of a scheduler for the animatic engine."""

    name: str = "animatic"
    diffusion: DiffusionSettings = field(default_factory=DiffusionSettings)
    dask: str | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What :func:`~nemo_skill.studio.engines.get_engine` takes beside the name; JSON-ready."""
        return asdict(self.diffusion) if self.name == "diffusion" else {"dask": self.dask} if self.dask else {}

    @property
    def extras(self) -> list[str]:
        """Optional packages that the engine needs beside the studio's own."""
        return ["diffusion"] if self.name == "diffusion" else ["dask"] if self.dask else []


#: Variable -> (name of the setting, how its text is read, the words allowed or None).
VARIABLES: dict[str, tuple[str, type, tuple[str, ...] | None]] = {
    "NEMO_DIFFUSION_MODEL": ("model", str, None),
    "NEMO_DIFFUSION_DEVICE": ("device", str, DEVICES),
    "NEMO_DIFFUSION_DTYPE": ("dtype", str, DTYPES),
    "NEMO_DIFFUSION_STEPS": ("steps", int, None),
    "NEMO_DIFFUSION_GUIDANCE": ("guidance", float, None),
    "NEMO_DIFFUSION_SEED": ("seed", int, None),
    "NEMO_DIFFUSION_OFFLOAD": ("offload", str, OFFLOADS),
    "NEMO_DIFFUSION_SHORT_SIDE": ("short_side", int, None),
}
_LOWEST = {"steps": 1, "guidance": 0, "seed": 0, "short_side": 64}


def choose_engine(environ: Mapping[str, str], given: Mapping[str, Any] | None = None) -> EngineChoice:
    """The engine that the environment asks for; what is ``given`` (options of `serve`) goes before.

    Raises:
        UsageError: an unknown engine, or a setting that can't be read.
    """
    given = {name: value for name, value in (given or {}).items() if value is not None}
    name = str(given.pop("engine", None) or environ.get("NEMO_ENGINE", "").strip().lower() or "animatic")
    if name not in ENGINES:
        raise UsageError(f"There is no engine {name!r}.", hint=f"NEMO_ENGINE may be {' or '.join(ENGINES)}.")
    found: dict[str, Any] = {}
    for variable, (setting, kind, words) in VARIABLES.items():
        text = str(given[setting] if setting in given else environ.get(variable, "")).strip()
        if text:
            found[setting] = _read(variable, setting, text, kind, words)
    dask = str(given.get("dask") or environ.get("NEMO_DASK_SCHEDULER", "")).strip() or None
    return EngineChoice(name, DiffusionSettings(**found), dask)


def _read(variable: str, setting: str, text: str, kind: type, words: tuple[str, ...] | None) -> Any:
    if words is not None:
        # "cuda:1" names the second GPU.
        if text.lower().partition(":")[0] not in words:
            raise UsageError(f"{variable} is {text!r}.", hint=f"It may be {', '.join(words)}.")
        return text.lower()
    try:
        value = kind(text)
    except ValueError:
        value = None
    if value is None or (setting in _LOWEST and not _LOWEST[setting] <= value < 2**31):
        what = "a whole number" if kind is int else "a number"
        raise UsageError(f"{variable} is {text!r}.", hint=f"Give {what}, {_LOWEST[setting]} or more.")
    return value
