"""What the words of a prompt are taken for: the families of sentences that were once read wrong."""

from __future__ import annotations

import pytest

from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.plan import ShotPlan, plan_shot


def plan_of(prompt: str) -> ShotPlan:
    return plan_shot(ClipRequest(prompt, 5000, 320, 180))


@pytest.mark.parametrize(
    ("prompt", "kinds", "setting"),
    [
        # What is not there, and what something is only like or made of
        ("an empty beach without people at sunset", [], "beach"),
        ("没有人的海滩，日落", [], "beach"),
        ("a cat like a tiger prowling through tall grass", ["cat"], "meadow"),
        ("a tiny house shaped like a mushroom in a forest", ["house"], "forest"),
        ("clouds shaped like dragons drifting over the mountains", [], "mountains"),
        ("像棉花糖一样的云朵飘过草原", [], "steppe"),
        ("a robot made of cardboard boxes dancing in a living room", ["robot"], "living"),
        # Owners, first parts of compounds, parts of bodies
        ("a girl's kite flying over a meadow", ["kite"], "meadow"),
        ("一个男孩的风筝挂在树上", ["kite"], "meadow"),
        ("a ghost ship emerging from thick fog", ["ship"], "sea"),
        ("a cat chef cooking in a tiny kitchen", ["cat"], "kitchen"),
        ("a black cat with yellow eyes in a library", ["black_cat"], "library"),
        ("a peacock in a palace garden", ["peacock"], "garden"),
        ("an old sailor in a harbor pub", ["sailor"], "tavern"),
        # Things and doings
        ("a man watches the sunset from a cliff", ["man"], "cliffs"),
        ("she rows across a still lake at dawn", ["person"], "lake"),
        ("an old rowing boat tied to a jetty", ["boat"], "pier"),
        ("rising camera over a foggy pine forest", [], "forest"),
        ("a cargo ship under a crane that lifts a container", ["container-ship"], "harbor"),
        ("a bat hanging in a cave", ["bat"], "cave"),
        ("a man swinging a baseball bat in a park", ["man"], "park"),
        ("the bank of a river at sunset", [], "rivervalley"),
        ("an artist painting by a lake", ["painter"], "lake"),
        ("lavender soap bars on a marble slab", ["soap"], "table"),
        ("a slow zoom into a galaxy for my DJ set", [], "space"),
        ("海龟在小丑鱼群里游动", ["turtle", "fish"], "underwater"),
        ("a dog in a sunny street", ["dog"], "shopstreet"),
        ("a dog in a rainy street at night", ["dog"], "street"),
        ("a school bus on a country road", ["school-bus"], "mountainroad"),
        ("a couple kissing outside a bakery", ["couple"], "street"),
        ("a girl in a red coat walking in a forest", ["girl"], "forest"),
        ("hot air balloons in Turkey at sunrise", ["balloon"], "istanbul"),
        ("男孩在雨中的街道上奔跑，溅起水花", ["boy"], "street"),
        ("a man shaving in front of a bathroom mirror", ["man"], "bath"),
        ("a chef drizzles sauce over a dish in a kitchen", ["chef"], "kitchen"),
        ("painted wooden boats in a harbor", ["boat"], "harbor"),
        ("提着兔子灯笼的小女孩在公园", ["girl"], "park"),
        ("小猫和小狗一起睡在沙发上", ["cat", "dog"], "living"),
    ],
)
def test_words_are_taken_in_the_sense_that_their_neighbours_tell(prompt: str, kinds: list[str], setting: str) -> None:
    plan = plan_of(prompt)
    assert ([s.kind for s in plan.subjects], plan.setting) == (kinds, setting)


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("two cats and a dog", [("cat", 2, None), ("dog", 1, None)]),
        ("a dozen white pigeons over a park", [("pigeon", 8, "#eeece8")]),
        ("a red car and a horse", [("car", 1, "#c8372d"), ("horse", 1, None)]),
        ("a hot air balloon over mountains", [("balloon", 1, None)]),
        ("a samurai duel on a beach", [("samurai", 2, None)]),
        ("a robot dog in a park", [("dog", 1, "#a3adb9")]),
    ],
)
def test_numbers_and_colours_belong_to_their_noun(prompt: str, told: list[tuple[str, int, str | None]]) -> None:
    assert [(s.kind, s.count, s.colour) for s in plan_of(prompt).subjects] == told


@pytest.mark.parametrize(
    ("prompt", "action"),
    [
        ("a fox dives into deep snow", "jump"),
        ("a dolphin dives into the sea", "swim"),
        ("a duck crossing a busy road", "walk"),
        ("fire trucks racing through the city", "drive"),
        ("a phone for the launch of an app", "rest"),
        ("a swan gliding over a lake", "swim"),
    ],
)
def test_each_does_what_it_can(prompt: str, action: str) -> None:
    assert plan_of(prompt).subjects[0].action == action


@pytest.mark.parametrize(
    ("prompt", "style", "camera"),
    [
        ("a vintage car on a road", "", "auto"),
        ("a car on a road, vintage film look", "super8", "auto"),
        ("a painting of a ship at sea", "oil", "auto"),
        ("camera slowly orbits a castle", "", "orbit"),
        ("a drone video of a castle", "", "aerial"),
    ],
)
def test_words_of_film_and_paint_are_no_subjects(prompt: str, style: str, camera: str) -> None:
    plan = plan_of(prompt)
    assert (plan.style, plan.camera) == (style, camera)
    assert len(plan.subjects) == 1
