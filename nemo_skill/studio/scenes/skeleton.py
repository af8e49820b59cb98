"""Poses of people: where hips, hands and feet are over a beat, from the rows of ``stances.yaml``; the joints between.

Units are those of a grown person, 230 high, who stands at the origin and faces right; y grows downwards. A pose is a
vector: lean and nod in degrees, the hip (x, height), both hands relative to the base of the neck, both feet (x, height)
and the toes' pitch in degrees. "Near" is the side towards the viewer; seen from the front, the one on the left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes.gait import Gait, Point, bend, cyclic, foot, speed_of

LEG, THIGH, SHIN = 102.0, 52.5, 50.5
UPPER_ARM, FOREARM, TORSO = 37.0, 36.0, 70.0
ANKLE = 8.0
WALK = Gait((0.5, 0.0, 0.0, 0.0), 0.60, 0.30, 0.12, 0.018, 0.0, 0.0)
RUN = Gait((0.5, 0.0, 0.0, 0.0), 0.33, 0.50, 0.52, 0.045, 0.0, 1.0)
_GAITS = {"walk": (WALK, 0.92), "run": (RUN, 1.42), "treadmill": (RUN, 1.42)}

_SLOTS = ("lean", "nod", "hip", "hands", "feet", "toes")
_SIZES = {"lean": 1, "nod": 1, "hip": 2, "hands": 4, "feet": 4, "toes": 2}
_STANDING: dict[str, tuple[float, ...]] = {
    "lean": (0.0,),
    "nod": (0.0,),
    "hip": (0.0, 109.6),
    "hands": (4.0, 80.0, 12.0, 79.0),
    "feet": (-9.0, 0.0, 9.0, 0.0),
    "toes": (0.0, 0.0),
}
_STANDING_FRONT: dict[str, tuple[float, ...]] = {
    **_STANDING,
    "hands": (-33.0, 78.0, 33.0, 78.0),
    "feet": (-15.0, 0.0, 15.0, 0.0),
}


@dataclass(frozen=True)
class Pose:
    """A row of ``stances.yaml``: keys over a beat (seconds), how joints bend, what is held and what stands by."""

    name: str
    front: bool
    beat: float
    keys: tuple[tuple[float, ...], ...]
    elbows: tuple[float, float]
    knees: tuple[float, float]
    holds: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    face: str = ""
    wide: float = 120.0
    tall: float = 235.0
    seated: float = 0.0
    effects: tuple[str, ...] = ()
    lift: float = 0.0
    legs: tuple[float, float] = (THIGH, SHIN)
    gap: float | None = None
    partner: str = ""
    shared: tuple[str, ...] = ()
    # From the front, joints without a side of their own bend mostly towards the viewer.
    elbows_out: float = 1.0
    knees_out: float = 1.0
    # Turns a second around the upright axis.
    spin: float = 0.0
    # Rows of seats that rise to the back.
    tier: bool = False


@dataclass
class Joints:
    """Where the joints of a body are. Pairs are (near, far)."""

    front: bool
    lean: float
    nod: float
    hip: Point
    neck: Point
    shoulders: tuple[Point, Point]
    elbows: tuple[Point, Point]
    hands: tuple[Point, Point]
    sockets: tuple[Point, Point]
    knees: tuple[Point, Point]
    ankles: tuple[Point, Point]
    toes: tuple[float, float]
    axis: Point = field(default=(0.0, -1.0))

    def with_legs(self, share: float) -> Joints:
        """The same on legs that are ``share`` as long."""
        drop = self.hip[1] * (share - 1)

        def lower(at: Point) -> Point:
            return at[0], at[1] + drop

        def shorter(at: Point) -> Point:
            return at[0], at[1] * share

        return replace(
            self,
            hip=lower(self.hip),
            neck=lower(self.neck),
            shoulders=(lower(self.shoulders[0]), lower(self.shoulders[1])),
            elbows=(lower(self.elbows[0]), lower(self.elbows[1])),
            hands=(lower(self.hands[0]), lower(self.hands[1])),
            sockets=(lower(self.sockets[0]), lower(self.sockets[1])),
            knees=(shorter(self.knees[0]), shorter(self.knees[1])),
            ankles=(shorter(self.ankles[0]), shorter(self.ankles[1])),
        )

    def trunk(self, u: float, v: float) -> Point:
        """A point of the trunk: u units to its front (right), v units up from the hip."""
        ax, ay = self.axis
        return self.hip[0] + ax * v - ay * u, self.hip[1] + ay * v + ax * u


def _numbers(value: Any) -> tuple[float, ...]:
    return tuple(float(n) for n in str(value).split())


def _names(value: Any) -> tuple[str, ...]:
    return tuple(str(value).split()) if value else ()


def _vector(
    base: dict[str, tuple[float, ...]], row: dict[str, Any]
) -> tuple[dict[str, tuple[float, ...]], tuple[float, ...]]:
    values = {**base, **{slot: _numbers(row[slot]) for slot in _SLOTS if slot in row}}
    for slot in _SLOTS:
        if len(values[slot]) != _SIZES[slot]:
            raise ValueError(f"{slot} takes {_SIZES[slot]} numbers, not {len(values[slot])}")
    return values, tuple(n for slot in _SLOTS for n in values[slot])


_ARMS = ("hands", "holds", "effects", "face", "beat", "nod", "then", "is")


def stance(name: str) -> dict[str, Any]:
    """The row of ``stances.yaml``, with what it takes over from the row that it is like.

    "sit_sofa+phone" has the legs and the seat of the first, and the arms of the second.
    """
    seat, _, done = name.rpartition("+")
    row: dict[str, Any] = table("stances")[done]
    row = {**stance(row["like"]), **row} if "like" in row else row
    return {**stance(seat), "then": {}, **{key: row[key] for key in _ARMS if key in row}} if seat else row


@lru_cache(maxsize=256)
def pose_of(name: str) -> Pose:
    """The pose of a name.

    Raises:
        KeyError: ``stances.yaml`` has no such row.
    """
    row = stance(name)
    front = row.get("view") == "front"
    first, vector = _vector(_STANDING_FRONT if front else _STANDING, row)
    keys = [(0.0, *vector)]
    keys += [(float(at), *_vector(first, change)[1]) for at, change in sorted(row.get("then", {}).items())]
    sides = (1.0, -1.0) if front else (1.0, 1.0)
    bends = (1.0, -1.0) if front else (-1.0, -1.0)
    return Pose(
        name,
        front,
        float(row.get("beat", 2.0)),
        tuple(keys),
        _pair(row.get("elbows"), sides),
        _pair(row.get("knees"), bends),
        _names(row.get("holds")),
        _names(row.get("behind")),
        _names(row.get("before")),
        str(row.get("face", "")),
        float(row.get("wide", 120)),
        float(row.get("tall", 235)),
        float(row.get("seated", 0)),
        _names(row.get("effects")),
        float(row.get("lift", 0)),
        _pair(row.get("legs"), (THIGH, SHIN)),
        float(row["gap"]) if "gap" in row else None,
        str(row.get("partner", "")),
        _names(row.get("shared")),
        0.45 if front and "elbows" not in row else 1.0,
        0.35 if front and "knees" not in row and "legs" not in row else 1.0,
        float(row.get("spin", 0)),
        bool(row.get("tier")),
    )


def _pair(value: Any, default: tuple[float, float]) -> tuple[float, float]:
    if value is None:
        return default
    a, b = _numbers(value)
    return a, b


def ground_speed(name: str) -> float:
    """How fast (units a second) the ground passes under a pose whose feet don't slide."""
    if name not in _GAITS or name == "treadmill":
        return 0.0
    gait, strides = _GAITS[name]
    return speed_of(gait, LEG, strides)


