"""Shots in which season or weather change: the plans that they pass through, one after the other."""

from __future__ import annotations

import re
from dataclasses import replace

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import ShotPlan

_DRY = ("clear", "cloudy", "wind")


def passages(plan: ShotPlan) -> tuple[ShotPlan, ...]:
    """The plan itself, or the plans that it passes through in turn."""
    said = table("light")["passing"]

    def told(name: str) -> bool:
        return bool(re.search(said[name], plan.prompt, re.I))

    at = {name: m.start() for name, words in said["seasons"].items() if (m := re.search(words, plan.prompt, re.I))}
    seasons = sorted(at, key=lambda name: at[name])
    if told("year") and len(seasons) != 2:
        seasons = list(said["seasons"])
    if len(seasons) > 1 and (told("year") or told("turns")):
        if len(seasons) == 2 and set(seasons) == {"spring", "winter"} and at["spring"] < at["winter"]:
            seasons = list(said["seasons"])
        return tuple(_in_season(plan, name) for name in seasons)
    wet = plan.weather if plan.weather not in _DRY else "storm" if "storm" in plan.prompt.lower() else "cloudy"
    if told("clears"):
        later = "golden" if plan.time in ("noon", "afternoon") else plan.time
        return replace(plan, weather=wet), replace(plan, weather="clear", time=later, time_end=later)
    if told("comes") and plan.weather not in _DRY:
        return replace(plan, weather="clear"), replace(plan, weather=wet)
    return (plan,)


def _in_season(plan: ShotPlan, name: str) -> ShotPlan:
    weather = "snow" if name == "winter" else plan.weather if plan.weather != "snow" else "clear"
    return replace(plan, season="blossom" if name == "spring" else name, weather=weather)
