"""What a track is and what a person calls it."""

from __future__ import annotations

import re

from .keys import META, NAME, NESTED, ROLE, SOURCE, TEXT, TYPE
from .lookup import View, is_packed, is_place, nested, text_at, values, words
from .model import Kind

_KINDS: dict[str, Kind] = {"0": "video", "1": "audio", "7": "text"}
_KIND_WORDS: tuple[tuple[str, Kind], ...] = (
    ("subtitle|caption|title|text|lyric|字幕|标题|文字|文本", "text"),
    ("audio|music|bgm|sound|voice|sfx|音频|音乐|旁白|音效", "audio"),
    ("video|image|photo|picture|footage|视频|图片|画面", "video"),
)
_AUDIO_FILE = re.compile(r"\.(?:mp3|wav|m4a|aac|ogg|opus|flac)(?:$|[?#])", re.IGNORECASE)
_VIDEO_FILE = re.compile(r"\.(?:mp4|mov|avi|webm|mkv|jpe?g|png|gif|webp)(?:$|[?#])", re.IGNORECASE)

_LABELS: dict[Kind, str] = {"video": "Video", "audio": "BGM", "text": "Title", "other": "Track"}
_LABEL_WORDS: dict[Kind, tuple[tuple[str, str], ...]] = {
    "video": (("overlay|picture.in.picture|(?<![a-z])pip(?![a-z])|画中画", "Overlay"),),
    "audio": (
        ("voice|narrat|speech|(?<![a-z])tts(?![a-z])|dialog|旁白|配音|人声|解说", "Voiceover"),
        ("sfx|sound.?effect|foley|音效", "Sound effect"),
        ("bgm|music|background|音乐|配乐|背景", "BGM"),
        ("^(?:audio|sound|音频)\\W*\\d*$", "Audio"),
    ),
    "text": (
        ("subtitle|caption|lyric|字幕|歌词", "Subtitle"),
        ("watermark|水印", "Watermark"),
        ("title|headline|标题", "Title"),
        ("^(?:text|文字|文本)\\W*\\d*$", "Text"),
    ),
    "other": (
        ("sticker|贴纸", "Sticker"),
        ("transition|转场", "Transition"),
        ("filter|滤镜", "Filter"),
        ("effect|特效", "Effect"),
    ),
}
_SEGMENT_WORDS: dict[Kind, tuple[tuple[str, str], ...]] = {
    "video": (("picture.in.picture|(?<![a-z])pip(?![a-z])|画中画", "Overlay"),),
    "audio": (
        ("voice.?over|narrat(?:ion|or)|(?<![a-z])tts(?![a-z])|旁白|配音|解说", "Voiceover"),
        ("(?<![a-z])sfx(?![a-z])|sound.?effect|音效", "Sound effect"),
    ),
    "text": (),  # what a title says is content and tells nothing about its track
    "other": _LABEL_WORDS["other"],
}
"""What each segment must say before its track is called so; stricter, since songs are named after anything."""

ROLE_NAME = re.compile(
    r"(?:main|background|video|audio|music|bgm|sound|effects?|sfx|titles?|texts?|subtitles?|captions?|voice|over|track"
    r"|narrat(?:ion|or)|speech|dialog(?:ue)?|lyrics?|tts|foley|headline|watermark|人声|解说|歌词|水印|配乐"
    r"|layer|overlay|image|主|视频|音频|音乐|背景|字幕|标题|文字|文本|旁白|配音|音效|轨道?|\d|[\W_])+",
    re.IGNORECASE,
)


def type_of(track: View) -> int | str | None:
    """A track's own type. Under an undocumented key it counts only where it can be one ("audio", 1)."""
    value = next((value for _, value in values([track], TYPE[:2])), None)
    if value is None:
        value = next((value for _, value in values([track], TYPE[2:])), None)
        if not isinstance(value, str) and str(value) not in _KINDS:
            return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, (int, str)) and not isinstance(value, bool) else None


def kind_of(track_type: int | str | None, segments: list[View]) -> Kind:
    """The kind from the type, else from what the segments hold: a file's extension, or text and no file."""
    spelled = "" if track_type is None else str(track_type).strip().casefold()
    if spelled in _KINDS:
        return _KINDS[spelled]
    if spelled.lstrip("-").isdigit():
        return "other"
    if named := next((kind for pattern, kind in _KIND_WORDS if spelled and re.search(pattern, spelled)), None):
        return named
    for segment in segments:
        views = _places(segment)
        source = source_in(views) or ""
        if _AUDIO_FILE.search(source):
            return "audio"
        if _VIDEO_FILE.search(source):
            return "video"
        if not source and text_at(views, TEXT[:4]):
            return "text"
    return "other"


def label_of(kind: Kind, own: list[View], segments: list[list[View]]) -> str:
    """The word for a track: from its metadata, else from what every segment of it says, else the kind's usual one."""
    for text in _roles(own):
        # A track may be named after its song; then only the unmistakable words count.
        song = kind == "audio" and text == text_at(own, NAME) and not ROLE_NAME.fullmatch(text)
        for pattern, label in _SEGMENT_WORDS[kind] if song else _LABEL_WORDS[kind]:
            if re.search(pattern, text, re.IGNORECASE):
                return label
    if kind == "other" and (name := text_at(own, NAME)):
        return name.strip()
    for pattern, label in _SEGMENT_WORDS[kind] if segments else ():
        if all(any(re.search(pattern, text, re.IGNORECASE) for text in _roles(views)) for views in segments):
            return label
    return _LABELS[kind]


def _roles(views: list[View]) -> list[str]:
    """What names, roles and types say; a bare kind under a type key only repeats what ``kind_of`` has read."""
    found = ((key, words(value)) for key, value in values(views, ROLE))
    bare = ("video", "audio", "text")
    return [text.strip() for key, text in found if text and not (key in TYPE and text.strip().casefold() in bare)]


def _places(segment: View) -> list[View]:
    own = [segment, *nested([segment], META)]
    return own + nested(own, NESTED)


def source_in(views: list[View]) -> str | None:
    """The first URL, path or file name in these objects, else the first id of a source."""
    found = [text.strip() for _, value in values(views, SOURCE) if (text := words(value)) and not is_packed(text)]
    return next((text for text in found if is_place(text)), next(iter(found), None))