def joints(pose: Pose, t: float, *, wide: float = 1.0) -> Joints:
    """The joints at a moment; ``wide`` is the breadth of shoulders."""
    return joints_at(pose, _gait_vector(pose.name, t) if pose.name in _GAITS else _keyed(pose, t), t, wide=wide)


def joints_at(pose: Pose, values: Sequence[float], t: float, *, wide: float = 1.0) -> Joints:
    """The joints of a pose's vector, for those whose limbs follow something else (pedals, say)."""
    lean, nod, hx, hh, nx, ny, fx, fy, n_foot, n_high, f_foot, f_high, n_toe, f_toe = values
    tilt = math.radians(lean)
    axis = (math.sin(tilt), -math.cos(tilt))
    hip = (hx, -hh - pose.lift)
    long = TORSO + 0.7 * math.sin(t * 1.9)
    neck = (hip[0] + axis[0] * long, hip[1] + axis[1] * long)

    def across(at: Point, down: float, u: float) -> Point:
        return at[0] - axis[0] * down - axis[1] * u, at[1] - axis[1] * down + axis[0] * u

    apart, spread, drop = (20.5 * wide, 10.5, 13.5) if pose.front else (10.0, 4.0, 11.0)
    shoulders = (across(neck, drop, -apart), across(neck, drop, apart))
    sockets = (across(hip, 0.0, -spread), across(hip, 0.0, spread))
    hands = ((neck[0] + nx, neck[1] + ny), (neck[0] + fx, neck[1] + fy))
    ankles = ((n_foot, -n_high - ANKLE - pose.lift), (f_foot, -f_high - ANKLE - pose.lift))
    arms = [
        _limb(s, h, UPPER_ARM, FOREARM, e, pose.elbows_out)
        for s, h, e in zip(shoulders, hands, pose.elbows, strict=True)
    ]
    legs = [_limb(s, a, *pose.legs, k, pose.knees_out) for s, a, k in zip(sockets, ankles, pose.knees, strict=True)]
    return Joints(
        pose.front,
        tilt,
        math.radians(nod),
        hip,
        neck,
        shoulders,
        (arms[0][0], arms[1][0]),
        (arms[0][1], arms[1][1]),
        sockets,
        (legs[0][0], legs[1][0]),
        (legs[0][1], legs[1][1]),
        (math.radians(n_toe), math.radians(f_toe)),
        axis,
    )


