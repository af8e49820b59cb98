"""Views from above: which prompts ask for one, and what stands where on the ground."""

from __future__ import annotations

import numpy as np
import pytest

from nemo_skill.studio.data import table
from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.plan import plan_shot
from nemo_skill.studio.scenes.aerial import Eye, View, view_of
from nemo_skill.studio.scenes.aerial_land import _GROUNDS
from nemo_skill.studio.scenes.aerial_parts import PARTS, form
from nemo_skill.studio.scenes.stage import Stage
from nemo_skill.studio.scenes.world import World


def seen(prompt: str) -> View | None:
    return view_of(plan_shot(ClipRequest(prompt, 2000, 64, 36)))


@pytest.mark.parametrize(
    ("prompt", "land", "down"),
    [
        ("Aerial view of rice terraces at dawn", "terraces", False),
        ("俯拍江南古镇的屋顶", "village", True),
        ("A fox in a forest", None, False),
        ("Top-down view of a plate of pasta on a table", None, False),
        ("Bird's eye view of a busy city intersection", "city", True),
    ],
)
def test_views_are_taken(prompt: str, land: str | None, down: bool) -> None:
    view = seen(prompt)
    assert (view and view.land) == (land and table("aerial")["lands"][land])
    assert view is None or view.down == down


def test_ways_and_waters_are_added_by_words() -> None:
    view = seen("drone shot over a forest with a river and a road")
    assert view is not None and {"river", "road"} <= {line.split()[0] for line in view.layers}


def test_table_names_what_there_is() -> None:
    rows = table("aerial")
    for land in rows["lands"].values():
        assert land["ground"].split()[0] in _GROUNDS
        assert {line.split()[0] for line in land.get("layers", ())} <= set(PARTS)
    for name in rows["things"]:
        assert all(len(points) >= 3 for *_, points in form(name))


def test_the_middle_of_the_ground_is_in_the_middle_of_the_frame() -> None:
    world = World(plan_shot(ClipRequest("a field", 1000, 64, 36)), 64, 36)
    for pitch in (0.5, np.pi / 2):
        eye = Eye(world, np.array([30.0, 500.0]), 900.0, 0.3, pitch)
        x, y = eye.project([(30.0, 500.0)])[0]
        assert (x, y) == pytest.approx((world.w / 2, world.h * 0.6), abs=0.5)


def test_a_flight_over_land_moves() -> None:
    stage = Stage(
        plan_shot(ClipRequest("top-down drone shot of two boats on a river in the steppe", 2000, 96, 54)), 96, 54
    )
    first, later = stage.frame(0.0).copy(), stage.frame(1.5)
    assert (first[..., 3] == 255).all() and (first != later).any(2).mean() > 0.5
