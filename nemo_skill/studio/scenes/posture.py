"""What an animal does when it doesn't just walk: postures from ``poses.yaml`` and the way from one to the next."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from nemo_skill.studio.data import table


class Posture(NamedTuple):
    """Places of the skeleton's joints, in spans and leg lengths; poses.yaml says what each field means."""

    hip_x: float
    hip_y: float
    chest_x: float
    chest_y: float
    feet: tuple[float, ...]
    shank: tuple[float, ...]
    arch: float
    neck: float
    nose: float
    jaw: float
    eye: float
    reach: float
    hands: float
    tail: float
    wag: float
    wrap: float
    turn: float
    lift: float


@lru_cache(maxsize=128)
def posture(name: str) -> Posture:
    """A posture of the table."""
    rows: dict[str, Any] = table("poses")["postures"]
    row = {**rows["stand"], **rows[name]}
    (hip_x, hip_y), (chest_x, chest_y) = row.pop("hip"), row.pop("chest")
    feet, shank = tuple(row.pop("feet")), tuple(row.pop("shank"))
    return Posture(hip_x, hip_y, chest_x, chest_y, feet, shank, **row)


def between(a: Posture, b: Posture, u: float) -> Posture:
    """The posture a share u of the way from a to b."""
    if u <= 0 or a is b:
        return a
    return Posture(*(_mixed(x, y, u) for x, y in zip(a, b, strict=True)))


def _mixed(x: Any, y: Any, u: float) -> Any:
    if isinstance(x, tuple):
        return tuple(i + (j - i) * u for i, j in zip(x, y, strict=True))
    return x + (y - x) * u


def knows(action: str) -> bool:
    """Whether the table tells how an action is done."""
    return action in table("poses")["actions"]


def posture_at(action: str, t: float) -> Posture:
    """The posture of an action at time t (seconds); an action that the table lacks is a still stand."""
    entry = table("poses")["actions"].get(action)
    if entry is None:
        return posture("stand")
    keys = entry["keys"]
    at = t % keys[-1][0]
    i = max(k for k in range(len(keys) - 1) if keys[k][0] <= at)
    (start, a), (end, b) = keys[i], keys[i + 1]
    u = (at - start) / (end - start)
    return between(posture(a), posture(b), u * u * (3 - 2 * u))
