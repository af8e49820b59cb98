"""What is wrong with the language tables: rows that can't be reached, words that can't be met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nemo_skill.language.lexicon import Lexicon
from nemo_skill.language.routing import Router
from nemo_skill.language.scan import fold, scan
from nemo_skill.language.translation import Translator

_TOKENS = {
    "url", "question", "asks", "inverts", "past", "a", "filler", "num", "english", "chinese", "foreign", "participle",
}  # fmt: skip


def problems(tables: Mapping[str, Any]) -> list[str]:
    """One sentence for each fault in the `routing` and `translation` sections; empty when there is none."""
    found = [*_words(tables["routing"], "routing"), *_words(tables["translation"], "translation")]
    found += _frames(tables["routing"])
    translator = Translator(tables["translation"])
    for row in tables["translation"]["actions"]:
        actions = translator.translate(row["example"]).actions
        if actions != (row["action"],):
            found.append(f"translation.actions: {row['example']!r} gives {actions}, not {row['action']}")
    return found


def unmet(section: Mapping[str, Any], texts: Iterable[str]) -> list[str]:
    """The rows of a section's words, as "class.language", of which no word is met in any of the texts."""
    lexicon = Lexicon(section)
    met: set[tuple[str, str]] = set()
    for text in texts:
        tokens = scan(text).tokens
        language = lexicon.language(tokens)
        met.update((name, unit.text) for unit in lexicon.units(tokens, language) for name in unit.classes)
    return [
        f"{name}.{language}"
        for language, rows in section["words"].items()
        for name, words in rows.items()
        if not any((name, word) in met for word in words.split(", "))
    ]


def _words(section: Mapping[str, Any], name: str) -> Iterator[str]:
    source, target = section["variants"]["from"], section["variants"]["to"]
    if len(source) != len(target):
        yield f"{name}.variants: {len(source)} characters are read as {len(target)}"
        return
    variants = str.maketrans(source, target)
    rows = [
        (f"{name}.words.{language}.{label}", language, text)
        for language, lists in section["words"].items()
        for label, text in lists.items()
    ]
    rows += [
        (f"{name}.marks.{label}.{language}", language, text)
        for label, lists in section.get("marks", {}).items()
        for language, text in lists.items()
    ]
    for where, language, text in rows:
        words = text.split(", ")
        for word in words:
            read = fold(word).translate(variants) if language == "zh" else fold(word)
            if not word or read.strip(" ,") != word:
                yield f"{where}: {word!r} is never met, text is read as {read!r}"
        for word in sorted({word for word in words if words.count(word) > 1}):
            yield f"{where}: {word!r} stands there twice"


def _frames(section: Mapping[str, Any]) -> Iterator[str]:
    router = Router(section)
    known = {label for lists in section["words"].values() for label in lists} | _TOKENS
    for number, row in enumerate(section["frames"]):
        named = {name for group in row["any"].split() for name in group.split("|")} | set(row.get("not", "").split())
        for name in sorted(named - known):
            yield f"routing.frames[{number}]: there are no words for {name!r}"
        taken = router.frame_of(row["example"])
        if taken != number:
            yield f"routing.frames[{number}]: its example {row['example']!r} is taken by row {taken}"
