"""What a prompt says of food and drink: what the shot is about, what is only part of it, where it is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from nemo_skill.studio.data import table
from nemo_skill.studio.plan import people
from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.plan.pictures import dishes, goods, is_part

# Animals that are food where a dish is named with them.
_EDIBLE = frozenset(
    {
        "fish",
        "crab",
        "chicken",
        "duck",
        "goose",
        "turkey",
        "octopus",
        "shrimp",
        "lobster",
        "oyster",
        "pig",
        "cow",
        "snail",
        "herb",
    }
)
# Dishes that hold nothing when something else is shown: a goldfish in a bowl.
_EMPTY = frozenset({"bowl", "plate", "dish", "pot", "pan", "碗", "盘子", "锅"})
# Where food grows: what is named there isn't served yet.
_NOT_BEHIND = ("table", "stage", "space", "underwater", "sky", "abstract")
_FIELDS = frozenset({"farm", "vineyard", "terraces", "greenhouse", "meadow", "forest", "harbor"})
_NEAR = re.compile(r"^hands?\b|\bhands (?!of)\w+ing\b|close[- ]?up|\bmacro\b|extreme detail|特写|微距|双手|手部", re.I)
_COOKED = re.compile(r"\w+ed|pour\w*|cut\w*|drip\w*|stir\w*|sizzl\w*|boil\w*|serv\w*|[烤炸煎煮炒蒸倒切装摆]\w*")


class Named(Protocol):
    """A word of the prompt and what it names."""

    @property
    def name(self) -> str: ...
    @property
    def word(self) -> str: ...
    @property
    def start(self) -> int: ...


def served(subjects: Sequence[Subject], prompt: str) -> list[Subject]:
    """The subjects without what only holds a dish or went into it; things as what is done to them makes them."""
    for kind, (raw, words) in table("dishes")["instead"].items():
        if any(s.kind in raw for s in subjects) and re.search(words, prompt, re.I):
            subjects = [replace(s, kind=kind, group="object") if s.kind in raw else s for s in subjects]
            subjects = [s for k, s in enumerate(subjects) if s.kind not in {o.kind for o in subjects[:k]}]
    others = [s for s in subjects if s.kind in dishes() and s.kind != "parcel"]
    if others and (_UNPACKED.search(prompt) or any(s.kind not in goods() for s in others)):
        subjects = [s for s in subjects if s.kind != "parcel"]  # What they are in.
    for whole, inner in table("dishes")["armies"].items():
        if any(s.kind == whole for s in subjects):
            subjects = [s for s in subjects if s.kind not in inner]
    worlds = [s for s in subjects if s.kind in table("dishes")["worlds"]]
    if worlds and not any(s.group == "person" for s in subjects):
        return worlds
    if any(s.kind not in dishes() for s in subjects):
        subjects = [s for s in subjects if s.word not in _EMPTY]
    meals = [s for s in subjects if s.kind in dishes()]
    plain = table("dishes")["plain"]
    named = [s for s in meals if s.word not in plain]
    if not meals or any(s.group == "person" for s in subjects):
        return list(subjects)
    whole = any(not is_part(s.kind) for s in named)
    kept = [s for s in subjects if not (named and s.word in plain)]
    lit = any(s.kind == "cake" for s in named)
    edible = _EDIBLE | ({"candle"} if lit else set())
    aside = set(table("dishes")["aside"])
    if any(s.kind not in aside and s.kind not in goods() for s in named):
        kept = [s for s in kept if s.kind not in aside]
    return [s for s in kept if not (whole and (s.kind in edible or s.group == "light"))]


def told(
    said: Sequence[people.Said], subjects: Sequence[Subject], named: Sequence[Named], prompt: str
) -> list[people.Said]:
    """What a prompt says of people, without what a dish is called or how it was made: "grilled steak" has no cook."""
    things = [s for s in subjects if s.group == "object"]
    if not things or any(s.group == "person" for s in subjects):
        return list(said)
    fought = [n for s in subjects for n in table("dishes")["armies"].get(s.kind, ())]
    said = [one for one in said if one.name not in fought]
    first = min((n.start for n in named if n.word in {s.word for s in things}), default=0)
    if not any(one.kind == "roles" for one in said):  # Nobody is named: hands, or the thing itself, do it.
        near = _NEAR.search(prompt)
        said = [one for one in said if one.kind != "doings" or not (near or one.start > first)]
    meals = {n.word for n in named if n.name in dishes()}
    if not meals:
        return said
    return [one for one in said if not (one.word in meals or (one.kind == "doings" and _COOKED.fullmatch(one.word)))]


def is_meal(subjects: Sequence[Subject], places: Sequence[Named]) -> bool:
    """Whether a shot shows food on a table, wherever that stands."""
    meals = [s for s in subjects if s.kind in dishes()]
    if not meals or any(s.group not in ("object", "light") for s in subjects):
        return False
    if places and all(s.kind in table("dishes")["aloft"] for s in subjects):
        return False
    return not ({p.name for p in places} & _FIELDS and all(is_part(s.kind) for s in meals))


def beyond(subjects: Sequence[Subject], places: Sequence[Named]) -> str:
    """The place behind the table: the first that is named, else where such a dish is shown."""
    named = [p.name for p in places if p.name not in _NOT_BEHIND and p.word not in table("dishes")["no_places"]]
    if named:
        return named[0]
    homes: dict[str, str] = table("dishes")["homes"]
    for subject in subjects:
        if subject.kind in dishes():
            home = dishes()[subject.kind][4]
            return homes.get(home, home)
    return ""


def ground(subjects: Sequence[Subject]) -> str:
    """The plain background of what fills the frame by itself, as ink in water: pale for the dark, dark for the pale.

    "" for anything else.
    """
    for subject in subjects:
        if subject.kind in dishes() and dishes()[subject.kind][3] == "void":
            colour = subject.colour or dishes()[subject.kind][5]
            dark = sum(int(colour[i : i + 2], 16) for i in (1, 3, 5)) < 300
            return "#f2f1ee" if dark else "#14161f"
    return ""


_OVERHEAD = re.compile(table("dishes")["overhead"], re.I)
_UNPACKED = re.compile(table("dishes")["acts"]["unbox"], re.I)
_HANDS = re.compile(r"\bhands?\b(?!-)|\bfingers?\b|双手|手指|手部", re.I)


def by_hands(subjects: Sequence[Subject], prompt: str, *, close: bool) -> bool:
    """Whether food fills a shot, and of people no more than hands is seen: from right above, or close."""
    if all(s.kind == "person" for s in subjects if s.group == "person") and _UNPACKED.search(prompt):
        return any(s.kind in goods() for s in subjects)
    if not any(s.kind in dishes() and s.kind not in goods() for s in subjects):
        return False
    if any(s.group not in ("object", "person") for s in subjects):
        return False
    return bool(_OVERHEAD.search(prompt)) or (close and bool(_HANDS.search(prompt)))


_AT_WORK = re.compile(r"(?:^|\b(?:of|two|her|his|elderly|old) )hands? (\w+ly )?((?!typ|tapp)\w+ing)\b", re.I)


def handiwork(prompt: str) -> str:
    """A prompt without what hands do in it: they are shown with what they do it to, and nobody else is."""
    return _AT_WORK.sub(lambda m: m.group()[: -len(m[2])] + " " * len(m[2]), prompt)
