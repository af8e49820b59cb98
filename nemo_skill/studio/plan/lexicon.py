"""The words of all tables and their meanings, and where a prompt has them, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from nemo_skill.studio.data import table
from nemo_skill.studio.plan import people, pictures, vehicles, where
from nemo_skill.studio.plan.model import Hit

KINDS = ("subjects", "settings", "times", "weather", "seasons", "actions", "camera", "moods", "colours", "counts")
_ENDINGS = ("ing", "ed", "ly")  # of what is no thing: friendly people need no friends
_OF_VERBS = ("actions", "doings", "camera")
LIVING = ("quadruped", "bird", "swimmer", "person")
ANIMALS = ("quadruped", "bird", "swimmer")
HAN = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"[a-zA-Z\u00c0-\u024f][a-zA-Z\u00c0-\u024f'’-]*|[0-9]+(?:[.:][0-9]+)?|[\u3400-\u9fff]+|[,.;:!?()]")


@lru_cache(maxsize=1)
def _english() -> dict[tuple[str, ...], list[tuple[str, str]]]:
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for name, place in (*where.places().items(), *where.insides().items()):
        for word in place["en"]:
            found[tuple(word.replace("-", " ").split())] = [("settings", name)]
    for kind in KINDS:
        for name, entry in table("words")[kind].items():
            for word in entry["en"]:
                found.setdefault(tuple(word.lower().replace("-", " ").split()), []).append((kind, str(name)))
    for name, style in table("styles")["styles"].items():
        for word in style["en"]:
            found.setdefault(tuple(word.replace("-", " ").split()), []).append(("styles", name))
    for tokens, kind, name in people.english():
        found.setdefault(tokens, []).append((kind, name))
    for word in table("words")["instructions"]["en"]:
        if " " in word:  # "The camera" of who films is none that is seen.
            found.setdefault(tuple(word.split()), [("instructions", word)])
    _share_doings(found)
    for name, row in vehicles.kinds().items():
        for word in row["en"]:
            _add_vehicle(found.setdefault(tuple(word.replace("-", " ").split()), []), name)
    for name, picture in pictures.entries().items():
        for word in picture.english:
            _add_picture(found.setdefault(tuple(word.replace("-", " ").split()), []), name)
    return found


def _share_doings(found: dict[tuple[str, ...], list[tuple[str, str]]]) -> None:
    """A form that another table has as well ("meditating") means the doing of its stem too."""
    for tokens, meanings in found.items():
        for stem in _stems(tokens[-1]):
            other = found.get((*tokens[:-1], stem), ()) if stem != tokens[-1] else ()
            meanings += [m for m in other if m[0] == "doings" and m not in meanings]


def _add_picture(meanings: list[tuple[str, str]], name: str) -> None:
    """A word that names a subject or place of our own, another picture before, or what people do, keeps to that."""
    if all(kind not in ("subjects", "garments") and meaning not in where.places() for kind, meaning in meanings):
        meanings.append(("subjects", name))


@lru_cache(maxsize=1)
def _chinese() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name, place in (*where.places().items(), *where.insides().items()):
        for word in place["zh"]:
            found[word] = [("settings", name)]
    for kind in KINDS:
        for name, entry in table("words")[kind].items():
            for word in entry["zh"]:
                found.setdefault(word, []).append((kind, str(name)))
    for name, style in table("styles")["styles"].items():
        for word in style["zh"]:
            found.setdefault(word, []).append(("styles", name))
    for word, kind, name in people.chinese():
        found.setdefault(word, []).append((kind, name))
    for name, row in vehicles.kinds().items():
        for word in row["zh"]:
            _add_vehicle(found.setdefault(word, []), name)
    for name, picture in pictures.entries().items():
        for word in picture.chinese:
            _add_picture(found.setdefault(word, []), name)
    return found


def _add_vehicle(meanings: list[tuple[str, str]], name: str) -> None:
    """A word that names another subject keeps to that."""
    if all(kind != "subjects" for kind, _ in meanings):
        meanings.append(("subjects", name))


def entry_of(kind: str) -> dict[str, Any]:
    """What the tables say of a subject: its group, its usual action, its home."""
    person = people.role(kind)
    if person is not None:
        return person
    if vehicles.is_machine(kind):
        return vehicles.entry(kind)
    own: dict[str, dict[str, Any]] = table("words")["subjects"]
    if kind in own:
        return own[kind]
    picture = pictures.entry_of(kind)
    group = "object" if picture.place == "table" else "picture"
    action = {"walk": "walk", "drive": "drive", "swim": "swim", "fly": "fly"}.get(picture.place, "stand")
    return {"group": group, "action": action, "setting": picture.setting}


def group_of(kind: str) -> str:
    """The group of a subject: quadruped, person, vehicle ..."""
    return str(entry_of(kind)["group"])


def _stems(word: str) -> Iterator[str]:
    """The word itself, then its likely plain forms."""
    yield word
    for ending, replacements in (
        ("'s", ("",)),
        ("’s", ("",)),
        ("ies", ("y",)),
        ("ves", ("f", "fe")),
        ("es", ("", "e")),
        ("s", ("",)),
        ("ing", ("", "e")),
        ("ed", ("", "e")),
        ("ly", ("",)),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= (2 if ending == "ies" else 3):
            for replacement in replacements:
                stem = word[: -len(ending)] + replacement
                yield stem
                if len(stem) > 3 and stem[-1] == stem[-2]:
                    yield stem[:-1]


def find_words(prompt: str) -> tuple[list[Hit], list[str]]:
    """All table words of a prompt in their order, and the content words that no table knows."""
    hits: list[Hit] = []
    unknown: list[str] = []
    words = table("words")
    skip = {w.lower() for w in words["stopwords"]["en"]} | {w.lower() for w in words["instructions"]["en"]}
    plain = simplified(prompt.replace("-", " "))
    tokens = [(m.group().lower().rstrip("'’"), m.start()) for m in _TOKEN.finditer(plain)]
    index = 0
    while index < len(tokens):
        token, start = tokens[index]
        if HAN.match(token):
            more, strange = _find_chinese(token, start)
            hits += more
            unknown += strange
            index += 1
            continue
        size, meanings = _longest(tokens, index)
        if size == 1:
            meanings = _by_neighbours(tokens, index, meanings)
        if size == 1 and token in skip and (token,) not in _english():
            meanings = []  # "marketing" is no market.
        if meanings:
            text = " ".join(t for t, _ in tokens[index : index + size])
            hits += [Hit(kind, name, text, start) for kind, name in meanings]
            inner = [(*_longest(tokens[i : i + 1], 0), *tokens[i]) for i in range(index, index + size) if size > 1]
            hits += [
                Hit(kind, name, word, at) for _, found, word, at in inner for kind, name in _beasts(meanings, found)
            ]
        elif token not in skip and not token[0].isdigit() and len(token) > 1 and not _skipped(token, skip):
            unknown.append(token)
        index += max(1, size)
    return hits, list(dict.fromkeys(unknown))


def simplified(prompt: str) -> str:
    """The tables are in simplified characters; each traditional one becomes one of them, so places stay the same."""
    if not HAN.search(prompt):
        return prompt
    plain = str(_converter().convert(prompt))
    return plain if len(plain) == len(prompt) else prompt


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def _beasts(meanings: list[tuple[str, str]], inner: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The animals inside of what people do (who walks a dog has one), and what animals do then."""
    if not meanings or any(kind == "subjects" for kind, _ in meanings) or all(kind != "doings" for kind, _ in meanings):
        return []
    return [h for h in inner if h[0] == "actions" or (h[0] == "subjects" and entry_of(h[1])["group"] in ANIMALS)]


