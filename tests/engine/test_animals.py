"""Animals: postures, framing, families and what they hold, by table."""

from __future__ import annotations

import numpy as np
import pytest

from nemo_skill.studio.data import table
from nemo_skill.studio.engines import ClipRequest
from nemo_skill.studio.plan import plan_shot
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.actors import cast
from nemo_skill.studio.scenes.animal_forms import form_of
from nemo_skill.studio.scenes.bird_rig import Bird
from nemo_skill.studio.scenes.birds import Birds
from nemo_skill.studio.scenes.bugs import FORMS as BUGS
from nemo_skill.studio.scenes.herd import Herd
from nemo_skill.studio.scenes.ink import Ink
from nemo_skill.studio.scenes.light import light_of
from nemo_skill.studio.scenes.portrait import Portrait, faces_us
from nemo_skill.studio.scenes.posture import posture, posture_at
from nemo_skill.studio.scenes.props import held_thing, worn_by
from nemo_skill.studio.scenes.quadruped import Quadruped
from nemo_skill.studio.scenes.sea_creatures import FORMS as SEA_CREATURES
from nemo_skill.studio.scenes.world import World

ACTIONS = sorted(table("poses")["actions"])


def herd_of(prompt: str, size: tuple[int, int] = (640, 360)) -> tuple[Herd, World]:
    world = World(plan_shot(ClipRequest(prompt, 4000, *size)), *size)
    return Herd(world, world.plan.subjects[0]), world


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_passes_through_its_postures_and_comes_round(action: str) -> None:
    keys = table("poses")["actions"][action]["keys"]
    for at, name in keys[:-1]:
        assert posture_at(action, at) == posture(name)
    period = keys[-1][0]
    first, again = posture_at(action, 0.01), posture_at(action, period + 0.01)
    assert first.feet == pytest.approx(again.feet, abs=1e-6)
    assert (first.hip_y, first.jaw, first.nose) == pytest.approx((again.hip_y, again.jaw, again.nose), abs=1e-6)
    assert keys[0][1] == keys[-1][1]


@pytest.mark.parametrize(
    ("prompt", "action"),
    [
        ("a wolf howling at the moon", "howl"),
        ("a sleeping cat", "sleep"),
        ("一只狮子在咆哮", "roar"),
        ("小猫在睡觉", "sleep"),
        ("a squirrel eating a nut", "eat"),
        ("a horse rearing at sunset", "rear"),
        ("a giraffe eating leaves from a tree", "browse"),
        ("a red panda climbing a tree", "climb"),
        ("a bear catching salmon", "fish"),
        ("a fox pouncing into the snow", "pounce"),
        ("a deer drinking water in the forest", "drink"),
    ],
)
def test_animals_do_what_only_animals_have_postures_for(prompt: str, action: str) -> None:
    assert plan_shot(ClipRequest(prompt, 4000, 640, 360)).subjects[0].action == action


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (400, 400), (400, 500)])
@pytest.mark.parametrize("kind", ["rabbit", "fox", "elephant", "giraffe"])
def test_a_hero_alone_fills_its_share_of_the_frame(kind: str, size: tuple[int, int]) -> None:
    herd, world = herd_of(f"a {kind} walking", size)
    (one,) = herd._members
    left, right, tall = (v * one.scale for v in one.animal.extent)
    assert tall / world.h > 0.33 or (right - left) / world.w > 0.6
    assert tall < one.row and (right - left) < world.w
    assert one.x + left > 0 and one.x + right < world.w


@pytest.mark.parametrize(
    ("prompt", "grown", "young"),
    [
        ("a kitten sleeping", 0, 1),
        ("an elephant with her baby", 1, 1),
        ("a lioness with her cubs", 1, 3),
        ("two kittens playing", 0, 2),
        ("a bear", 1, 0),
        ("熊妈妈带着幼崽", 1, 1),
        ("an elephant family", 1, 3),
    ],
)
def test_families_have_young_ones(prompt: str, grown: int, young: int) -> None:
    herd, _ = herd_of(prompt)
    kind = herd._members[0].animal.kind
    size = form_of(kind)["size"]
    found = [m.animal.size < size for m in herd._members]
    assert (found.count(False), found.count(True)) == (grown, young)


@pytest.mark.parametrize("kind", ["monkey", "koala", "elephant"])
def test_a_young_one_rides_on_its_parent(kind: str) -> None:
    herd, _ = herd_of(f"a baby {kind} on its mother's back")
    child, parent = sorted(herd._members, key=lambda m: m.animal.size)
    assert child.row < parent.row and abs(child.x - parent.x) < herd._world.w * 0.2


def test_a_posture_never_leaves_the_ground_it_stands_on() -> None:
    """Whatever the action, the feet that bear an animal are at or above the ground."""
    for action in ACTIONS:
        q = Quadruped("dog", action)
        assert all(v > 0 for v in (-q.extent[0], q.extent[1], q.extent[2])), action


