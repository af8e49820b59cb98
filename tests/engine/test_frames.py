"""Frames are a function of the plan and the time, nothing else."""

from __future__ import annotations

import hashlib
import itertools
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nemo_skill.studio.data import table
from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.plan import plan_shot, where
from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes import place, trees
from nemo_skill.studio.scenes.actors import cast
from nemo_skill.studio.scenes.camera import Camera
from nemo_skill.studio.scenes.finish import Finish
from nemo_skill.studio.scenes.ink import Ink
from nemo_skill.studio.scenes.stage import Stage
from nemo_skill.studio.scenes.world import World

ROOT = Path(__file__).resolve().parents[2]
PROMPT = "a fox running through a snowy forest at dusk"
SIZE = (320, 180)

DIGEST = """
import hashlib
from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.plan import plan_shot, where
from nemo_skill.studio.scenes.finish import Finish
from nemo_skill.studio.scenes.stage import Stage
stage = Stage(plan_shot(ClipRequest({prompt!r}, 3000, 320, 180)), 320, 180)
finish = Finish(stage)
finish.planes(stage.frame(0.2), 0.2, 6)
print(hashlib.sha256(finish.planes(stage.frame(1.5), 1.5, 45).tobytes()).hexdigest())
"""


def stage_of(prompt: str, size: tuple[int, int] = SIZE) -> Stage:
    return Stage(plan_shot(ClipRequest(prompt, 3000, *size)), *size)


def digest(stage: Stage, t: float) -> str:
    planes = Finish(stage).planes(stage.frame(t), t, round(t * 30))
    return hashlib.sha256(planes.tobytes()).hexdigest()


