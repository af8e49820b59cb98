"""A request for a video -> its shots, length, shape, music and titles. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import quantities
from .slots import Masked, Slots, read_slots
from .tables import END, QUOTE, first_match, tables

DEFAULT_SHOT_MS = 5000
NO_MUSIC = "none"


@dataclass(frozen=True)
class Shot:
    prompt: str
    duration_ms: int


@dataclass(frozen=True)
class Generation:
    """``music`` is the words that describe it, ``"none"`` for silence, empty when the message says nothing of it."""

    shots: tuple[Shot, ...]
    ratio: str | None = None
    music: str = ""
    titles: tuple[Slots, ...] = ()
    mood: str | None = None


_LEAD = r"(?:^|(?<=[\s,;.，；。]))\s*(?:,|;|，|；)?\s*"
_TITLE = re.compile(
    _LEAD
    + r"(?:(?:and|with|then|plus|also)\s+)*(?:(?:add|put|include|show|overlay|display|have)\s+)?(?:(?:a|an|the|big|bold|small|large|white|yellow|red|opening|closing|intro|ending|end)\s+)*"
    r"(?:titles?|captions?|subtitles?|text|headings?|headlines?|taglines?|slogans?|watermarks?|title cards?)(?:\s+(?:card|overlay))?\s*"
    r"(?:(?:that|which)\s+(?:says?|reads?)|saying|reading|with the (?:words|text)|called|:)?\s*"
    + f"{QUOTE}\\d+{END}"
    + r"(?:\s+(?:(?:at|in|on|for|from|near)\s+[^,.;，。]*|in (?:white|yellow|red|blue|black)))?"
    r"|"
    + f"(?:，|,|、|并|和|再)?\\s*(?:(?:加上?|配上?|带上?|添加|显示|打上)(?:一个|个|一行)?)?(?:[开片结]头|片尾|结尾)?(?:标题|字幕|文字|片名|标语)(?:为|是|写着|写|叫|：|:|文字)?\\s*{QUOTE}\\d+{END}[^，。,]{{0,10}}",
    re.IGNORECASE,
)
_SILENT = re.compile(
    _LEAD
    + r"(?:(?:and|but|with)\s+)*(?:no|without(?: any)?|skip the)\s+(?:background\s+)?(?:music|sound|audio|bgm|soundtrack)\b|\bsilent video\b"
    r"|[，,]?(?:不要|不用|无|没有|不加)(?:背景)?(?:音乐|配乐|声音|bgm)",
    re.IGNORECASE,
)
_MUSIC = re.compile(
    _LEAD
    + r"(?:and\s+|then\s+)?(?:with|add|plus|include|put|use|set to|over|and)\s+(?:(?:some|a|an|the)\s+)?(?P<en>(?:[\w&/-]+\s+){0,4}?)(?:background\s+)?(?:music|bgm|soundtrack|score|beats?)\b"
    r"(?!\s+(?:festival|box|video|concert|hall|studio|store|stand|notes?|class|teacher|school|player|playing|room))(?:\s+(?:in the background|underneath|under it|track|at \d+\s*%))?"
    r"|[，,、]?(?:并|再|然后)?(?:配上?|加上?|带上?|添加|用|搭配)(?:一段|一些|一首|点|个)?(?P<zh>[\u4e00-\u9fffA-Za-z -]{0,10}?)的?(?:背景)?(?:音乐|配乐|BGM)(?!节|会|厅|盒|家|老师)",
    re.IGNORECASE,
)
_PRODUCT = re.compile(
    r"\s*,?\s*(?:into|as|in) (?:a |an )?(?:\d{3,4}p|hd|full hd|4k|mp4)(?: (?:quality|resolution|mp4|video|clip|file))*\b|\b(?:1080p|720p|full hd|hd|4k) (?:quality|resolution|mp4|video)?|\b(?:mp4|1080p)\b"
    r"|(?:1080p|高清|4k)的?",
    re.IGNORECASE,
)
_SHAPE = re.compile(
    r"\s*,?\s*\b(?:(?:in|for|with|as)\s+)?(?:(?:a|an|the)\s+)?(?:16\s*[:x]\s*9|9\s*[:x]\s*16|1\s*[:x]\s*1|4\s*[:x]\s*5|4\s*[:x]\s*3|3\s*[:x]\s*4|21\s*[:x]\s*9)(?:\s+(?:aspect )?(?:ratio|format|video))?\b"
    r"|\s*,?\s*\b(?:in|for|as)\s+(?:(?:a|an|the)\s+)?(?:vertical|portrait|square|horizontal|landscape|widescreen|tik[ -]?tok|(?:instagram )?reels?|(?:youtube )?shorts|(?:instagram )?stories|instagram|youtube)(?:\s+(?:format|mode|orientation|video|aspect ratio|post|screen))?\b"
    r"|\b(?:vertical|portrait[- ]format|square|horizontal|widescreen|tik[ -]?tok)\b(?=\s+(?:\w+\s+){0,2}(?:video|clip|short|reel|ad|animation))|\baspect ratio\b"
    r"|(?:(?:16|9|1|4|3|21)\s*[:：比]\s*(?:9|16|1|5|3|4)|竖屏|竖版|横屏|横版|正方形|方形)(?:的|画幅|比例|格式|视频(?=[，,]))?",
    re.IGNORECASE,
)
_LENGTH_TAIL = r"(?:[\s-]*(?:long|in length|in duration|each|apiece|total|in total|per shot|per scene)\b|长的?|的?时长|左右|每个|的(?=视频|短片|动画|片段|画面))?"
_LENGTH_LEAD = r"(?:\b(?:for|of|lasting|about|around|exactly|make it|duration(?: of)?|length(?: of)?|in|over)\s+|，?(?:时长|长度|大约|持续|每个(?:镜头|场景|画面)?|共|总共|总长)(?:为|是)?\s*)?"
_COMMAND = re.compile(
    r"^(?:\s*(?:please|hey|hi|hello|ok(?:ay)?|now|so|then|and|next|can you|could you|would you|i(?:'d| would) like(?: you)?(?: to)?"
    r"|i want(?: you)?(?: to)?|i need(?: you)?(?: to)?|let'?s|help me(?: to)?|try to)[\s,]+)*"
    r"(?:(?:generate|create|make|produce|render|draw|animate|design|build|give|show|film|shoot|visuali[sz]e|turn)(?:\s+(?:me|us))?\s+)?"
    r"(?:(?:(?:a|an|the|another|some|one|new|my|short|quick|little|simple|nice|beautiful|cool|ai|full|complete|social media|looping|brief"
    r"|mini)\s*-?\s*)*(?:video|clip|movie|film|animation|footage|reel|short|gif|scene|shot|story)s?(?:\s+(?:clip|video|sequence))?"
    r"\s*(?:of|about|showing|that shows|which shows|with|where|in which|featuring|on|for|from|:|-|,)\s+)?",
    re.IGNORECASE,
)
_COMMAND_ZH = re.compile(
    r"^(?:\s*(?:请|帮我|帮忙|麻烦你?|给我|为我|我想要?|我要|能不能|可以|能|再|现在|然后)+[，,\s]*)*(?:生成|制作|创作|做|拍摄?|画|来|整|弄|设计)?(?:一下)?(?:一个|一段|一条|一支|一部|一幅|个|段|条|支)?[\s的]*(?:短视频|视频|短片|动画|影片)?\s*(?:关于|有关|：|:|，|,)?\s*(?:先是|先)?",
)
_TAIL_ZH = re.compile(r"的?(?:短视频|视频|短片|动画|影片|片子|视频片段|小视频|小短片)[。！!\s]*$")
_STEP = re.compile(
    r"(?:^|[\s,;.，；。])(?:first(?:ly)?|then|next|after that|afterwards|followed by|finally|and finally|lastly|cut to|and then)\b[\s,:]*"
    r"|(?:^|[，,；。\s])(?:首先|先是|先|然后是?|接着是?|随后|接下来|之后|最后是?)(?=[\u4e00-\u9fff])",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:^|\n|[\s;.。；])\s*(?:(?:shot|scene|clip|part)\s*\d+\s*[:.)-]|(?:镜头|场景|画面|第)[一二三四五六七八九十\d]+(?:个镜头|幕|个场景|段)?\s*[:：]|\d+[.)、](?=\s*\D))\s*",
    re.IGNORECASE,
)
_EACH = re.compile(r"\beach\b|\bper (?:shot|scene|clip)\b|\bapiece\b|每个|每段|每幕|各", re.IGNORECASE)
_SENTENCE = re.compile(
    f"\\b(?:sentence|prompt|text|description|idea|words?)\\b[^{QUOTE}]{{0,24}}{QUOTE}(\\d+){END}|(?:句子|提示词|文字|描述)[^{QUOTE}]{{0,8}}{QUOTE}(\\d+){END}",
    re.IGNORECASE,
)


def read_generation(message: Masked, masked: str) -> tuple[Generation | None, tuple[str, ...]]:
    """The video that a message describes, and what of it can't be had. None when it describes nothing to see."""
    titles = tuple(read_slots(match[0], message) for match in _TITLE.finditer(masked))
    text = _TITLE.sub(" ", masked)
    music = ""
    if _SILENT.search(text):
        music, text = NO_MUSIC, _SILENT.sub(" ", text)
    elif match := _MUSIC.search(text):
        music = (match["en"] or match["zh"] or "").strip() or "music"
        text = _MUSIC.sub(" ", text, count=1)
    declined = []
    for name, patterns in tables().declines.items():
        if name in ("picture", "upscale"):
            continue
        for pattern in patterns:
            cut = re.compile(
                rf"[\s,，]*(?:(?:and|with|add|plus|加上?|配上?|带)\s*)?(?:(?:a|an|some)\s+)?(?:\w+\s+)?(?:{pattern.pattern})",
                re.IGNORECASE,
            )
            if cut.search(text):
                declined.append(name)
                text = cut.sub(" ", text)
    ratio = quantities.ratio(text) or first_match(tables().ratios, text)
    if match := _SENTENCE.search(text):
        text = message.quotes[int(match[1] or match[2])]
    text = _PRODUCT.sub(" ", _SHAPE.sub(" ", text))
    text, lengths = take_lengths(text)
    each = bool(_EACH.search(masked))
    total = lengths[0] if lengths else None
    shots = tuple(_shots(text, message, total, each=each))
    if not shots:
        return None, tuple(dict.fromkeys(declined))
    mood = None
    return Generation(shots=shots, ratio=ratio, music=music, titles=titles, mood=mood), tuple(dict.fromkeys(declined))


