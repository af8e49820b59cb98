"""A short name for a shot."""

from __future__ import annotations

import re

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.lexicon import HAN

_TITLE_WORDS, _TITLE_LETTERS, _TITLE_HAN = 8, 48, 16


def title_of(prompt: str) -> str:
    """A short human name cut from the prompt's own words."""
    rules = table("words")["instructions"]
    text = re.sub(r"\s+", " ", prompt).strip().strip("\"'“”‘’「」")
    quoted = re.search(r"['\"“‘「]([^'\"“”‘’「」]{8,})['\"”’」]", text)
    if quoted:
        text = quoted.group(1)
    han = bool(HAN.search(text))
    text = re.sub(r"\b(?:16:9|9:16|1:1|4:5)\b[\s,:]*", "", text)
    order = re.match(r"^([^:：]{1,80})[:：]\s*(\S.{5,})$", text, re.S)
    if order and re.search(rules["order"], order.group(1), re.I):
        text = order.group(2)
    for pattern in rules["tail"]:
        text = re.sub(pattern, "", text, flags=re.I)
    for _ in range(2):
        for pattern in rules["lead"]:
            text = re.sub(pattern, "", text, count=1, flags=re.I)
    if han:
        for pattern in rules["zh_lead"]:
            text = re.sub(pattern, "", text, count=1, flags=re.I)
        for pattern in rules["zh_tail"]:
            text = re.sub(pattern, "", text, count=1, flags=re.I)
        text = re.split(r"[，。！？；,.!?;\n]", text.strip())[0]
        text = re.sub(r"^一?[只个匹条头位座辆艘棵列杯]", "", text)
        return text[: _TITLE_HAN if HAN.search(text) else _TITLE_LETTERS] or "短片"
    text = re.split(r"[.!?;:\n]|,\s", text.strip(" ,.;:!?-"))[0].strip()
    kept: list[str] = []
    for word in text.split(" "):
        if len(kept) >= _TITLE_WORDS or len(" ".join([*kept, word])) > _TITLE_LETTERS:
            break
        kept.append(word)
    small = set(table("words")["stopwords"]["en"])
    if len(kept) < len(text.split(" ")):
        breaks = [i for i, word in enumerate(kept) if i >= 2 and word.lower() in small]
        kept = kept[: breaks[-1]] if breaks else kept
    while kept and kept[-1].lower() in small:
        kept.pop()
    return " ".join(kept).strip(" ,.;:!?'\"") or "clip"
