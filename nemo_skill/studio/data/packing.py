"""The form in which tables are published: words, whole numbers, colours and Chinese in a stream each.

Each stream is much alike in itself, so it packs a tenth smaller than text does. What is taken out of the words leaves
a sign there: one for each number (with the space before it), for a colour of six digits or of three, for Chinese.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator

_NUMBER, _WIDE, _SHORT, _HAN = map(chr, range(2, 6))
_SIGNS = re.compile(f"[{_NUMBER}{_WIDE}{_SHORT}{_HAN}]")
_NUMBERS = re.compile(r" (-?[1-9]\d{0,2}|0)(?=[ ;\"\]])")
_COLOURS = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])")
_CHINESE = re.compile(f"[{chr(0x3000)}-{chr(0x9FFF)}{chr(0xFF00)}-{chr(0xFFEF)}]+")
# From here on a number takes two bytes.
_LARGE = 224
# Literal context, literal position and position bits of each stream: words, Chinese of two bytes, colours, numbers.
_BITS = ((4, 0, 0), (0, 1, 1), (0, 0, 0), (0, 0, 0))


def pack(text: str) -> bytes:
    """The streams, one behind the other, their lengths first.

    Raises:
        ValueError: the text holds a sign of its own.
    """
    if _SIGNS.search(text):
        raise ValueError("tables hold no control characters")
    han: list[str] = []
    colours: list[str] = []
    numbers = bytearray()

    def word(match: re.Match[str]) -> str:
        han.append(match.group())
        return _HAN

    def colour(match: re.Match[str]) -> str:
        colours.append(match[1] if len(match[1]) == 6 else match[1] + "0")
        return _WIDE if len(match[1]) == 6 else _SHORT

    def number(match: re.Match[str]) -> str:
        value = int(match[1])
        value = 2 * value if value >= 0 else -2 * value - 1
        numbers.extend([value] if value < _LARGE else [_LARGE + (value >> 8), value & 255])
        return _NUMBER

    text = _NUMBERS.sub(number, _COLOURS.sub(colour, _CHINESE.sub(word, text)))
    streams = (text.encode(), "\n".join(han).encode("utf-16-le"), bytes.fromhex("".join(colours)), bytes(numbers))
    packed = [_squeezed(stream, *bits) for stream, bits in zip(streams, _BITS, strict=True)]
    return " ".join(str(len(stream)) for stream in packed).encode() + b"\n" + b"".join(packed)


def _squeezed(stream: bytes, context: int, literal: int, position: int) -> bytes:
    strongest = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": context, "lp": literal}
    return lzma.compress(stream, format=lzma.FORMAT_XZ, filters=[{**strongest, "pb": position}])


def unpack(packed: bytes) -> str:
    """The text that `pack` was given."""
    head, _, body = packed.partition(b"\n")
    streams = []
    for length in map(int, head.split()):
        streams.append(lzma.decompress(body[:length]))
        body = body[length:]
    words, han, colours, numbers = streams
    left = {_NUMBER: _values(numbers), _HAN: iter(han.decode("utf-16-le").split("\n"))}
    digits = colours.hex()
    at = 0

    def back(match: re.Match[str]) -> str:
        nonlocal at
        sign = match.group()
        if sign in left:
            return next(left[sign])
        size = 6 if sign == _WIDE else 3
        at += size + size % 2
        return "#" + digits[at - size - size % 2 :][:size]

    return _SIGNS.sub(back, words.decode())


def _values(numbers: bytes) -> Iterator[str]:
    each = iter(numbers)
    for first in each:
        value = first if first < _LARGE else (first - _LARGE << 8) + next(each)
        yield f" {-(value + 1) // 2 if value & 1 else value // 2}"
