"""What is left when words were taken out of a sentence or a line: marks, brackets and emphasis put right."""

from __future__ import annotations

import re
from unicodedata import category

_OPEN = {"(": ")", "（": "）", "[": "]", "【": "】"}
_ENDS = ".!?…。！？"
_AFTER_END = "\"'”’」』)）]】*_`~ "
_WIDE = "，。；：！？、"
# Emphasis around nothing but white space, compiled where there may be some.
_HOLLOW = r"(?<!\S)(\*{1,2}|_{1,2}|~~) +\1(?: |(?=[.,;!?]|$))"


def white(sentence: str) -> str:
    """The white space at the end of a sentence that went."""
    return ""


def joint(between: str) -> str:
    """The mark between two kept clauses that had others between them."""
    mark = between.strip()
    if not mark:
        return " "
    if mark[0] in ")）":
        mark = mark[1:].strip()
    if not mark:
        return " "
    if mark[0] in _WIDE:
        return mark[0]
    if mark[0] in ",;:":
        return mark[0] + " "
    return mark if mark.startswith("——") else f" {mark} "


def bracketed(between: str, mark: str, *, inward: bool) -> str:
    """The bracket between a kept clause and one inside (or outside) of it, where others between them went.

    `between`: all that stood there; `mark`: what would stand there without the bracket.
    """
    found = next((char for char in between if char in ("(（" if inward else ")）")), "")
    if not found:
        return mark
    if inward:
        return " (" if found == "(" else found
    return found + ("" if found == "）" and mark == " " else mark)


def joined(one: str, mark: str, other: str) -> str:
    """Two pieces with the mark between them; Chinese needs no white space."""
    wide = mark == " " and one[-1:] > "\u2e80" and other[:1] > "\u2e80"
    return one + other if wide else one + mark + other


def ending(between: str, sentence: str) -> str:
    """The end of a sentence whose last clauses went: marks that close something, a full stop, its own white space."""
    trailing = sentence[len(sentence.rstrip()) :]
    wide = any(char in _WIDE for char in sentence)
    mark = between.strip()[:1]
    if mark and category(mark) == "So":
        return between.rstrip() + trailing
    closers = "".join(char for char in between if char in "*_)）]】\"'”’」』")
    if mark and mark in "!?。！？～~":
        after = between.strip()[1:2]
        if not after or after not in ")）]】":
            return closers + mark + trailing
        closers = mark + closers
    ended = sentence.rstrip().rstrip(_AFTER_END)[-1:] in _ENDS
    return closers + (("。" if wide else ".") if ended else "") + trailing


def mended(text: str, *, capital: bool) -> str:
    """Balance brackets and emphasis, and take out what they left empty."""
    body = text.rstrip()
    trailing = text[len(body) :]
    body = _brackets(body)
    body = _emphasis(body, "**")
    if "```" not in body:
        body = _emphasis(body, "`")
    if any(mark in body for mark in ("* *", "_ _", "~ ~")):
        body = re.sub(_HOLLOW, "", body)
    for empty in ("****", "()", "（）", "“”", "「」"):
        body = body.replace(empty, "")
    for mark in ",;:-–—，；：、":
        body = body.replace(mark + ".", ".").replace(mark + " .", ".").replace(mark + "。", "。")
    body = (
        body.replace(" .", ".")
        .replace("..", ".")
        .replace("。。", "。")
        .replace("!.", "!")
        .replace("！。", "！")
        .replace("?.", "?")
    )
    if body[:1].islower() and capital and "." not in body.split()[0][:-1]:
        body = body[0].upper() + body[1:]
    return body + trailing


def _brackets(text: str) -> str:
    open_at: list[int] = []
    drop: set[int] = set()
    for index, char in enumerate(text):
        if char in _OPEN:
            open_at.append(index)
        elif char in _OPEN.values():
            if open_at:
                open_at.pop()
            else:
                drop.add(index)
    drop.update(open_at)
    return "".join(char for index, char in enumerate(text) if index not in drop)


def _emphasis(text: str, mark: str) -> str:
    if text.count(mark) % 2 == 0:
        return text
    at = text.rfind(mark)
    behind = text[at + len(mark) :]
    if behind[:1].isalnum() and not text[:at][-1:].isalnum():
        body = text.rstrip(".。")
        return body + mark + text[len(body) :]
    return text[:at] + behind