@pytest.mark.parametrize("kind", sorted(table("birds")))
def test_every_bird_has_a_word_and_is_drawn_in_every_way(kind: str) -> None:
    assert kind in table("words")["subjects"]
    light = light_of("noon", "clear")
    for act in ("stand", "walk", "eat", "sleep", "bark", "swim", "fly", "hover", "show"):
        bird = Bird(kind, act)
        left, right, tall = bird.extent
        pixels = np.zeros((60, 60, 4), np.uint8)
        with Ink(pixels) as ink, ink.moved(30, 30 if bird.airborne else 55, scale=50 / max(right - left, tall)):
            bird.draw(ink, light, 0.4)
        assert (pixels[..., 3] > 0).mean() > 0.04, act


@pytest.mark.parametrize(
    ("prompt", "act", "perch"),
    [
        ("an owl sitting on a branch", "sit", "branch"),
        ("a swan on a lake", "swim", None),
        ("a swan flying over a lake", "fly", None),
        ("a hummingbird at a flower", "hover", None),
        ("a penguin in the snow", "walk", None),
        ("孔雀开屏", "show", None),
        ("a penguin sliding on ice", "slide", None),
        ("a bald eagle over the mountains", "fly", None),
        ("a parrot in the jungle", "sit", "branch"),
    ],
)
def test_birds_are_where_their_kind_and_the_prompt_put_them(prompt: str, act: str, perch: str | None) -> None:
    world = World(plan_shot(ClipRequest(prompt, 4000, 640, 360)), 640, 360)
    birds = Birds(world, world.plan.subjects[0])
    assert (birds.act, birds._perch) == (act, perch)


@pytest.mark.parametrize("kind", sorted(table("animals")))
def test_every_animal_has_a_word_and_leaves_its_mark(kind: str) -> None:
    words = table("words")["subjects"][kind]
    assert words["group"] == "quadruped" and words["en"] and words["zh"]
    light = light_of("noon", "clear")
    for act in ("walk", "run", words["action"], "sleep", "sit", "lie", "eat", "float", "roar"):
        animal = (Portrait if faces_us(kind, act) else Quadruped)(kind, act)
        left, right, tall = animal.extent
        pixels = np.zeros((60, 60, 4), np.uint8)
        with Ink(pixels) as ink, ink.moved(30, 55, scale=50 / max(right - left, tall)):
            animal.draw(ink, light, 0.6)
        assert (pixels[..., 3] > 0).mean() > 0.03, act


@pytest.mark.parametrize(
    ("kind", "action", "front"),
    [
        ("cat", "sleep", True),
        ("panda", "eat", True),
        ("otter", "float", True),
        ("fox", "look", True),
        ("wolf", "look", False),
        ("cat", "walk", False),
        ("horse", "sit", False),
        ("sheep", "lie", False),
        ("crocodile", "sleep", False),
    ],
)
def test_furry_animals_that_stay_are_seen_from_the_front(kind: str, action: str, front: bool) -> None:
    assert faces_us(kind, action) is front


@pytest.mark.parametrize(
    ("prompt", "person", "animal"),
    [
        ("a little girl hugging a golden retriever", "cuddle", "golden_retriever"),
        ("a girl feeding a deer", "feed", "deer"),
        ("小男孩抱着小狗", "cuddle", "dog"),
        ("a falconer with a falcon on his glove", "falconry", "falcon"),
    ],
)
def test_one_person_has_the_hands_on_the_animal(prompt: str, person: str, animal: str) -> None:
    subjects = plan_shot(ClipRequest(prompt, 4000, 640, 360)).subjects
    assert [s.pose for s in subjects if s.group == "person"] == [person]
    assert [s.kind for s in subjects if s.group != "person"] == [animal]


@pytest.mark.parametrize(
    ("prompt", "worn", "held"),
    [
        ("a dog wearing sunglasses", ["sunglasses"], None),
        ("a cat in a wizard hat", ["wizard"], None),
        ("a rabbit with a flower crown", ["wreath"], None),
        ("a raccoon holding a cookie", [], "cookie"),
        ("a corgi in a santa hat and a scarf", ["santa", "scarf"], None),
        ("a boy wearing glasses with his dog", [], None),
        ("a raccoon DJ in a club", ["headphone"], None),
        ("a bear under a red umbrella", ["umbrella"], None),
    ],
)
def test_animals_wear_and_hold_what_the_prompt_gives_them(prompt: str, worn: list[str], held: str | None) -> None:
    plan = plan_shot(ClipRequest(prompt, 4000, 640, 360))
    assert (worn_by(plan, plan.subjects[0]), held_thing(plan)) == (worn, held)