def _skipped(token: str, skip: set[str]) -> bool:
    return any(stem in skip for stem in _stems(token))


def _longest(tokens: list[tuple[str, int]], index: int) -> tuple[int, list[tuple[str, str]]]:
    lexicon = _english()
    for size in (4, 3, 2, 1):
        phrase = [t for t, _ in tokens[index : index + size]]
        if len(phrase) < size:
            continue
        for last in _stems(phrase[-1]):
            meanings = lexicon.get((*phrase[:-1], last))
            if meanings and size > 1 and _is_doing(phrase[-1], last) and _names_somebody(phrase[0]):
                continue  # "A robot dancing" doesn't do the robot dance.
            if meanings and _is_doing(phrase[-1], last):
                meanings = [m for m in meanings if m[0] in (*_OF_VERBS, "moods") or _done_by(m)]
            if meanings:
                return size, meanings
    return 0, []


def _is_doing(word: str, stem: str) -> bool:
    return word != stem and word.endswith(_ENDINGS) and not stem.endswith(_ENDINGS)


def _done_by(meaning: tuple[str, str]) -> bool:
    """Whether a word of somebody is that of their doing: who is surfing is a surfer, but parked cars are in no park."""
    return meaning[0] == "subjects" and (people.role(meaning[1]) or {}).get("pose") == meaning[1].removesuffix("er")


