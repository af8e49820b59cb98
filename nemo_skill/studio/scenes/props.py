"""What animals hold, chase, and lie on."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from nemo_skill.studio.data import table
from nemo_skill.studio.plan import pictures
from nemo_skill.studio.plan.model import ShotPlan, Subject
from nemo_skill.studio.scenes import nests, sketches
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, join, polygon, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.pictures import has_picture, picture

_WORN = (
    r"\bwear|dressed|\bin (?:an?|his|her) |戴|穿"
    r"|\bwith (?:an?|his|her)? ?(?:\w+ ){0,2}(?:hat|scarf|glasses|sunglasses|crown|tie|headphones|umbrella)"
    r"|on (?:its|his|her|their|the) heads?\b|头上|头顶"
    r"|(?:hold|under|carr)\w* (?:an?|its|his|her) (?:\w+ ){0,2}umbrella|打伞|撑伞|举着伞"
)
_IN_MOUTH = r"in (?:its|his|her|the|their) mouths?\b|叼|衔|\bfetch|\bcarr(?:y|ies)"
_IN_HANDS = _IN_MOUTH + r"|\bhold|\beat|\bdrink|\bread|\bplay|\bwith an? |拿|捧|抱|吃|喝|端|举"
_HATS = ("wizard", "santa", "party", "crown", "straw", "wreath", "toque", "pirate", "cap")


def prop_of(plan: ShotPlan, subject: Subject, act: str) -> str | None:
    """What an animal holds or plays with: named by the prompt, else what is usual for it at this."""
    poses = table("poses")
    for name, pattern in poses["named"].items():
        if re.search(pattern, plan.prompt, re.IGNORECASE):
            return str(name)
    usual: dict[str, str] = poses["props"].get(act, {})
    return usual.get(subject.kind, usual.get("else")) or None


def worn_by(plan: ShotPlan, subject: Subject) -> list[str]:
    """What the prompt says that an animal wears, unless there are people who may; a wreath is no crown."""
    if any(s.group == "person" for s in plan.subjects):
        return []
    clad = re.search(_WORN, plan.prompt, re.I)
    found = [str(n) for n, (words, _) in table("poses")["worn"].items() if clad and re.search(words, plan.prompt, re.I)]
    if subject.pose:
        found += [name for name in table("poses")["roles"][subject.pose][1] if name not in found]
    hats = [name for name in found if name in _HATS]
    return [name for name in found if name not in _HATS or name == hats["wreath" in hats and -1]]


def in_mouth(prompt: str) -> bool:
    """Whether an animal has a thing in its mouth, not in its hands."""
    return bool(re.search(_IN_MOUTH, prompt, re.I))


def held_thing(plan: ShotPlan) -> str | None:
    """What an animal has in its hands: a piece of food, or a thing with a picture."""
    if not re.search(_IN_HANDS, plan.prompt, re.I):
        return None
    pieces, dishes = table("dishes")["pieces"], pictures.dishes()
    for s in plan.subjects:
        if s.group != "object" or s.kind in table("poses")["worn"]:
            continue
        text = dishes[s.kind][2] if s.kind in dishes else ""
        named = [s.word, s.word.removesuffix("s"), *re.findall("[a-z]+", text)]
        found = next((name for name in named if name in pieces), s.kind if has_picture(s.kind) else None)
        if found:
            return found
    return None


def draw_held(ink: Ink, light: Light, name: str, size: float) -> None:
    """Such a thing, ``size`` units high, its middle at the origin."""
    pieces = table("dishes")["pieces"]
    if name in pieces:
        with ink.moved(scale=size / 100):
            sketches.draw(ink, light, pieces[name], {}, side=1.0 if light.sun[0] > 0.5 else -1.0)
        return
    with ink.moved(0, size / 2):
        picture(name).draw(ink, light, size)


def perch_of(plan: ShotPlan) -> str | None:
    """What the prompt says an animal is on: "sofa", "cushion", "rock", "branch", "box"."""
    for name, pattern in table("poses")["perches"].items():
        if re.search(pattern, plan.prompt, re.IGNORECASE):
            return str(name)
    return None


def draw_tool(ink: Ink, light: Light, prompt: str, size: float) -> None:
    """What an animal at a desk is at, ``size`` units large, standing at the origin."""
    for words, drawing in table("poses")["tools"].values():
        if re.search(words, prompt, re.I):
            with ink.moved(scale=size / 100):
                sketches.draw(ink, light, drawing, {}, side=1.0 if light.sun[0] > 0.5 else -1.0)
            return


def ball_colour(prompt: str) -> str | None:
    """The colour that a prompt gives a ball."""
    for row in table("words")["colours"].values():
        words = rf"\b(?:{'|'.join(row['en'])}) (?:\w+ )?ball|(?:{'|'.join(row['zh'])})的?[小皮]?球"
        if re.search(words, prompt, re.I):
            return str(row["hex"])
    return None


def draw_prop(ink: Ink, light: Light, name: str, size: float, tint: str | None = None) -> None:
    """A thing of a size in the present units, its middle at the origin; ``tint`` is the colour of its largest part."""
    side = 1.0 if light.sun[0] > 0.5 else -1.0
    drawing = table("poses")["things"].get(name) or table("dishes")["pieces"][name]
    if tint:
        drawing = drawing.replace(drawing.split()[1], tint)
    with ink.moved(scale=size / 100):
        sketches.draw(ink, light, drawing, {}, side=side)


def draw_perch(ink: Ink, light: Light, name: str, half: float, high: float, *, front: bool) -> None:
    """A seat from -half to half whose top lies at y = 0 and foot at ``high``; its back first, its front after."""
    _SEATS[name](ink, light, half, high, front)


def _sofa(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    tone, wide = "#3d7f86", half * 1.8

    def block(x: float, y: float, w: float, h: float, r: float, lit: float) -> None:
        top, low = light.shade(tone, lit), light.shade(tone, lit * 0.4)
        ink.fill(rect(x, y, w, h, r), Linear(0, y, 0, y + h, [(0, top, 1), (1, low, 1)]))

    if not front:
        block(-wide, -half * 0.78, 2 * wide, half * 0.78 + high * 0.7, half * 0.16, 0.55)
        for k in (-1, 1):
            block(-wide * 0.96 if k < 0 else wide * 0.02, -half * 0.66, wide * 0.94, half * 0.8, half * 0.14, 0.72)
        block(-wide, -high * 0.16, 2 * wide, high * 0.5, high * 0.2, 1.0)
        return
    block(-wide, high * 0.24, 2 * wide, high * 0.72, high * 0.12, 0.7)
    for x in (-wide - half * 0.2, wide - half * 0.1):
        block(x, -half * 0.4, half * 0.3, high + half * 0.4, half * 0.14, 0.9)


def _cushion(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    if front:
        return
    wide = half * 1.3
    pillow = [(-wide, high * 0.4), (-wide * 0.96, -high * 0.1), (0, high * 0.02), (wide * 0.96, -high * 0.1), (wide, high * 0.4), (wide * 0.94, high), (0, high * 0.94), (-wide * 0.94, high)]  # fmt: skip  # noqa: E501
    pale, dark = light.shade("#efe3ea", 0.95), light.shade("#b08aa6", 0.3)
    ink.fill(smooth(pillow), Linear(0, -high * 0.1, 0, high, [(0, pale, 1), (1, dark, 1)]))


def _rock(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    if front:
        return
    wide = half * 1.4
    top, low = light.shade("#a39a8e", 0.95), light.shade("#4a4a50", 0.2)
    stone = [(-wide * 1.15, high * 1.05), (-wide, high * 0.3), (-wide * 0.7, 0), (wide * 0.2, -high * 0.05), (wide * 0.8, high * 0.05), (wide * 1.05, high * 0.45), (wide * 1.25, high * 1.05)]  # fmt: skip  # noqa: E501
    ink.fill(smooth(stone), Linear(0, 0, 0, high, [(0, top, 1), (1, low, 1)]))
    with ink.clipped(smooth(stone)):
        lit = [(-wide * 0.8, 0), (wide * 0.25, -high * 0.05), (wide * 0.1, high * 0.26), (-wide * 0.5, high * 0.32), (-wide * 0.95, high * 0.4)]  # fmt: skip  # noqa: E501
        ink.fill(polygon(lit), light.shade("#c4b8a6", 1.0), 0.45)
        dark = [(wide * 0.3, 0), (wide * 0.42, high * 0.4), (wide * 0.2, high * 1.1), (wide * 1.3, high * 1.1), (wide * 1.05, high * 0.3), (wide * 0.8, 0)]  # fmt: skip  # noqa: E501
        ink.fill(polygon(dark), low, 0.4)
        ink.fill(polygon([(-wide * 0.5, high * 0.32), (wide * 0.1, high * 0.26), (-wide * 0.1, high), (-wide * 0.7, high)]), low, 0.2)  # fmt: skip  # noqa: E501


def _branch(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    """A bough that comes in from the left edge, with leaves that hang from it."""
    if front:
        return
    r, far = min(high, half) * 0.20, half * 14.0
    bark, lit = light.shade("#5a4130", 0.35), light.shade("#8d6a4a", 0.9)
    spine = [
        (-far, high * 0.5),
        (-half * 3.2, r * 2.4),
        (-half * 1.6, r * 1.9),
        (-half * 0.5, r),
        (half * 0.6, r * 1.05),
        (half * 1.7, -r * 0.4),
    ]
    ink.fill(ribbon(spine, [r * 2.6, r * 1.8, r * 1.5, r * 1.05, r * 0.9, r * 0.2]), Linear(0, 0, 0, r * 2.4, [(0, lit, 1), (1, bark, 1)]))  # fmt: skip  # noqa: E501
    ink.fill(
        ribbon([(half * 0.7, r), (half * 1.1, r * 2.2), (half * 1.5, r * 4.2)], [r * 0.5, r * 0.3, r * 0.08]), bark
    )
    for k in range(13):
        x = -half * 2.4 + half * 0.33 * k
        y = r * (2.4 + 1.1 * math.sin(k * 2.3))
        if -half * 0.7 < x < half * 0.6:
            y = r * 3.1
        leaf = ellipse(x, y, r * 1.5, r * 0.55, 0.9 * math.sin(k * 1.7) + 0.5)
        ink.fill(leaf, light.shade(("#3f7040", "#5d8f46", "#2f5c38")[k % 3], 0.3 + 0.12 * (k % 5)))


def _books(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    """A pile of books, each a little off the one below."""
    if front:
        return
    thick = high / 4
    for k, tone in enumerate(("#8a2f3a", "#2f5d7a", "#c8963a", "#4a6a44")):
        wide, x = half * (1.25 - 0.06 * k), half * 0.08 * math.sin(2.3 * k)
        y = high - thick * (k + 1)
        cover = Linear(x - wide, 0, x + wide, 0, [(0, light.shade(tone, 0.4), 1), (1, light.shade(tone, 0.95), 1)])
        ink.fill(rect(x - wide, y, 2 * wide, thick, thick * 0.2), cover)
        ink.fill(rect(x - wide * 0.9, y + thick * 0.2, wide * 1.92, thick * 0.6), light.shade("#f4ecd8", 0.85))


def _fence(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    """Boards side by side, from edge to edge of the frame, with a rail along the top."""
    if not front:
        return
    board = half * 0.34
    for k in range(-26, 27):
        tone = light.shade(("#8d6a4a", "#7d5c40", "#96724f")[k % 3], 0.7)
        ink.fill(rect(k * board, -board * 0.06 + board * 0.1 * math.sin(k * 2.1), board * 0.94, high * 1.2), tone)
    ink.fill(rect(-26 * board, 0, 53 * board, board * 0.3), light.shade("#a9825c", 0.95))


def _pad(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    """A water lily's leaf, with a flower beside it."""
    if front:
        return
    wide = half * 1.5
    for y, lit in ((half * 0.06, 0.1), (0.0, 0.85)):
        ink.fill(ellipse(0, half * 0.1 + y, wide, half * 0.3), light.shade("#4f8a3c", lit))
    for k in range(7):
        a = 0.45 * (k - 3)
        ink.stroke(smooth([(0, half * 0.1), (wide * math.sin(a) * 0.9, half * (0.1 + 0.24 * math.cos(a)))], closed=False), 2.5, light.shade("#2f5f2c", 0.5), 0.5)  # fmt: skip  # noqa: E501
    for k in range(7):
        a = 0.5 * (k - 3)
        ink.fill(ellipse(wide * 1.2 + half * 0.2 * math.sin(a), -half * 0.16 * math.cos(a), half * 0.1, half * 0.26, a), light.shade("#f2a9c4", 0.7 + 0.05 * k))  # fmt: skip  # noqa: E501