def _limb(start: Point, end: Point, upper: float, lower: float, side: float, out: float) -> tuple[Point, Point]:
    """Its middle joint, and its end as far as it reaches."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    d, most = math.hypot(dx, dy), (upper + lower) * 0.995
    if d > most:
        end = (start[0] + dx * most / d, start[1] + dy * most / d)
    x, y = bend(start, end, upper, lower, side)
    if out < 1:
        u = upper / (upper + lower)
        mx, my = start[0] + (end[0] - start[0]) * u, start[1] + (end[1] - start[1]) * u
        x, y = mx + (x - mx) * out, my + (y - my) * out
    return (x, y), end


def _keyed(pose: Pose, t: float) -> tuple[float, ...]:
    if len(pose.keys) == 1:
        return pose.keys[0][1:]
    return cyclic(pose.keys, t / pose.beat)


def _gait_vector(name: str, t: float) -> tuple[float, ...]:
    """Walking and running: the feet from the gait, arms against legs."""
    gait, strides = _GAITS[name]
    phase = t * strides
    run = gait.flex > 0
    bob = math.cos(4 * math.pi * (phase - 0.18 if run else phase + 0.05)) * gait.bob * LEG
    feet: list[float] = []
    toes: list[float] = []
    for fall in gait.falls[1::-1]:
        p = phase + fall
        x, high, standing = foot(gait, p)
        roll = cyclic(
            (
                (0.0, -17.0),
                (gait.duty * 0.3, 0.0),
                (gait.duty * 0.8, 9.0),
                (gait.duty, 40.0),
                (gait.duty + (1 - gait.duty) * 0.4, 60.0 if run else 29.0),
                (0.93, -14.0),
            ),
            p,
        )[0]
        lift = 4.0 * max(0.0, roll / 57) if standing else high * gait.lift * LEG * (1.0 if x < 0.4 else 0.7)
        feet += [x * gait.reach * LEG + (6 if run else 0), lift]
        toes.append(roll)
    hands: list[float] = []
    lean = 12.0 if run else 3.0
    for half in (0.5, 0.0):
        swing = math.sin(2 * math.pi * (phase + half) + 1.0) * (0.95 if run else 0.48)
        upper = math.pi / 2 - swing - math.radians(lean) * 0.4
        fore = upper - (1.35 + 0.35 * swing if run else 0.28 + 0.22 * max(0.0, swing))
        hands += [
            math.cos(upper) * UPPER_ARM + math.cos(fore) * FOREARM,
            11 + math.sin(upper) * UPPER_ARM + math.sin(fore) * FOREARM,
        ]
    return (lean, -lean * 0.4, 0.0, LEG + 4 - (4 if run else 0) + bob, *hands, *feet, *toes)