def _names_somebody(word: str, groups: tuple[str, ...] = LIVING) -> bool:
    return any(kind == "subjects" and group_of(name) in groups for kind, name in _english().get((word,), ()))


@lru_cache(maxsize=1)
def _both() -> frozenset[str]:
    senses = table("senses")
    return frozenset((*senses["acts"], *senses["plain"], *senses["things"]))


@lru_cache(maxsize=1)
def _small() -> frozenset[str]:
    return frozenset(table("words")["stopwords"]["en"])


def _by_neighbours(tokens: list[tuple[str, int]], index: int, meanings: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The meanings of a word that can be a thing and a doing, as the words beside it tell: "a man watches the sea"."""
    senses, word = table("senses"), tokens[index][0]
    known, small = _both(), _small()
    stem = next((s for s in _stems(word) if s in known), "")
    before = tokens[index - 1][0] if index else ""
    after = tokens[index + 1][0] if index + 1 < len(tokens) else ""
    somebody = any(_names_somebody(s) for s in _stems(before))
    if word.endswith("ed") and (word,) not in _english() and not somebody and after not in small:
        return [m for m in meanings if m[0] != "doings"]  # Painted faces are painted by nobody.
    if not stem or (word != stem and word.endswith("ed")):
        return meanings
    several = before.endswith("s") or any(token == "and" for token, _ in tokens[max(0, index - 4) : index])
    person = any(_names_somebody(s, ("person",)) for s in _stems(before))
    acts = somebody and word.endswith("s") != several and (person or after in small or after.endswith("ly"))
    acts = acts or (somebody and word.endswith("ing"))
    if acts or before in senses["doers"] or (before == "to" and after in small):
        told = [tuple(senses["acts"][stem])] if stem in senses["acts"] else []
        return [m for m in meanings if m[0] in _OF_VERBS] or told
    if stem in senses["things"] and not word.endswith("ing"):
        kinds = {kind for kind, _ in _english().get((before,), ())}
        if before in senses["before_nouns"] or kinds & {"colours", "counts"}:
            return [m for m in meanings if m[0] not in _OF_VERBS]
    return meanings


def _find_chinese(text: str, offset: int) -> tuple[list[Hit], list[str]]:
    lexicon, small = _chinese(), set(table("words")["instructions"]["zh"])
    longest = max(map(len, lexicon))
    hits: list[Hit] = []
    strange: list[str] = []
    pending, index = "", 0
    while index < len(text):
        piece = next(
            (
                text[index : index + n]
                for n in range(min(longest, len(text) - index), 0, -1)
                if text[index : index + n] in lexicon or text[index : index + n] in small
            ),
            "",
        )
        if piece:
            meanings = lexicon.get(piece, [])
            hits += [Hit(kind, name, piece, offset + index) for kind, name in meanings]
            for at, letter in enumerate(piece):
                inner = [m for m in _beasts(meanings, lexicon.get(letter, [])) if m[0] == "subjects"]
                hits += [Hit(kind, name, letter, offset + index + at) for kind, name in inner]
            if len(pending) > 1:
                strange.append(pending)
            pending = ""
        else:
            pending += text[index]
        index += max(1, len(piece))
    if len(pending) > 1:
        strange.append(pending)
    return hits, strange