def _basket(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    """Wickerwork: a rim, rows of withes that weave, a cloth that hangs over."""
    wide, rim = half * 1.5, high * 0.34
    pale, dark = light.shade("#cfa368", 0.95), light.shade("#7d5a34", 0.2)
    if not front:
        ink.fill(ellipse(0, -rim, wide, high * 0.26), dark)
        return
    body = [(-wide, -rim), (-wide * 0.9, high * 0.6), (-wide * 0.78, high), (wide * 0.78, high), (wide * 0.9, high * 0.6), (wide, -rim)]  # fmt: skip  # noqa: E501
    shape = smooth([*body, (wide * 0.5, -rim + high * 0.22), (-wide * 0.5, -rim + high * 0.22)])
    ink.fill(shape, Linear(0, -rim, 0, high, [(0, pale, 1), (1, dark, 1)]))
    with ink.clipped(shape):
        cell = high * 0.17
        places = [(-wide + cell * 2 * (j + 0.5 * (k % 2)), -rim + cell * (k + 1.2)) for k in range(8) for j in range(int(wide / cell) + 2)]  # fmt: skip  # noqa: E501
        ink.fill(ellipses(places, [(cell * 0.86, cell * 0.36)] * len(places)), light.shade("#e2bd84", 0.85), 0.7)
        ink.stroke(join([polygon([(x, y - cell * 0.5), (x, y + cell * 0.5)], closed=False) for x, y in places]), cell * 0.12, dark, 0.3)  # fmt: skip  # noqa: E501
    edge = [
        (-wide * 1.02, -rim),
        (-wide * 0.5, -rim + high * 0.2),
        (wide * 0.5, -rim + high * 0.2),
        (wide * 1.02, -rim),
    ]
    ink.stroke(smooth(edge, closed=False), high * 0.15, pale)
    cloth = [(-wide * 0.5, -rim + high * 0.12), (wide * 0.1, -rim + high * 0.16), (wide * 0.02, high * 0.36), (-wide * 0.2, high * 0.24), (-wide * 0.4, high * 0.4)]  # fmt: skip  # noqa: E501
    ink.fill(smooth(cloth), light.shade("#f2f0ee", 0.9))
    ink.fill(smooth([(x * 0.9, y * 0.9 - high * 0.02) for x, y in cloth]), light.shade("#d9707c", 0.85), 0.35)


def _board(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    """A skateboard."""
    if front:
        return
    wide, r = half * 1.05, high * 0.36
    for x in (-wide * 0.6, wide * 0.6):
        ink.fill(rect(x - r * 0.5, high * 0.1, r, r), light.shade("#a9adb4", 0.7))
        ink.fill(ellipse(x, high - r, r), light.shade("#f2c53d", 0.8))
        ink.fill(ellipse(x, high - r, r * 0.4), light.shade("#5a4a20", 0.4))
    deck = [
        (-wide * 1.12, -high * 0.3),
        (-wide * 0.9, high * 0.06),
        (wide * 0.9, high * 0.06),
        (wide * 1.12, -high * 0.3),
    ]
    ink.stroke(smooth(deck, closed=False), high * 0.26, light.shade("#d2463c", 0.8))


def _box(ink: Ink, light: Light, half: float, high: float, front: bool) -> None:
    wide, tone = half * 1.5, "#b98a54"
    if not front:
        ink.fill(rect(-wide, -high * 0.9, 2 * wide, high), light.shade("#7d5a34", 0.2))
        return
    pale, dark = light.shade(tone, 0.9), light.shade(tone, 0.35)
    ink.fill(rect(-wide, -high * 0.35, 2 * wide, high * 1.35), Linear(0, -high * 0.35, 0, high, [(0, pale, 1), (1, dark, 1)]))  # fmt: skip  # noqa: E501
    for k in range(5):
        for j in range(9):
            x = wide * (-0.9 + 0.21 * j + (0.1 if k % 2 else 0.0))
            ink.fill(rect(x, high * (-0.26 + 0.25 * k), wide * 0.13, high * 0.12, high * 0.05), dark, 0.35)
    for side in (-1, 1):
        flap = [(side * wide, -high * 0.35), (side * wide * 1.35, high * 0.05), (side * wide * 1.3, high * 0.16), (side * wide, -high * 0.2)]  # fmt: skip  # noqa: E501
        ink.fill(smooth(flap), mix(pale, dark, 0.4))


Held = Callable[[Ink, Light, float], None]
_SEATS: dict[str, Callable[[Ink, Light, float, float, bool], None]] = {
    "sofa": _sofa, "cushion": _cushion, "rock": _rock, "branch": _branch, "box": _box, "pad": _pad, "books": _books,
    "fence": _fence, "basket": _basket, "board": _board, **nests.SEATS,
}  # fmt: skip
# How high each is, in heights of who is on it.
SEAT_HEIGHTS = {
    "sofa": 0.46,
    "cushion": 0.26,
    "rock": 0.5,
    "branch": 0.6,
    "box": 0.4,
    "pad": 0.06,
    "books": 0.4,
    "fence": 0.75,
    "basket": 0.42,
    "board": 0.17,
    **nests.HEIGHTS,
}