def test_same_frame_in_any_order_and_any_process() -> None:
    first = stage_of(PROMPT)
    expected = digest(first, 1.5)
    digest(first, 2.5)
    assert digest(first, 1.5) == expected
    out = subprocess.run(
        [sys.executable, "-c", DIGEST.format(prompt=PROMPT)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == expected


def test_seed_changes_the_picture() -> None:
    other = Stage(plan_shot(ClipRequest(PROMPT, 3000, *SIZE, seed=2)), *SIZE)
    assert digest(other, 1.0) != digest(stage_of(PROMPT), 1.0)


def test_picture_moves() -> None:
    stage = stage_of(PROMPT)
    a, b = (stage.frame(t)[..., :3].astype(int) for t in (1.0, 1.1))
    assert np.abs(a - b).mean() > 1.5


def test_night_falls_over_the_city() -> None:
    stage = stage_of("a city skyline transitioning from day to night")
    day, dusk, night = (float(stage.frame(t)[..., :3].mean()) for t in (0.0, 1.8, 2.95))
    assert day > dusk > night


@pytest.mark.parametrize("kind", sorted(table("words")["subjects"]))
def test_every_subject_can_be_drawn(kind: str) -> None:
    word = table("words")["subjects"][kind]["en"][0]
    world = World(plan_shot(ClipRequest(f"a {word}", 3000, *SIZE)), *SIZE)
    actors = cast(world)
    pixels = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    with Ink(pixels, unit=world.unit) as ink:
        for actor in actors:
            actor.draw(ink, world.light(0.7), 0.7)
    assert actors
    assert (pixels[..., 3] > 0).mean() > 0.002


@pytest.mark.parametrize("setting", sorted(table("words")["settings"]))
def test_every_setting_can_be_drawn(setting: str) -> None:
    size = (160, 90) if len(setting) % 2 else (90, 160)
    picture = stage_of(table("words")["settings"][setting]["en"][0], size).frame(1.1)
    assert picture.shape == (size[1], size[0], 4)
    assert picture[..., 3].min() == 255
    assert picture[..., :3].std() > 8


def test_every_place_can_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each place of places.yaml is found by all its words, has an hour, and makes a picture that moves."""
    monkeypatch.setattr(place, "SPECIES", {name: (trees.cactus,) for name in trees.SPECIES})  # the quickest to draw
    for i, (name, entry) in enumerate(table("places")["places"].items()):
        size = (48, 28) if i % 3 else (28, 48)
        for word in (*entry["en"], *entry["zh"]):
            assert plan_shot(ClipRequest(f"{word}", 3000, *size)).setting in (name, entry.get("room")), word
        stage = stage_of(entry["en"][0], size)
        first, later = stage.frame(0.2), stage.frame(1.6)
        assert first[..., 3].min() == 255, name
        assert first[..., :3].std() > 8, name
        assert np.abs(first[..., :3].astype(int) - later[..., :3]).mean() > 0.05, name


def test_people_by_the_water_stand_on_a_quay() -> None:
    """Nobody stands on the water of a city; without people the water reaches the bottom of the frame."""
    size = (160, 90)
    foot = slice(size[1] - 6, None)
    for prompt in ("new york at noon", "venice at noon"):
        empty, met = (
            stage_of(text, size).frame(1.0)[foot, :20, :3].astype(int) for text in (prompt, f"a man in {prompt}")
        )
        assert np.abs(empty.mean((0, 1)) - met.mean((0, 1))).max() > 8, prompt


def test_every_inside_shows_what_is_outside() -> None:
    """Each vehicle, balcony or window is found by all its words and shows the place that the prompt names."""
    for i, (name, row) in enumerate(where.insides().items()):
        size = (48, 28) if i % 3 else (28, 48)
        for word in (*row["en"], *row["zh"]):
            assert plan_shot(ClipRequest(word, 3000, *size)).setting == name, word
        sea, desert = (stage_of(f"{row['en'][0]}, {view} outside", size) for view in ("the sea", "a desert"))
        assert (sea.plan.view, desert.plan.view) == ("sea", "desert")
        here, there = sea.frame(0.5), desert.frame(0.5)
        assert here[..., 3].min() == 255, name
        if row.get("windows"):
            assert np.abs(here[..., :3].astype(int) - there[..., :3]).mean() > 1, name


@pytest.mark.parametrize("action", ["run", "walk", "stand"])
def test_feet_do_not_slide(action: str) -> None:
    """A standing foot moves backwards exactly as fast as the ground."""
    from nemo_skill.studio.scenes.gait import foot
    from nemo_skill.studio.scenes.quadruped import Quadruped

    fox = Quadruped("fox", action)
    dt = 1 / 240
    reach = fox.gait.reach * fox.form["leg"][0] * fox.size
    for step in range(60):
        t = step * dt
        x0, _, down0 = foot(fox.gait, fox.phase(t))
        x1, _, down1 = foot(fox.gait, fox.phase(t + dt))
        if down0 and down1 and x1 <= x0:
            assert (x0 - x1) * reach == pytest.approx(fox.speed * dt, rel=0.02, abs=1e-6)


def test_every_picture_can_be_drawn() -> None:
    """Each entry of pictures.yaml has its drawing, finds its word, moves in its way, and leaves its mark."""
    from nemo_skill.studio.plan import pictures
    from nemo_skill.studio.scenes.illustrated import Illustrated
    from nemo_skill.studio.scenes.pictures import picture

    size = (64, 36)
    world = World(plan_shot(ClipRequest("a meadow", 3000, *size)), *size)
    for name, entry in pictures.entries().items():
        if name in pictures.dishes():
            continue
        assert picture(name).parts and entry.english and entry.chinese, name
        subject = Subject(name, "picture", 1, None, "stand", name)
        pixels = np.zeros((size[1], size[0], 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink:
            Illustrated(world, subject).draw(ink, world.light(0.5), 0.5)
        assert pixels[..., 3].any(), name


@pytest.mark.parametrize("camera", ["auto", "push", "pan", "crane", "orbit", "vertigo", "handheld", "close", "tilt"])
@pytest.mark.parametrize("size", [(320, 180), (180, 320)])
def test_every_camera_stays_inside_the_frame(camera: str, size: tuple[int, int]) -> None:
    """It moves, without a jump, and never shows what isn't drawn."""
    plan = replace(plan_shot(ClipRequest("a cat", 3000, *size)), camera=camera)
    lens = Camera(plan, *size, stands=True)
    crops = [lens.crop(n / 30) for n in range(91)]
    assert all(x >= 0 and y >= 0 and x + w <= size[0] and y + h <= size[1] for x, y, w, h in crops)
    assert len(set(crops)) > 5
    assert max(abs(a - b) for one, other in itertools.pairwise(crops) for a, b in zip(one, other, strict=True)) <= 5


def test_every_dish_can_be_laid() -> None:
    """Each dish, with all that can be set going, is made of parts that exist, and leaves its mark."""
    from nemo_skill.studio.data import table
    from nemo_skill.studio.plan import pictures
    from nemo_skill.studio.scenes.dishes import Laid

    size = (64, 36)
    world = World(plan_shot(ClipRequest("soup", 3000, *size)), *size)
    data = table("dishes")
    for name, (_, _, text, around, *_) in pictures.dishes().items():
        assert around in data["sets"] and around in data["lain"], name
        pixels = np.zeros((size[1], size[0], 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink:
            Laid(world, text, world.w / 2, world.h * 0.7, 1.0, doings=frozenset(data["acts"])).draw(
                ink, world.keys[0], 1
            )
        assert pixels[..., 3].any(), name
