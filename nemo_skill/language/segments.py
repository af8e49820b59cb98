"""Text that arrives in fragments -> lines and sentences, cut only where no later character can change the cut."""

from __future__ import annotations

from typing import NamedTuple

_PAIRS = {
    "“": "”",
    "「": "」",
    "『": "』",
    "《": "》",
    "«": "»",
    "(": ")",
    "（": "）",
    "[": "]",
    "【": "】",
    "„": "“",
    "‘": "’",
}
_ENDS = ".!?…。！？"
# A sentence that has not ended by then ends with its line.
_WINDOW = 2000
_END_SET = frozenset(_ENDS)
# Behind a bracket that closes on the end of a sentence, these go on with the one around it.
_GOES_ON = frozenset(",;:-–—，；：、")
_WIDE_ENDS = "。！？"
_AFTER_END = "\"'”’」』）)]】*_`~"
_NOT_AN_END = frozenset(
    (
        "e.g",
        "i.e",
        "etc",
        "vs",
        "dr",
        "mr",
        "mrs",
        "ms",
        "st",
        "no",
        "approx",
        "fig",
        "ca",
        "z.b",
        "ej",
        "p.s",
        "p.p.s",
        "n.b",
    )
)
_STRAIGHT = frozenset(('"', "`", "*", "**", "'", "‘"))
_VERBATIM = ("|", "```", "~~~")


class Segment(NamedTuple):
    """A sentence with the white space behind it; with `last`, the line ends with it (its newline is in `text`)."""

    text: str
    last: bool


class Cutter:
    """Collects fragments and hands out whole sentences.

    A sentence ends within a line only outside of quotations, brackets, emphasis and code, and only when the text behind
    it has begun; a line ends at its newline. So the cuts are the same however the text was fragmented.
    """

    def __init__(self) -> None:
        self._line = ""
        self._begun = 0
        self._ended = False

    def feed(self, fragment: str) -> list[Segment]:
        """The sentences that are whole now."""
        self._ended = self._ended or not _END_SET.isdisjoint(fragment)
        out: list[Segment] = []
        *lines, rest = (self._line + fragment).split("\n")
        for line in lines:
            self._sentences(line + "\n", out)
            out.append(Segment((line + "\n")[self._begun :], last=True))
            self._begun = 0
        self._line = rest
        if self._ended and len(rest) - self._begun < 2 * _WINDOW:
            self._sentences(rest, out)
        return out

    def finish(self) -> list[Segment]:
        """The rest of the text."""
        rest = self._line[self._begun :]
        self._line, self._begun = "", 0
        return [Segment(rest, last=True)] if rest else []

    def _sentences(self, line: str, out: list[Segment]) -> None:
        for cut in cuts(line, self._begun):
            out.append(Segment(line[self._begun : cut], last=False))
            self._begun = cut


def cuts(line: str, begun: int = 0) -> list[int]:
    """Offsets behind `begun` at which sentences of the line begin; table rows and fences are not cut."""
    if line.lstrip().startswith(_VERBATIM):
        return []
    out: list[int] = []
    closers: list[str] = []
    index = begun
    limit = begun + _WINDOW
    while index < min(len(line), limit):
        char = line[index]
        if char in _ENDS:
            index = _end(line, index, closers, out)
            limit = out[-1] + _WINDOW if out else limit
            continue
        width = 2 if line.startswith("**", index) else 1
        mark = line[index : index + width]
        if closers and mark == closers[-1] and not (mark == "'" and line[index + 1 : index + 2].isalnum()):
            closers.pop()
        elif (mark in _PAIRS and mark != "‘") or (mark in _STRAIGHT and _opens(line, index, width)):
            closers.append(_PAIRS.get(mark, mark))
        index += width
    return out


def _opens(line: str, index: int, width: int) -> bool:
    behind = line[index + width : index + width + 1]
    return (
        (not index or not line[index - 1].isalnum() or line[index] in '"`*') and bool(behind) and not behind.isspace()
    )


def _end(line: str, index: int, closers: list[str], out: list[int]) -> int:
    stop = index
    while stop < len(line) and line[stop] in _ENDS:
        stop += 1
    while stop < len(line) and line[stop] in _AFTER_END and closers and line.startswith(closers[-1], stop):
        stop += len(closers.pop())
    after = stop
    while after < len(line) and line[after] in " \t":
        after += 1
    ended = line[index] in _WIDE_ENDS or after > stop
    goes_on = line[stop - 1] in ")）" and line[after : after + 1] in _GOES_ON
    if ended and after < len(line) and line[after] != "\n" and not closers and not goes_on and not _short(line, index):
        out.append(after)
    return stop


def _short(line: str, index: int) -> bool:
    """Whether the dot belongs to an abbreviation or to the number of a list item."""
    start = index
    while start and (line[start - 1] == "." or (line[start - 1].isascii() and line[start - 1].isalnum())):
        start -= 1
    word = line[start:index].lower()
    return line[index] == "." and (
        word in _NOT_AN_END or (word.isdigit() and not line[: index - len(word)].strip("> \t"))
    )
