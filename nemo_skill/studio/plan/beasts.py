"""What an animal is made of ("an origami crane") and what it plays ("a raccoon DJ"): words beside its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import Hit

_ANIMALS = ("quadruped", "bird", "swimmer")
# Of their bodies.
_PARTS = (
    "scale",
    "scales",
    "horn",
    "horns",
    "fur",
    "feathers",
    "fin",
    "fins",
    "trunk",
    "gears",
    "cogs",
    "鳞",
    "鳞片",
    "角",
)
_BEFORE = 34  # letters before its name in which an animal's material stands
_WADES = (
    r"(?:through|across|in) (?:an?|the) (?:\w+ ){0,2}(?:river|stream|creek|shallows|water|brook)\b"
    r"|splash|蹚|趟|涉水|过河|水花|溪水中|河中"
)
_CLAD = (
    r"\b(?:dressed as|dressed like|in|wearing|wears) (?:an?|its|his|her)\s+"
    r"((?:\w+ ){1,2})(?:costume|outfit|suit|uniform|gear|robe)"
)
_CLOTHES = r"\s*(?:'s )?(?:(?:hat|costume|outfit|suit|uniform|robe|gear)\b|帽|服|装)"


@lru_cache(maxsize=1)
def _materials() -> dict[str, re.Pattern[str]]:
    rows: dict[str, dict[str, Any]] = table("poses")["materials"]
    return {name: re.compile(rf"(?:{row['words']})", re.I) for name, row in rows.items()}


@lru_cache(maxsize=1)
def _roles() -> dict[str, re.Pattern[str]]:
    rows: dict[str, list[Any]] = table("poses")["roles"]
    return {name: re.compile(rf"(?:{row[0]})", re.I) for name, row in rows.items()}


def fronted(prompt: str) -> str:
    """The prompt with a material before what is made of it: "a wolf made of ice" is an ice wolf."""
    words = "|".join(row["words"] for row in table("poses")["materials"].values())
    how = r"(?:that is |entirely )?(?:made|built|formed|carved|folded|woven)(?: entirely)? (?:of|from|out of)"
    made = rf"\b(\w+) {how} (?:\w+ ){{0,2}}?({words})"
    return re.sub(made, r"\2 \1", prompt, flags=re.I)


def material_of(prompt: str, hit: Hit) -> str:
    """A row of the materials; "" for flesh and blood."""
    near = 5 if re.match(r"[\u3400-\u9fff]", hit.word) else _BEFORE
    before = prompt[max(0, hit.start - near) : hit.start]
    if not re.search(r"(?:statue|sculpture|figurine|figure) of (?:an? )?(?:\w+ )?$", before, re.I):
        before = re.split(r"[,.;，。；]|\b(?:and|with|in|on|at|of|from|by|a|an|the)\b", before)[-1]
    if near == 5:
        before += hit.word  # 纸鹤
    return next((name for name, words in _materials().items() if words.search(before)), "")


def role_of(prompt: str, hit: Hit) -> str:
    """The part that an animal plays, a row of the roles; "" for itself."""
    end = hit.start + len(hit.word)
    behind = re.match(r"s?\s*(?:(?:dressed|disguised|working|posing)?\s*as an?\s+(?:\w+ )?)?(\S+\s?\S*)", prompt[end:])
    clad = re.search(_CLAD, prompt[end:], re.I)
    texts = [behind.group(1) if behind else "", clad.group(1) if clad else ""]
    return next((name for name, words in _roles().items() if any(words.match(text) for text in texts)), "")


def made(hits: list[Hit], prompt: str, group_of: Callable[[str], str]) -> list[Hit]:
    """The hits without what is only said of an animal: the robot of a robot dog, the DJ of a raccoon DJ."""
    beasts = [h for h in hits if h.kind == "subjects" and group_of(h.name) in _ANIMALS]
    if not beasts:
        return hits
    gone: set[tuple[int, str]] = set()
    gone |= {(h.start, h.word) for h in hits if h.kind == "subjects" and h.word in _PARTS}
    if re.search(table("poses")["perches"]["egg"], prompt, re.I):
        gone |= {(h.start, h.word) for h in hits if h.name == "eggs"}
    for beast in beasts:
        name, end = material_of(prompt, beast), beast.start + len(beast.word)
        for hit in hits:
            near = -_BEFORE < hit.start - beast.start < 40 and hit.start != beast.start
            if (
                name
                and near
                and hit.kind in ("subjects", "settings", "garments", "styles")
                and _materials()[name].search(hit.word)
            ):
                gone.add((hit.start, hit.word))
            if name and hit.start == beast.start and hit.kind == "settings":
                gone.add((-1, hit.word))
        if role_of(prompt, beast):
            parts = [h for h in hits if h.kind in ("subjects", "doings") and 0 <= h.start - end < 24 and h is not beast]
            gone |= {(h.start, h.word) for h in parts if any(words.match(h.word) for words in _roles().values())}
    return [h for h in hits if (h.start, h.word) not in gone and not (h.kind == "settings" and (-1, h.word) in gone)]


def again(hit: Hit, kinds: list[str], prompt: str) -> bool:
    """Whether a word comes back to an animal named before by its breed: "a black cat ... the cat"."""
    rows = table("animals")
    kin = [
        kind
        for kind in kinds
        if kind in rows and hit.name in (rows[kind].get("of"), rows.get(rows[kind].get("of", ""), {}).get("of"))
    ]
    return (
        bool(kin)
        and bool(re.search(r"\b(?:the|its|this|that) (?:\w+ )?$|(?<!两只)(?<!一只)(?<!和)$", prompt[: hit.start], re.I))
        and not re.search(r"\b(?:an?|and|another) (?:\w+ )?$", prompt[: hit.start], re.I)
    )


def wades(prompt: str) -> bool:
    """Whether animals go through water, not along it."""
    return bool(re.search(_WADES, prompt, re.I))


def is_clothing(prompt: str, end: int) -> bool:
    """Whether the word that ends here only says whose clothes they are: "a wizard hat"."""
    return bool(re.match(_CLOTHES, prompt[end:], re.I))