@pytest.mark.parametrize("kind", [*sorted(BUGS), *SEA_CREATURES, "loong", "snake", "worm"])
def test_small_and_long_animals_are_cast_and_drawn(kind: str) -> None:
    words = table("words")["subjects"][kind]
    for prompt in (words["en"][0], words["zh"][0]):
        world = World(plan_shot(ClipRequest(prompt, 4000, 96, 54)), 96, 54)
        (actor,) = cast(world)
        pixels = np.zeros((54, 96, 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink:
            actor.draw(ink, world.light(0.5), 0.5)
        assert (pixels[..., 3] > 0).mean() > 0.04, prompt


@pytest.mark.parametrize(
    ("prompt", "kinds"),
    [
        ("a girl walking her dog in the park", {"girl", "dog"}),
        ("奶奶遛狗", {"grandma", "dog"}),
        ("a farmer feeding chickens", {"farmer", "chicken"}),
        ("a boy playing with a puppy", {"boy", "dog"}),
    ],
)
def test_animals_inside_of_what_people_do_are_there(prompt: str, kinds: set[str]) -> None:
    assert {s.kind for s in plan_shot(ClipRequest(prompt, 4000, 640, 360)).subjects} == kinds


@pytest.mark.parametrize(
    ("prompt", "thing"),
    [
        ("a squirrel eating a nut", "nut"),
        ("a squirrel eating", "nut"),
        ("a panda eating bamboo", "bamboo"),
        ("一只狗在啃骨头", "bone"),
        ("a dog catching a frisbee", "disc"),
        ("a kitten playing with yarn", "yarn"),
        ("a dog running", None),
    ],
)
def test_animals_hold_what_the_prompt_or_their_kind_says(prompt: str, thing: str | None) -> None:
    herd, _ = herd_of(prompt)
    assert herd._prop == thing


def test_every_thing_of_an_animal_has_a_drawing() -> None:
    poses = table("poses")
    used = {*poses["named"], *(name for row in poses["props"].values() for name in row.values())}
    assert used <= {*poses["things"], *table("dishes")["pieces"]}
    assert all(sketches.parts(text) for text in poses["things"].values())
    assert all(sketches.parts(text) for _, text in poses["worn"].values())


@pytest.mark.parametrize(
    ("prompt", "kind", "made", "plays"),
    [
        ("a robot dog in an alley", "dog", "robot", ""),
        ("an origami heron over a desk", "heron", "paper", ""),
        ("a wolf made of ice", "wolf", "crystal", ""),
        ("a golden statue of a lion", "lion", "gold", ""),
        ("机械猫头鹰停在树枝上", "owl", "robot", ""),
        ("a toy poodle on the grass", "poodle", "", ""),
        ("a fire-breathing dragon", "dragon", "", ""),
        ("a cat chef cooking pasta", "cat", "", "chef"),
        ("a dog in an astronaut suit", "dog", "", "astronaut"),
        ("a cat on a king-size bed", "cat", "", ""),
        ("a baby dragon hatching from an egg", "dragon", "", ""),
    ],
)
def test_words_beside_an_animal_tell_what_it_is_made_of_and_what_it_plays(
    prompt: str, kind: str, made: str, plays: str
) -> None:
    living = [s for s in plan_shot(ClipRequest(prompt, 4000, 640, 360)).subjects if s.group != "object"]
    assert [(s.kind, s.look, s.pose) for s in living] == [(kind, made, plays)]


@pytest.mark.parametrize(
    ("prompt", "least"),
    [
        ("wildebeest migration on the savanna", 8),
        ("a herd of zebras grazing", 8),
        ("象群在草原上行走", 8),
        ("a school of fish over the reef", 3),
        ("a fish in the sea", 1),
        ("骆驼商队走过沙漠", 5),
    ],
)
def test_groups_are_as_many_as_their_words_say(prompt: str, least: int) -> None:
    count = plan_shot(ClipRequest(prompt, 4000, 640, 360)).subjects[0].count
    assert count >= least
    assert (count == 1) == (least == 1)


@pytest.mark.parametrize(
    ("prompt", "actor"),
    [
        ("extreme close-up of a tiger's eye", "BeastEye"),
        ("close-up of a tiger with green eyes, portrait", "Herd"),
        ("a robin feeding its chicks in a nest", "Brood"),
        ("a robin on a branch", "Birds"),
    ],
)
def test_eyes_and_nests_have_actors_of_their_own(prompt: str, actor: str) -> None:
    world = World(plan_shot(ClipRequest(prompt, 4000, 640, 360)), 640, 360)
    assert type(cast(world)[0]).__name__ == actor


def test_a_pet_that_watches_sits_in_profile_beside_what_it_watches() -> None:
    herd, world = herd_of("a cat watching a goldfish in a fish tank")
    assert not isinstance(herd._members[0].animal, Portrait)
    assert herd._members[0].x < world.w / 2


def test_many_more_stand_behind_the_near_ones() -> None:
    herd, _ = herd_of("thousands of horses galloping")
    assert herd._mass is not None
    assert herd_of("three horses galloping")[0]._mass is None
