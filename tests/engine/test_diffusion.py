"""The diffusion engine, with a real pipeline of random weights where torch and diffusers are installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from nemo_skill.engine_options import VARIABLES, DiffusionSettings, choose_engine
from nemo_skill.errors import UsageError
from nemo_skill.studio.engines import ClipRequest, EngineCancelled, EngineError, get_engine, pipelines
from nemo_skill.studio.engines.pipelines import family_of

REQUEST = ClipRequest("a fox in the snow", 700, 160, 96, seed=3)


@pytest.mark.parametrize(
    ("environ", "given", "name", "settings"),
    [
        ({}, {}, "animatic", {}),
        ({"NEMO_ENGINE": "Diffusion"}, {}, "diffusion", {}),
        ({"NEMO_ENGINE": "diffusion", "NEMO_DIFFUSION_STEPS": "30"}, {"steps": "8"}, "diffusion", {"steps": 8}),
        ({"NEMO_DIFFUSION_DEVICE": "CUDA:1"}, {"engine": "diffusion"}, "diffusion", {"device": "cuda:1"}),
        ({"NEMO_DIFFUSION_GUIDANCE": "4.5", "NEMO_DIFFUSION_SEED": "0"}, {}, "animatic", {"guidance": 4.5, "seed": 0}),
        ({"NEMO_DIFFUSION_MODEL": "/Models/Wan"}, {"steps": None}, "animatic", {"model": "/Models/Wan"}),
    ],
)
def test_choice(environ: dict[str, str], given: dict[str, str], name: str, settings: dict[str, object]) -> None:
    """Options go before variables, both before the defaults."""
    choice = choose_engine(environ, given)
    assert (choice.name, choice.diffusion) == (name, DiffusionSettings(**settings))  # type: ignore[arg-type]
    assert choice.extras == (["diffusion"] if name == "diffusion" else [])


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NEMO_ENGINE", "oil"),
        ("NEMO_DIFFUSION_DEVICE", "abacus"),
        ("NEMO_DIFFUSION_DTYPE", "int8"),
        ("NEMO_DIFFUSION_STEPS", "0"),
        ("NEMO_DIFFUSION_STEPS", "many"),
        ("NEMO_DIFFUSION_SHORT_SIDE", "12"),
        ("NEMO_DIFFUSION_GUIDANCE", "nan"),
    ],
)
def test_bad_settings_are_named(variable: str, value: str) -> None:
    with pytest.raises(UsageError, match=value):
        choose_engine({variable: value})


def test_every_setting_has_its_variable() -> None:
    assert {setting for setting, _, _ in VARIABLES.values()} == set(DiffusionSettings.__dataclass_fields__)


@pytest.mark.parametrize(
    ("pipeline", "ms", "frames"),
    [("WanPipeline", 5000, 81), ("WanPipeline", 2000, 33), ("WanPipeline", 8000, 81), ("LTXPipeline", 5000, 129),
     ("CogVideoXPipeline", 6000, 49), ("AnimateDiffPipeline", 2000, 16), ("NoSuchPipeline", 1000, 25)],
)  # fmt: skip
def test_frames_are_counted_in_the_models_steps(pipeline: str, ms: int, frames: int) -> None:
    family = family_of(pipeline)
    assert family.frames_for(ms) == frames
    assert (frames - family.extra) % family.step == 0


def test_too_long_for_the_model_is_said() -> None:
    with pytest.raises(EngineError, match="10 s at most"):
        family_of("WanPipeline").frames_for(30_000)


@pytest.mark.parametrize(
    ("size", "short_side", "drawn"),
    [((1920, 1080), None, (848, 480)), ((1080, 1920), None, (480, 848)), ((1080, 1080), None, (624, 624)),
     ((1920, 1080), 256, (448, 256)), ((160, 96), None, (160, 96))],
)  # fmt: skip
def test_size_has_the_clips_shape(size: tuple[int, int], short_side: int | None, drawn: tuple[int, int]) -> None:
    assert family_of("WanPipeline").size_for(ClipRequest("x", 1000, *size), short_side) == drawn


def test_missing_packages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines, "PACKAGES", ("torch", "no_such_package_here"))
    engine = get_engine("diffusion")
    assert "no_such_package_here" in (engine.problem() or "")
    with pytest.raises(EngineError, match="no_such_package_here"):
        engine.render(REQUEST, tmp_path / "a.mp4", progress=lambda _: None, cancelled=lambda: False)
    assert list(tmp_path.glob("*.mp4")) == []


# -- with a real pipeline ---------------------------------------------------------------------------------------------


def build_pipeline(folder: Path) -> None:
    """A complete Wan pipeline of a few thousand random weights, saved as a folder."""
    import torch
    from diffusers import AutoencoderKLWan, FlowMatchEulerDiscreteScheduler, WanPipeline, WanTransformer3DModel
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, UMT5Config, UMT5EncoderModel

    torch.manual_seed(0)
    words = {word: number for number, word in enumerate(("<pad>", "</s>", "<unk>", "fox", "snow"))}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    transformer = WanTransformer3DModel(
        patch_size=(1, 2, 2), num_attention_heads=2, attention_head_dim=12, in_channels=16, out_channels=16,
        text_dim=16, freq_dim=32, ffn_dim=16, num_layers=1, cross_attn_norm=True,
        qk_norm="rms_norm_across_heads", rope_max_seq_len=32,
    )  # fmt: skip
    WanPipeline(
        tokenizer=PreTrainedTokenizerFast(
            tokenizer_object=tokenizer, pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
        ),
        text_encoder=UMT5EncoderModel(UMT5Config(vocab_size=5, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2)),
        vae=AutoencoderKLWan(
            base_dim=3, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True]
        ),
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=7.0),
    ).save_pretrained(folder)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    for package in pipelines.PACKAGES:
        pytest.importorskip(package, reason=f"{package} isn't installed; it comes with the extra 'diffusion'")
    folder = tmp_path_factory.mktemp("models") / "tiny-wan"
    build_pipeline(folder)
    return str(folder)


def settings(model: str, **more: object) -> dict[str, object]:
    return {"model": model, "device": "cpu", "steps": 2, **more}


def test_clip_is_exactly_what_was_asked_for(tmp_path: Path, model: str) -> None:
    """The pipeline runs on the processor; its frames come out at the clip's size, rate and number."""
    import av

    out = tmp_path / "clip.mp4"
    seen: list[float] = []
    engine = get_engine("diffusion", settings(model))
    assert engine.problem() is None and "tiny-wan on cpu; weights at hand" in engine.summary()
    engine.render(REQUEST, out, progress=seen.append, cancelled=lambda: False)
    with av.open(str(out)) as container:
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(pictures) == REQUEST.frames == 21
    assert {picture.shape for picture in pictures} == {(96, 160, 3)}
    assert pictures[0].std() > 1 and (pictures[0] != pictures[-1]).any()
    assert seen == sorted(seen) and seen[:2] == [0.45, 0.9] and seen[-1] == 1.0
    assert engine.label == "diffusion engine (tiny-wan)"