def take_lengths(text: str) -> tuple[str, list[int]]:
    """Cut the lengths out of a text, with the words that hold them."""
    found = [item for item in quantities.lengths(text) if 200 <= item.ms <= 3_600_000]
    for item in reversed(found):
        head, tail = text[: item.start], text[item.end :]
        head = re.sub(_LENGTH_LEAD + r"$", "", head, flags=re.IGNORECASE)
        tail = re.sub(r"^" + _LENGTH_TAIL, "", tail, flags=re.IGNORECASE)
        text = f"{head} {tail}"
    return text, [item.ms for item in found]


def _shots(text: str, message: Masked, total_ms: int | None, *, each: bool) -> Iterator[Shot]:
    pieces = _pieces(text)
    prompts = [prompt for piece in pieces if (prompt := clean_prompt(message.unmasked(piece)))]
    if not prompts:
        return
    if total_ms is None:
        length = DEFAULT_SHOT_MS if len(prompts) == 1 else 4000
    else:
        length = total_ms if each else total_ms // len(prompts)
    for prompt in prompts:
        yield Shot(prompt, max(500, length))


def _pieces(text: str) -> list[str]:
    for splitter, least in ((_NUMBERED, 2), (_STEP, 1)):
        marks = list(splitter.finditer(text))
        if len(marks) < least:
            continue
        starts = [mark.end() for mark in marks]
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        pieces = [text[start:end] for start, end in zip(starts, ends)]  # noqa: B905 - same length by construction
        lead = text[: marks[0].start()]
        if splitter is _STEP and clean_prompt(lead):
            pieces.insert(0, lead)
        if len([piece for piece in pieces if clean_prompt(piece)]) > 1:
            return pieces
    return [text]


def clean_prompt(text: str) -> str:
    """The scene alone: without the request around it. Empty when nothing to see is left."""
    text = re.sub(r"\s+", " ", text).strip(" ,.;:-，。；：、!！")
    text = _COMMAND_ZH.sub("", text) if re.match(r"\s*[\u3400-\u9fff]", text) else _COMMAND.sub("", text)
    text = _TAIL_ZH.sub("", text)
    text = re.sub(
        r"\b(?:and|with|then|in|for|of)\s*$", "", text.strip(" ,.;:-，。；：、!！"), flags=re.IGNORECASE
    ).strip(" ,.;:-，。；：、!！的")
    text = re.sub(r"\s+([,.;])", r"\1", text)
    if re.fullmatch(
        r"(?:(?:a|an|the|some|any|my|it|this|that|me|please|video|videos|clip|clips|movie|short|something|one|new|another|nice|cool|and|with|of|for)\s*)*",
        text,
        re.IGNORECASE,
    ):
        return ""
    return text if re.search(r"\w", text) and text not in ("视频", "短片", "动画", "片段", "画面") else ""
