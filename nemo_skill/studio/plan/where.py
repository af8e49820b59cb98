"""Where a shot is: what somebody is in or on is the place, and what else is named is seen through its windows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import Hit, Subject

#: Where nothing tells of a place: nowhere in particular.
NOWHERE = "nowhere"
_PETS = ("cat", "dog", "husky", "rabbit", "mouse", "bird", "parrot", "fish")

# What stands right before a thing that somebody is in or on, and right behind it in Chinese.
_IN = re.compile(
    r"(?:\b(?:on|in|inside|aboard|(?<!look )(?<!looks )(?<!looking )at|from|onto|into|windows? of|out of)\s+"
    r"(?:board\s+)?"
    r"(?:(?:a|an|the|his|her|their|my|our)\s+)?"
    r"(?:(?!(?:an?|the|and|with|of|by|while|as|to|in|on|at|over)\b)[a-z'’-]+[\s-]+){0,3}|[在坐乘])$",
    re.I,
)
_INSIDE = re.compile(r"^(?:的?(?:上|里|内|中|窗边|窗前|窗口|窗外))")
_BEFORE = re.compile(
    r"\b(?:outside(?: of)?|in front of|across from|past|passing(?: by)?|leaving|walk\w* by)\s+"
    r"(?:an?|the|his|her|their|my)?\s*"
    r"(?:[a-z'’]+\s+){0,2}$",
    re.I,
)
_AT_WINDOW = re.compile(r"\b(?:outside|by|beside|near|behind|beyond|at) (?:an?|the) (?:\w+ )?window\b", re.I)
_NO_FRONT = re.compile(r" (?:mirror|window|counter|sink|desk|table|class|wall|screen|fire\w*|shelf|shelves)\b", re.I)
_DOOR = re.compile(
    r"的?(?:外面|门外|门口|门前|大门|外)| (?:yard|entrance|gates?|facade|exterior|building|parking|steps|sign)\b", re.I
)
_ROOF = re.compile(r" roof(?:top)?\b|的?(?:屋顶|楼顶|天台)", re.I)
_DRIVES = ("drive", "cycle", "motorbike")
# Furniture is a room's, but stands elsewhere, too.
_FURNITURE = frozenset({"couch", "sofa", "armchair", "recliner", "bed", "carpet", "rug", "pillow", "counter", "bar", "school", "沙发", "床", "地毯", "床上"})  # fmt: skip  # noqa: E501
_SITS = {"sleep": "doze", "lie": "doze"} | dict.fromkeys(("", "stand", "walk", "look", "run", "wave"), "sit")


def insides() -> dict[str, dict[str, Any]]:
    """The rooms that win over any other place: of vehicles, of windows."""
    return {name: row for name, row in table("rooms")["rooms"].items() if "en" in row}


def places() -> dict[str, dict[str, Any]]:
    """The table of places by name."""
    found: dict[str, dict[str, Any]] = table("places")["places"]
    return found


def is_pet(kind: str) -> bool:
    """Whether people keep such an animal at home; a breed is what its parent is."""
    return kind in _PETS or is_pet(table("animals").get(kind, {}).get("of", "")) if kind else False


def _within(hit: Hit, prompt: str) -> bool:
    """Whether the prompt says that somebody is in or on this."""
    plain = prompt.replace("-", " ")
    behind = plain[hit.start + len(hit.word) :]
    return bool(_IN.search(plain[max(0, hit.start - 48) : hit.start]) or _INSIDE.match(behind))


def entered(hits: list[Hit], prompt: str, group_of: Callable[[str], str]) -> list[Hit]:
    """The hits, with a vehicle that somebody is in or on as a place; ``group_of`` tells the group of a subject."""
    living = [
        h
        for h in hits
        if h.kind == "doings"
        or (h.kind == "actions" and h.name in ("sleep", "sit", "eat", "lie", "look"))
        or (h.kind == "subjects" and group_of(h.name) not in ("vehicle", "landmark", "light", "planet"))
    ]
    driven = any(h.kind in ("actions", "doings") and h.name in _DRIVES for h in hits)
    if not living:
        return hits
    for name, row in insides().items():
        for hit in hits:
            own = hit.kind == "subjects" and bool({hit.word, hit.word[:-1]} & set(row.get("of", ())))
            if own and _within(hit, prompt) and not (driven and name == "carcab"):
                kept = [h for h in hits if h.start != hit.start]
                return [*kept, Hit("settings", name, hit.word, hit.start)]
    return hits


# Streets that could be anywhere: by day they have shops and trees, no lit signs.
_ANY_STREET = frozenset(
    ("street", "streets", "city street", "sidewalk", "bus stop", "街道", "街", "街头", "街上", "街边", "路边", "公交站")
)
_LIT = frozenset(("night", "dusk", "blue"))
_GROUNDS = {"rain": "street", "storm": "street", "wind": "hills", "fog": "forest"}
_AVENUES = {"autumn": "goldavenue", "blossom": "sakuraavenue", "spring": "sakuraavenue", "winter": "avenue"}
_ON_THE_WAY = ("walk", "run", "drive", "jump")


def nowhere(by_kind: dict[str, list[Hit]], subjects: list[Subject]) -> str:
    """The place of people when no word tells of one: what weather, season or way make likely, else none at all."""
    if any(s.group in ("quadruped", "bird", "landmark", "light") for s in subjects):
        return "park"
    for hit in by_kind["weather"]:
        if hit.name in _GROUNDS:
            return _GROUNDS[hit.name]
    if any(h.name == "snow" for h in by_kind["weather"]):
        return "avenue"
    for hit in by_kind["seasons"]:
        if hit.name in _AVENUES:
            return _AVENUES[hit.name]
    night = any(h.name == "night" for h in by_kind["times"])
    if any(s.group == "vehicle" for s in subjects):
        return "road"
    ways = {h.name for h in by_kind["actions"]} & set(_ON_THE_WAY)
    if ways:
        return "street" if night else "avenue" if ways == {"walk"} else "townside"
    if any(h.name in ("sunset", "golden", "dawn") for h in by_kind["times"]):
        return "hills"
    return "backdrop"


def outside(hits: list[Hit], prompt: str) -> list[Hit]:
    """The hits, with what is before the door of a place for the place: "outside a bakery" is a street."""
    fronts: dict[str, str] = table("senses")["fronts"]
    found = []
    for hit in hits:
        inner = hit.kind == "settings" and (is_room(hit.name) or places().get(hit.name, {}).get("roof"))
        behind = prompt[hit.start + len(hit.word) :]
        before = _BEFORE.search(prompt[: hit.start]) and not _NO_FRONT.match(behind)
        if inner and (before or _DOOR.match(behind)):
            hit = replace(hit, name=fronts.get(hit.name, fronts["other"]))
        elif inner and _ROOF.match(behind):
            hit = replace(hit, name="rooftop")
        found.append(hit)
    return found


def is_room(name: str) -> bool:
    return name in table("rooms")["rooms"]


def room_of(found: list[Hit], doings: list[Hit], subjects: list[Subject], prompt: str) -> str:
    """The room that a prompt says its subjects are in, whatever else it names; "" without one."""
    around = [h.name for h in found if h.name in insides()]
    enclosing = next((name for name in around if "of" in insides()[name]), around[0] if around else "")
    if enclosing:
        people = any(s.group == "person" for s in subjects)
        if enclosing in ("windowsill", "windowseat"):  # A cafe's window is one of the cafe.
            other = [h.name for h in found if is_room(h.name) and h.name not in insides()]
            if people or other:
                work = [str(table("people")["doings"][d.name].get("setting", "")) for d in doings]
                return next((name for name in (*other, *work) if is_room(name)), "windowseat")
        alone = bool(subjects) and all(s.group in ("object", "picture") for s in subjects)
        return "windowsill" if alone and insides()[enclosing].get("of") else enclosing
    if subjects and all(is_pet(s.kind) for s in subjects) and any("window" in h.word or "窗" in h.word for h in found):
        return next((h.name for h in found if is_room(h.name) and h.name not in insides()), "windowsill")
    if not any(s.group in ("person", "quadruped") for s in subjects):
        things = bool(subjects) and all(s.group == "object" for s in subjects)
        return "windowsill" if things and _AT_WINDOW.search(prompt) else ""
    if any(s.pose == "steer" for s in subjects) and not any(s.group == "vehicle" for s in subjects):
        return "carcab"
    for hit in doings:  # "In a coffee shop" is a doing and its place.
        place = str(table("people")["doings"][hit.name].get("setting", ""))
        if hit.word.startswith(("in ", "at ")) and is_room(place):
            return place
    for hit in sorted(found, key=lambda h: h.start):
        if hit.name == "table" or not _within(hit, prompt):
            continue
        if hit.word in _FURNITURE:
            continue
        return hit.name if is_room(hit.name) else ""
    return ""


def view_from(found: list[Hit], setting: str) -> str:
    """The place outside of the windows of a room, if the prompt names one."""
    if not is_room(setting):
        return ""
    for hit in found:
        place = places().get(hit.name, {})
        if (
            is_room(hit.name)
            or hit.name in ("table", "stage")
            or place.get("soft")
            or place.get("roof")
            or "pane" in place.get("layers", ())
        ):
            continue
        return hit.name
    return ""


def settled(subjects: list[Subject], setting: str, *, moving: bool) -> list[Subject]:
    """Who has nothing else to do sits down where there are seats or a window; a vehicle isn't seen from its inside."""
    row = insides().get(setting)
    if row is None or row.get("open"):
        return subjects
    kept = [s for s in subjects if not (row.get("of") and s.group == "vehicle")]
    return [
        replace(s, pose=_SITS.get(s.pose, s.pose))
        if s.group == "person" and "seat" in row
        else replace(s, action="sit")
        if s.group == "quadruped" and not moving
        else s
        for s in kept
    ]


def by_day(setting: str, named: Sequence[Hit], subjects: Sequence[Subject], time: str, weather: str) -> str:
    """A plain street by day, which no vehicle needs as a road, is one of shops; any other place stays."""
    special = any(hit.name == "street" and hit.word.lower() not in _ANY_STREET for hit in named)
    wet = weather in ("rain", "storm")
    if setting != "street" or special or wet or time in _LIT or any(s.group == "vehicle" for s in subjects):
        return setting
    return "shopstreet"
