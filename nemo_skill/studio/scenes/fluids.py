"""Ink that sinks in water, smoke that rises: what fills a whole frame, before a plain ground."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nemo_skill.studio.scenes.ink import Linear, ribbon, smooth
from nemo_skill.studio.scenes.light import mix
from nemo_skill.studio.scenes.vessels import Args, Served, numbers
from nemo_skill.studio.scenes.workings import own

_WHITE = (255, 255, 255)
_TOP, _FOOT = -640.0, 300.0  # of the frame, about the thing's foot


def plume(s: Served, args: Args, t: float) -> None:
    """plume colour n: a drop that sinks in water and unfolds into n curling veils."""
    c, n = own(s, args), int(numbers(args)[0])
    _veils(s, c, n, t, _TOP, 1.0)


def billow(s: Served, args: Args, t: float) -> None:
    """billow colour n: smoke that rises and curls."""
    c, n = own(s, args), int(numbers(args)[0])
    _veils(s, c, n, t, _FOOT, -1.0)


def _veils(s: Served, c: object, n: int, t: float, start: float, way: float) -> None:
    seeds = np.random.default_rng(n).random((n, 3)).tolist()
    for sigma, chosen in ((9, [k for k in range(n) if k % 3]), (3, range(0, n, 3))):
        with s.ink.blurred(sigma):
            for k in chosen:
                _veil(s, mix(c, _WHITE, 0.10 + 0.22 * (k % 4) / 3), seeds[k], t, start, way)


def _veil(s: Served, tone: object, seed: list[float], t: float, start: float, way: float) -> None:
    """One veil and its head, which rolls in at both sides."""
    a, v, w = seed
    grown, u = 0.34 + 0.66 * min(1.0, t / 4.5) ** 0.8, np.linspace(0, 1, 12)
    reach = (_FOOT - _TOP) * 0.94 * grown * (0.55 + 0.45 * v)
    swing = 300 * (a - 0.5) * grown
    x = swing * u**1.3 + 70 * u * grown * np.sin(5.5 * u + 9 * w - t * 0.7) + 26 * u * np.sin(13 * u + 5 * a - t)
    y = start + way * reach * u ** (0.9 + 0.3 * w)
    wide = (8 + 64 * u * grown) * (0.5 + 0.5 * np.sin(7 * u + 9 * v) ** 2) * (1 - u**7) + 2
    fall = Linear(0, start, 0, start + way * reach, [(0, tone, 0.75), (0.6, tone, 0.5), (1, tone, 0.16)])
    s.ink.fill(ribbon(np.stack([x, y], 1), wide, cap=False), fall)
    r = 30 + 70 * grown * v
    for side in (-1, 1):
        turn = np.linspace(0, 4.2, 7) * side
        d = r * (1 - np.linspace(0, 0.7, 7))
        curl = np.stack([x[-1] + side * r * 0.7 - d * np.cos(turn) * side, y[-1] - way * d * np.abs(np.sin(turn))], 1)
        s.ink.stroke(smooth(curl, closed=False), 6 + 7 * w, tone, 0.16)


FLUIDS: dict[str, Callable[[Served, Args, float], None]] = {"plume": plume, "billow": billow}