def test_seed_decides(tmp_path: Path, model: str) -> None:
    files = []
    for number, seed in enumerate((5, 5, 6)):
        out = tmp_path / f"{number}.mp4"
        engine = get_engine("diffusion", settings(model, seed=seed))
        engine.render(REQUEST, out, progress=lambda _: None, cancelled=lambda: False)
        files.append(out.read_bytes())
    assert files[0] == files[1] != files[2]


def test_cancel_between_steps(tmp_path: Path, model: str) -> None:
    asked = iter(range(1000))
    with pytest.raises(EngineCancelled):
        get_engine("diffusion", settings(model, steps=50)).render(
            REQUEST, tmp_path / "a.mp4", progress=lambda _: None, cancelled=lambda: next(asked) > 2
        )
    assert list(tmp_path.glob("*.mp4")) == [] and next(asked) < 10


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": "/no/such/folder"}, "model_index.json is missing"),
        ({"device": "auto"}, "No GPU"),
        ({"device": "xpu"}, "isn't there"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, model: str, change: dict[str, str], words: str) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    with pytest.raises(EngineError, match=words):
        get_engine("diffusion", {**settings(model), **change}).render(
            REQUEST, tmp_path / "a.mp4", progress=lambda _: None, cancelled=lambda: False
        )


def test_broken_weights_are_said(tmp_path: Path, model: str) -> None:
    import shutil

    broken = tmp_path / "broken"
    shutil.copytree(model, broken)
    for file in broken.rglob("*.safetensors"):
        file.write_bytes(b"not weights")
    with pytest.raises(EngineError, match="could not be loaded"):
        get_engine("diffusion", settings(str(broken))).render(
            REQUEST, tmp_path / "a.mp4", progress=lambda _: None, cancelled=lambda: False
        )


def test_full_memory_names_the_next_thing_to_try(tmp_path: Path, model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch
    from diffusers import WanPipeline

    def full(self: object, *_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20 GiB")

    monkeypatch.setattr(WanPipeline, "encode_prompt", full)
    with pytest.raises(EngineError, match="NEMO_DIFFUSION_OFFLOAD=model"):
        get_engine("diffusion", settings(model)).render(
            REQUEST, tmp_path / "a.mp4", progress=lambda _: None, cancelled=lambda: False
        )
