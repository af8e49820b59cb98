"""How times, volumes, names and quotations are written for a person, and the words of each language.

A language is one entry in ``LANGUAGES``: sentence templates plus a glossary for labels, colours and
keys. Whatever an entry lacks falls back to English.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_NAME = 60
"""Longest name or text shown in a sentence, in characters."""

_CLOCK_FROM_MS = 600_000
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\s]+")


class Language(NamedTuple):
    """Sentence templates (``str.format`` fields) and a glossary of one language."""

    sentences: dict[str, str]
    glossary: dict[str, str]
    seconds: str
    comma: str
    colon: str
    brackets: tuple[str, str]
    quotes: tuple[tuple[str, str], ...]
    arrow: str = " -> "

    def word(self, english: str) -> str:
        """Translate one label, colour or key, or a short list of them; unknown words stay as they are."""
        if english in self.glossary:
            return self.glossary[english]
        return " ".join(self.glossary.get(part, part) for part in english.split(" "))


_ENGLISH = {
    "timeline": "Timeline ({count}): {tracks}",
    "no_tracks": "Timeline (0 tracks): empty",
    "one_track": "1 track",
    "many_tracks": "{count} tracks",
    "track": "{n}. {label}: {segments}",
    "empty": "empty",
    "more": "+{count} more",
    "ref_plain": "{label}",
    "ref_one": "{label} {n}",
    "ref_many": "{label}s {n}",
    "added": "{label} added: {what}",
    "added_more": "{label} added: {count} more",
    "removed": "{label} removed: {what}",
    "removed_more": "{label} removed: {count} more",
    "track_added": "Track added: {label}",
    "track_removed": "Track removed: {label}",
    "track_renamed": "Track renamed: {before}{arrow}{after}",
    "track_field": "{ref} track {field} {before}{arrow}{after}",
    "track_changed": "{ref} track changed",
    "moved": "{ref} moved {before}{arrow}{after}",
    "moved_to_track": "{ref} moved to track {n}",
    "shortened": "{ref} shortened {before}{arrow}{after}",
    "lengthened": "{ref} lengthened {before}{arrow}{after}",
    "retimed": "{ref} retimed {before}{arrow}{after}",
    "text": "{ref} text changed: {before}{arrow}{after}",
    "replaced": "{ref} replaced: {before}{arrow}{after}",
    "new_source": "{ref} replaced: {after} (new file)",
    "renamed": "{ref} renamed: {before}{arrow}{after}",
    "field": "{ref} {field} {before}{arrow}{after}",
    "field_set": "{ref} {field} set to {after}",
    "field_removed": "{ref} {field} removed (was {before})",
    "changed": "{ref} changed",
    "order": "Order changed: {before}{arrow}{after}",
    "track_order": "Track order changed: {before}{arrow}{after}",
    "setting": "{field} {before}{arrow}{after}",
    "setting_set": "{field} set to {after}",
    "setting_removed": "{field} removed (was {before})",
    "timeline_changed": "Timeline changed",
}

_CHINESE = {
    "timeline": "时间线（{count}）：{tracks}",
    "no_tracks": "时间线（0 条轨道）：空",
    "one_track": "1 条轨道",
    "many_tracks": "{count} 条轨道",
    "track": "{n}. {label}：{segments}",
    "empty": "空",
    "more": "另有 {count} 个",
    "ref_one": "{label} {n} ",
    "ref_many": "{label} {n} ",
    "added": "{label}已添加：{what}",
    "added_more": "{label}已添加：另有 {count} 个",
    "removed": "{label}已删除：{what}",
    "removed_more": "{label}已删除：另有 {count} 个",
    "track_added": "轨道已添加：{label}",
    "track_removed": "轨道已删除：{label}",
    "track_renamed": "轨道已重命名：{before}{arrow}{after}",
    "track_field": "{ref}轨道的{field}：{before}{arrow}{after}",
    "track_changed": "{ref}轨道已更改",
    "moved": "{ref}已移动：{before}{arrow}{after}",
    "moved_to_track": "{ref}已移到轨道 {n}",
    "shortened": "{ref}已缩短：{before}{arrow}{after}",
    "lengthened": "{ref}已延长：{before}{arrow}{after}",
    "retimed": "{ref}的时间已更改：{before}{arrow}{after}",
    "text": "{ref}文字已更改：{before}{arrow}{after}",
    "replaced": "{ref}已替换：{before}{arrow}{after}",
    "new_source": "{ref}已替换：{after}（新文件）",
    "renamed": "{ref}已重命名：{before}{arrow}{after}",
    "field": "{ref}的{field}：{before}{arrow}{after}",
    "field_set": "{ref}的{field}设为 {after}",
    "field_removed": "{ref}的{field}已移除（原为 {before}）",
    "changed": "{ref}已更改",
    "order": "顺序已更改：{before}{arrow}{after}",
    "track_order": "轨道顺序已更改：{before}{arrow}{after}",
    "setting": "{field}：{before}{arrow}{after}",
    "setting_set": "{field}设为 {after}",
    "setting_removed": "{field}已移除（原为 {before}）",
    "timeline_changed": "时间线已更改",
}

_CHINESE_GLOSSARY = {
    "Video": "视频", "Clip": "片段", "Overlay": "画中画", "BGM": "背景音乐", "Audio": "音频",
    "Voiceover": "旁白", "Sound effect": "音效", "Title": "标题", "Text": "文字", "Subtitle": "字幕",
    "Sticker": "贴纸", "Effect": "特效", "Filter": "滤镜", "Transition": "转场", "Watermark": "水印", "Track": "轨道",
    "white": "白色", "black": "黑色", "grey": "灰色", "silver": "银色", "red": "红色", "orange": "橙色",
    "yellow": "黄色", "gold": "金色", "green": "绿色", "cyan": "青色", "blue": "蓝色", "navy": "深蓝色",
    "purple": "紫色", "pink": "粉色", "magenta": "品红色", "brown": "棕色", "bold": "粗体", "italic": "斜体",
    "volume": "音量", "speed": "速度", "style": "样式", "filter": "滤镜", "transition": "转场", "effect": "特效",
    "fade in": "淡入", "fade out": "淡出", "look": "色调",
    "size": "大小", "opacity": "不透明度", "rotation": "旋转", "scale": "缩放", "position": "位置", "font": "字体",
    "font size": "字号", "muted": "静音", "none": "无", "on": "开", "off": "关",
    "Aspect ratio": "画面比例", "Canvas": "画布", "Frame rate": "帧率", "Length": "时长",
}  # fmt: skip

_TRADITIONAL = {
    "timeline": "時間軸（{count}）：{tracks}",
    "no_tracks": "時間軸（0 條軌道）：空",
    "one_track": "1 條軌道",
    "many_tracks": "{count} 條軌道",
    "track": "{n}. {label}：{segments}",
    "empty": "空",
    "more": "另有 {count} 個",
    "ref_one": "{label} {n} ",
    "ref_many": "{label} {n} ",
    "added": "{label}已加上：{what}",
    "added_more": "{label}已加上：另有 {count} 個",
    "removed": "{label}已刪除：{what}",
    "removed_more": "{label}已刪除：另有 {count} 個",
    "track_added": "軌道已加上：{label}",
    "track_removed": "軌道已刪除：{label}",
    "track_renamed": "軌道已重新命名：{before}{arrow}{after}",
    "track_field": "{ref}軌道的{field}：{before}{arrow}{after}",
    "track_changed": "{ref}軌道已變更",
    "moved": "{ref}已移動：{before}{arrow}{after}",
    "moved_to_track": "{ref}已移到軌道 {n}",
    "shortened": "{ref}已縮短：{before}{arrow}{after}",
    "lengthened": "{ref}已延長：{before}{arrow}{after}",
    "retimed": "{ref}的時間已變更：{before}{arrow}{after}",
    "text": "{ref}文字已變更：{before}{arrow}{after}",
    "replaced": "{ref}已替換：{before}{arrow}{after}",
    "new_source": "{ref}已替換：{after}（新檔案）",
    "renamed": "{ref}已重新命名：{before}{arrow}{after}",
    "field": "{ref}的{field}：{before}{arrow}{after}",
    "field_set": "{ref}的{field}設為 {after}",
    "field_removed": "{ref}的{field}已移除（原為 {before}）",
    "changed": "{ref}已變更",
    "order": "順序已變更：{before}{arrow}{after}",
    "track_order": "軌道順序已變更：{before}{arrow}{after}",
    "setting": "{field}：{before}{arrow}{after}",
    "setting_set": "{field}設為 {after}",
    "setting_removed": "{field}已移除（原為 {before}）",
    "timeline_changed": "時間軸已變更",
}

_TRADITIONAL_GLOSSARY = {
    "Video": "影片", "Clip": "片段", "Overlay": "子母畫面", "BGM": "背景音樂", "Audio": "音訊",
    "Voiceover": "旁白", "Sound effect": "音效", "Title": "標題", "Text": "文字", "Subtitle": "字幕",
    "Sticker": "貼圖", "Effect": "特效", "Filter": "濾鏡", "Transition": "轉場", "Watermark": "浮水印", "Track": "軌道",
    "white": "白色", "black": "黑色", "grey": "灰色", "silver": "銀色", "red": "紅色", "orange": "橘色",
    "yellow": "黃色", "gold": "金色", "green": "綠色", "cyan": "青色", "blue": "藍色", "navy": "深藍色",
    "purple": "紫色", "pink": "粉紅色", "magenta": "洋紅色", "brown": "棕色", "bold": "粗體", "italic": "斜體",
    "volume": "音量", "speed": "速度", "style": "樣式", "filter": "濾鏡", "transition": "轉場", "effect": "特效",
    "fade in": "淡入", "fade out": "淡出", "look": "色調",
    "size": "大小", "opacity": "不透明度", "rotation": "旋轉", "scale": "縮放", "position": "位置", "font": "字型",
    "font size": "字級", "muted": "靜音", "none": "無", "on": "開", "off": "關",
    "Aspect ratio": "畫面比例", "Canvas": "畫布", "Frame rate": "影格率", "Length": "長度",
}  # fmt: skip

LANGUAGES = {
    "en": Language(
        sentences=_ENGLISH,
        glossary={},
        seconds="s",
        comma=", ",
        colon=": ",
        brackets=(" (", ")"),
        quotes=(("'", "'"), ('"', '"'), ("“", "”")),
    ),
    "zh": Language(
        sentences={**_ENGLISH, **_CHINESE},
        glossary=_CHINESE_GLOSSARY,
        seconds="秒",
        comma="，",
        colon="：",
        brackets=("（", "）"),
        quotes=(("“", "”"), ("「", "」"), ("'", "'")),
        arrow=" → ",
    ),
    "zh-tw": Language(
        sentences={**_ENGLISH, **_TRADITIONAL},
        glossary=_TRADITIONAL_GLOSSARY,
        seconds="秒",
        comma="，",
        colon="：",
        brackets=("（", "）"),
        quotes=(("「", "」"), ("『", "』"), ("“", "”")),
        arrow=" → ",
    ),
}


def language_of(tag: str) -> Language:
    """Look up a BCP 47 tag ("zh-CN", "en_GB", "zh-Hant"); an unknown language gives English."""
    parts = re.split(r"[-_]", tag.strip().casefold() or "en")
    traditional = parts[0] == "zh" and not {"tw", "hk", "mo", "hant"}.isdisjoint(parts)
    return LANGUAGES.get("zh-tw" if traditional else parts[0], LANGUAGES["en"])


def clean(text: str) -> str:
    """Put text on one line: white space collapsed, control and direction-override characters gone."""
    return _UNSEEN.sub(" ", text).strip()


def shortened(text: str, limit: int = MAX_NAME) -> str:
    """One line of at most ``limit`` characters, cut with an ellipsis."""
    line = clean(text)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def quoted(text: str, language: Language, *, first: str | None = None) -> str:
    """Quote text with the language's first pair of marks that the text doesn't hold itself.

    ``first`` is the opening mark to prefer ("'" in sentences, '"' in the summary).
    """
    line = shortened(text)
    pairs = sorted(language.quotes, key=lambda pair: pair[0] != first) if first else language.quotes
    left, right = next((p for p in pairs if p[0] not in line and p[1] not in line), pairs[-1])
    return f"{left}{line}{right}"


def seconds(ms: int, *, digits: int = 2) -> str:
    """Milliseconds as seconds without trailing zeros: 3500 -> "3.5", 10000 -> "10"."""
    return f"{ms / 1000:.{digits}f}".rstrip("0").rstrip(".") if ms % 1000 else str(ms // 1000)


def clock(ms: int) -> str:
    """Milliseconds as "10:00" or "1:02:05", with a decimal only where there is one."""
    whole, rest = divmod(ms, 1000)
    minutes, second = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    tail = f".{rest:03d}".rstrip("0") if rest else ""
    return (f"{hours}:{minutes:02d}:{second:02d}" if hours else f"{minutes}:{second:02d}") + tail


def span(start_ms: int, end_ms: int, language: Language, *, digits: int = 2) -> str:
    """A stretch of the timeline: "0-10s", "2.5-4s", and from ten minutes on "0:00-1:02:05"."""
    if end_ms >= _CLOCK_FROM_MS:
        return f"{clock(start_ms)}-{clock(end_ms)}"
    return f"{seconds(start_ms, digits=digits)}-{seconds(end_ms, digits=digits)}{language.seconds}"


def length(ms: int, language: Language, *, digits: int = 2) -> str:
    """A duration: "5s", "0.5s", and from ten minutes on "1:02:05"."""
    return clock(ms) if ms >= _CLOCK_FROM_MS else f"{seconds(ms, digits=digits)}{language.seconds}"


def percent(volume: float) -> str:
    """A factor as per cent, 0.35 -> "35%", with a decimal below one per cent."""
    value = volume * 100
    return f"{value:.1f}%" if 0 < value < 1 else f"{value:.0f}%"
