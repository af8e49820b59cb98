"""Words -> classes ("export", "credits", "neg" ...), by the word lists of `routing.words`.

English is always read; next to it the language of the message, so that a false friend of a third language does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from unicodedata import category

from nemo_skill.language.scan import Token, is_cjk

_LATIN = ("es", "fr", "de", "pt", "it")
_PHRASE = 9
_REMEMBERED = 1000
_POINTING = frozenset("👉👈👆👇➡⬇⬆⬅➜")
_NAMES = frozenset(("export", "upload", "edit", "signup", "preview", "click", "drag"))
_NONE: frozenset[str] = frozenset()
_PICTURED = frozenset(("emoji",))
# What the address of a mailbox is in a message: somewhere to send the video to.
_MAILBOX = frozenset(("place", "device"))


class Unit(NamedTuple):
    """One or more tokens read as one: `start`/`end` are offsets into the original text; no classes means content.

    `marks` are the names under which the grammar asks for small words; they tell nothing of the content.
    """

    classes: frozenset[str]
    text: str
    start: int
    end: int
    marks: frozenset[str] = _NONE


def _is_laughter(text: str) -> bool:
    """Whether Korean letters stand alone, as they do to laugh and to cry: ㅎㅎ, ㅋㅋ, ㅠㅠ (folded, they are jamo)."""
    return text.isalpha() and all("\u1100" <= char <= "\u11ff" for char in text)


class Lexicon:
    """The word lists, built for a language when its first message comes.

    The lists stand in the tables as they are met: folded, simplified, parted by a comma and a space.
    """

    def __init__(self, tables: Mapping[str, Any], *, misspelt: Iterable[str] = ()) -> None:
        """`misspelt`: the classes whose words are also known with a slip of the keyboard."""
        self._rows: Mapping[str, Mapping[str, str]] = tables["words"]
        self._variants = str.maketrans(tables["variants"]["from"], tables["variants"]["to"])
        self._keywords = frozenset(misspelt)
        self._real_words = frozenset(tables.get("not_typos", "").split(", "))
        self._slippery: dict[int, list[str]] = {}
        self._strangers: dict[tuple[int, str], frozenset[str]] = {}
        self._singles: dict[str, set[str]] = {}
        self._built: dict[str, dict[str, frozenset[str]]] = {}
        self._marks = Marks(tables.get("marks", {}))

    def simplified(self, text: str) -> str:
        """Traditional Chinese in the characters of the tables."""
        return text.translate(self._variants)

    def words(self, language: str) -> dict[str, frozenset[str]]:
        """Phrase -> classes for one language."""
        found = self._built.get(language)
        if found is None:
            found = self._built[language] = {}
            for name, phrases in self._rows.get(language, {}).items():
                alone = frozenset((name,))
                for phrase in phrases.split(", "):
                    known = found.get(phrase)
                    found[phrase] = alone if known is None else known | alone
        return found

    def _single_words(self, language: str) -> set[str]:
        """The words of the language, also those that stand only in phrases."""
        found = self._singles.get(language)
        if found is None:
            found = self._singles[language] = set(" ".join(self.words(language)).split())
        return found

    def language(self, tokens: Sequence[Token]) -> str:
        """The language whose words are read besides English: by script, then by the number of known words."""
        letters = {token.text[0] for token in tokens if token.kind in ("cjk", "word")}
        if any("\u3040" <= letter <= "\u30ff" for letter in letters):
            return "ja"
        if any("\uac00" <= letter <= "\ud7af" for letter in letters):
            return "ko"
        if any(is_cjk(letter) for letter in letters):
            return "zh"
        if any("\u0400" <= letter <= "\u04ff" for letter in letters):
            return "ru"
        words = [token.text for token in tokens if token.kind == "word"]
        if all(map(self.words("en").__contains__, words)):
            return "en"
        english = self._known(words, "en")
        if english == len(words):
            return "en"
        best = max(_LATIN, key=lambda language: self._known(words, language))
        known = self._known(words, best)
        leads = self._known(words[:1], best) > self._known(words[:1], "en")
        return best if known > english or (known == english and leads) else "en"

    def _known(self, words: Iterable[str], language: str) -> int:
        known = self._single_words(language)
        return sum(
            word in known or word.partition("'")[0] + "'" in known or word.partition("-")[0] in known for word in words
        )

    def units(self, tokens: Sequence[Token], language: str) -> list[Unit]:
        """Read the longest known phrases from left to right; punctuation units carry their token kind as class."""
        layers = [self.words("en")] if language == "en" else [self.words(language), self.words("en")]
        out: list[Unit] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if self._keywords and "@" in token.text[1:] and token.kind == "word":
                out.append(Unit(_MAILBOX, token.text, token.start, token.end))
                at += 1
                continue
            if self._keywords and token.kind == "word" and _is_laughter(token.text):
                out.append(Unit(_PICTURED, token.text, token.start, token.end))
                at += 1
                continue
            if token.kind in ("word", "cjk", "num"):
                at = self._longest(tokens, at, layers, language, out)
                continue
            if token.kind != "other":
                out.append(Unit(frozenset((token.kind,)), token.text, token.start, token.end))
            elif token.text in _POINTING or (not self._keywords and category(token.text[0]) == "So"):
                out.append(Unit(frozenset(("pause",)), token.text, token.start, token.end))
            elif token.text == "\u20e3" and out and not self._keywords:
                # The number of a step, in a key: 2️⃣.
                out[-1] = Unit(frozenset(("pause",)), token.text, out[-1].start, token.end)
            elif self._keywords and category(token.text[0]) == "So":
                out.append(Unit(_PICTURED, token.text, token.start, token.end))
            elif token.text == '"':
                out.append(Unit(_NONE, token.text, token.start, token.end))
            at += 1
        return self._marks.put(out) if self._keywords else out

    def _longest(
        self,
        tokens: Sequence[Token],
        at: int,
        layers: Sequence[Mapping[str, frozenset[str]]],
        language: str,
        out: list[Unit],
    ) -> int:
        key = ""
        found: tuple[int, frozenset[str], str] | None = None
        limit = 1 if tokens[at].kind == "num" else _PHRASE
        for stop in range(at, min(at + limit, len(tokens))):
            token = tokens[stop]
            if token.kind not in ("word", "cjk", "num"):
                break
            text = token.text.translate(self._variants) if language == "zh" else token.text
            glued = (
                not key
                or (token.kind == "cjk" and _spaced(tokens, stop - 1) and _spaced(tokens, stop))
                or (token.kind == "cjk" and tokens[stop - 1].end == token.start)
                or (tokens[stop - 1].kind == "cjk" and token.kind == "word" and tokens[stop - 1].end == token.start)
            )
            key = key + text if glued else f"{key} {text}"
            for layer in layers:
                if key in layer:
                    found = (stop, layer[key], key)
                    break
        token = tokens[at]
        if found is not None:
            stop, classes, key = found
            if language == "zh" and stop > at and not self._keywords:
                stop, classes, key = self._parted(tokens, at, found, layers[0])
            out.append(Unit(classes, key, token.start, tokens[stop].end))
            return stop + 1
        if token.kind == "num":
            out.append(Unit(frozenset(("num",)), token.text, token.start, token.end))
        else:
            out.extend(self._parts(token, layers))
        return at + 1

    def _parted(
        self,
        tokens: Sequence[Token],
        at: int,
        found: tuple[int, frozenset[str], str],
        words: Mapping[str, frozenset[str]],
    ) -> tuple[int, frozenset[str], str]:
        """A Chinese phrase without its last character where that begins a longer word: 按|下载, not 按下|载."""
        stop, _, key = found
        head = key[:-1]
        if tokens[stop].kind == "cjk" and head in words:
            for end in range(stop + 2, min(stop + 5, len(tokens) + 1)):
                behind = "".join(token.text for token in tokens[stop:end]).translate(self._variants)
                if words.get(behind, _NONE) & _NAMES:
                    return stop - 1, words[head], head
        return found

    def _parts(self, token: Token, layers: Sequence[Mapping[str, frozenset[str]]]) -> list[Unit]:
        """A word as no list has it: without its possessive, in its parts (n'exporte, MP4-Datei), or misspelt."""
        word = token.text.rstrip("'")
        for mark in ("'", "-"):
            head, found, tail = word.partition(mark)
            if found:
                pieces = [head + mark if mark == "'" and head + mark in layers[0] else head, tail]
                classes = [self._single(piece, layers) for piece in pieces]
                if tail == "s" and mark == "'" and classes[0] and not self._keywords:
                    pieces[1] = "is"
                    classes[1] = self._single("is", layers) or _NONE
                    middle = token.start + len(head)
                    return [
                        Unit(classes[0], pieces[0], token.start, middle),
                        Unit(classes[1], pieces[1], middle, token.end),
                    ]
                if all(classes) or (mark == "'" and classes[1]):
                    middle = token.start + len(head) + 1
                    return [
                        Unit(classes[0], pieces[0], token.start, middle if mark == "'" else middle - 1),
                        Unit(classes[1], pieces[1], middle, token.end),
                    ]
        return [Unit(self._single(word, layers), word, token.start, token.end)]

    def _single(self, word: str, layers: Sequence[Mapping[str, frozenset[str]]]) -> frozenset[str]:
        for layer in layers:
            if word in layer:
                return layer[word]
        key = (id(layers[0]), word)
        known = self._strangers.get(key)
        if known is None:
            if len(self._strangers) > _REMEMBERED:
                self._strangers.clear()
            known = self._strangers[key] = self._respelt(word, layers)
        return known

    def _respelt(self, word: str, layers: Sequence[Mapping[str, frozenset[str]]]) -> frozenset[str]:
        if layers[0] is self._built.get("es") or layers[0] is self._built.get("it"):
            joined = _without_pronouns(word, layers[0])
            if joined:
                return joined
        if layers[0] is self._built.get("de"):
            joined = _last_noun(word, layers[0])
            if joined:
                return joined
        if self._keywords and word.isalpha() and word not in self._real_words:
            squeezed = _squeeze(word)
            for spelling in (squeezed, *_swapped(squeezed)):
                for layer in layers:
                    if spelling in layer:
                        return layer[spelling]
            if len(word) >= 5 and word.isascii():
                return self._misspelt(squeezed, layers)
        return _NONE

    def _misspelt(self, word: str, layers: Sequence[Mapping[str, frozenset[str]]]) -> frozenset[str]:
        for layer in layers:
            for keyword in self._keywords_of(layer):
                near = word != keyword + "s" and abs(len(keyword) - len(word)) <= 1
                if near and _one_slip(word, keyword):
                    return layer[keyword]
        return _NONE

    def _keywords_of(self, layer: Mapping[str, frozenset[str]]) -> list[str]:
        """The words of a language that are known with a slip, from five letters on."""
        found = self._slippery.get(id(layer))
        if found is None:
            found = [word for word, classes in layer.items() if len(word) >= 5 and classes & self._keywords]
            self._slippery[id(layer)] = found
        return found


class Marks:
    """The `marks` of the table: words, and with a star their beginnings or ends."""

    def __init__(self, rows: Mapping[str, Mapping[str, str]]) -> None:
        self._words: dict[str, frozenset[str]] = {}
        self._patterns: list[tuple[str, bool, str]] = []
        for name, lists in rows.items():
            for word in ", ".join(lists.values()).split(", "):
                if "*" in word:
                    self._patterns.append((word.replace("*", ""), word[0] == "*", name))
                else:
                    self._words[word] = self._words.get(word, _NONE) | {name}
        self._met: dict[str, frozenset[str]] = {}

    def put(self, units: Sequence[Unit]) -> list[Unit]:
        """The units with their marks."""
        return [unit._replace(marks=marks) if (marks := self._of(unit.text)) else unit for unit in units]

    def _of(self, text: str) -> frozenset[str]:
        found = self._met.get(text)
        if found is None:
            if len(self._met) > _REMEMBERED:
                self._met.clear()
            names = {
                name
                for piece, ends, name in self._patterns
                if (text.endswith(piece) if ends else text.startswith(piece))
            }
            found = self._met[text] = self._words.get(text, _NONE) | names
        return found


# What Spanish and Italian verbs have joined to them, and what that makes of them: guárdalo, pásamelo, salvamelo.
_THINGS = ("lo", "la", "los", "las", "li", "le")
_PRONOUNS = (
    *((dative + thing, frozenset(("it", "forme"))) for dative in ("me", "nos", "ce") for thing in _THINGS),
    *((thing, frozenset(("it",))) for thing in _THINGS[:-1]),
    *((dative, frozenset(("forme",))) for dative in ("me", "mi", "nos", "ci")),
    ("le", _NONE),
)
_WITH_PRONOUNS = frozenset(("export", "give", "save", "render", "upload", "show", "create", "put", "convert"))


# How many letters each part of a German compound has at least.
_PART = 4


def _last_noun(word: str, words: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """What a German compound is, by its last part (Hochzeitsvideo), if that is a video or footage."""
    for start in range(_PART, len(word) - _PART + 1):
        found = words.get(word[start:], _NONE) & {"result", "media"}
        if found:
            return found
    return _NONE


def _without_pronouns(word: str, words: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The classes of a verb with the pronouns that are joined to it; none if it is no such verb."""
    for ending, added in _PRONOUNS:
        stem = word[: -len(ending)]
        if len(stem) > 3 and word.endswith(ending):
            found = words.get(stem, _NONE) or (words.get(f"{stem}e", _NONE) if stem.endswith("r") else _NONE)
            if found & _WITH_PRONOUNS:
                return found | added
    return _NONE


def _spaced(tokens: Sequence[Token], at: int) -> bool:
    """Whether a Chinese character stands alone between spaces: 状  态."""
    token = tokens[at]
    before = at == 0 or tokens[at - 1].end < token.start
    return token.kind == "cjk" and before and (at + 1 == len(tokens) or tokens[at + 1].start > token.end)


def _squeeze(word: str) -> str:
    """Letters drawn out for emphasis, once: pleeease -> please."""
    out = ""
    for index, char in enumerate(word):
        if index >= 2 and char == word[index - 1] == word[index - 2]:
            continue
        out += char
    if out != word:
        out = "".join(char for i, char in enumerate(out) if not i or char != out[i - 1])
    return out


def _swapped(word: str) -> list[str]:
    """The word with each two neighbours swapped back, from four letters on: doen -> done."""
    if len(word) < 4:
        return []
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]


def _one_slip(word: str, keyword: str) -> bool:
    """Whether one letter was left out, doubled or added, replaced (not the first), or two neighbours were swapped."""
    head = 0
    while head < min(len(word), len(keyword)) and word[head] == keyword[head]:
        head += 1
    if head == 0 and word[1:2] + word[:1] != keyword[:2]:
        return False
    if len(word) == len(keyword):
        swapped = word[:head] + word[head + 1 : head + 2] + word[head : head + 1] + word[head + 2 :]
        if swapped == keyword or (len(word) >= 6 and word[head + 1 :] == keyword[head + 1 :]):
            return True
        return word[0] == keyword[0] and sorted(word) == sorted(keyword)
    longer, shorter = (word, keyword) if len(word) > len(keyword) else (keyword, word)
    return longer[:head] + longer[head + 1 :] == shorter
