"""People who ride: bicycles, animals, skis, waves."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.figure import Body, Figure, look_of
from nemo_skill.studio.scenes.gait import bend
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, join, polygon, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix


def ride_bicycle(ink: Ink, light: Light, t: float, speed: float, rider: Figure) -> None:
    """A bicycle with its rider; the pedals turn the knees."""
    r = 46.0
    rear, front, crank = (-66.0, -r), (70.0, -r), (-2.0, -42.0)
    turn = speed * t / r
    frame_tone = light.shade("#b8382f", 0.85)
    dark = light.shade("#1d1b20", 0.4)
    for cx, cy in (rear, front):
        ink.stroke(ellipse(cx, cy, r), 5, dark)
        ink.stroke(ellipse(cx, cy, r - 4), 1.4, light.shade("#c9ccd2", 0.8))
        spokes = [
            polygon(
                [
                    (cx, cy),
                    (cx + math.cos(turn + k * math.pi / 5) * (r - 4), cy + math.sin(turn + k * math.pi / 5) * (r - 4)),
                ],
                closed=False,
            )
            for k in range(10)
        ]
        ink.stroke(join(spokes), 0.9, light.shade("#aeb3bb", 0.7), 0.7)
    seat, bars = (-26.0, -112.0), (58.0, -122.0)
    pedal = turn * 0.42
    hip = (-24.0, -122.0)

    def leg(a: float, lit: float) -> None:
        p = (crank[0] + math.cos(a) * 21, crank[1] + math.sin(a) * 21)
        knee = bend(hip, (p[0], p[1] - 7), 54, 54, -1)
        ink.fill(
            ribbon(
                [hip, ((hip[0] + knee[0]) / 2, (hip[1] + knee[1]) / 2), knee, (p[0] - 2, p[1] - 8)], [13, 12, 9, 5.5]
            ),
            light.shade(rider.look.bottom, lit),
        )
        ink.fill(
            smooth([(p[0] - 9, p[1] - 8), (p[0] + 3, p[1] - 9), (p[0] + 16, p[1] - 2), (p[0] - 9, p[1] + 1)]), dark
        )

    leg(pedal + math.pi, 0.12)
    for a, b in (
        (rear, crank),
        (crank, (46, -104)),
        (seat, crank),
        (seat, rear),
        ((-18, -98), (46, -104)),
        ((44, -112), front),
    ):
        ink.stroke(polygon([a, b], closed=False), 5, frame_tone)
    ink.stroke(smooth([(44, -112), (50, -124), bars, (70, -116)], closed=False), 4.5, dark)
    ink.fill(smooth([(-44, -116), (-8, -116), (-14, -110), (-36, -110)]), dark)
    leg(pedal, 0.62)
    body = Body(rider, light, 0.0, t)
    body.hip, body.lean = hip, 0.62
    body.neck = (hip[0] + math.sin(0.62) * 66, hip[1] - math.cos(0.62) * 66)
    body._torso(ink)
    body._head(ink)
    shoulder = (body.neck[0] - 2, body.neck[1] + 11)
    elbow = bend(shoulder, (bars[0] + 4, bars[1]), 34, 33, -1)
    ink.fill(ribbon([shoulder, elbow, (bars[0] + 2, bars[1])], [9, 7.5, 5]), light.shade(rider.look.top, 0.75))
    ink.fill(ellipse(bars[0] + 4, bars[1], 6), light.shade(rider.look.skin, 0.8))


def mounted(subject: Subject, tall: float, leg: float, rng: np.random.Generator) -> Callable[[Ink, Light, float], None]:
    """A rider with the seat at the origin, in the units of an animal ``tall`` metres and ``leg`` units high."""
    figure = Figure(replace(look_of(subject, 0, rng, cold=False), skirt=False), "cycle")
    size = 1.72 / tall * leg / 230

    def draw(ink: Ink, light: Light, t: float) -> None:
        with ink.moved(0, 4, scale=size):
            body = Body(figure, light, 0.0, t)
            body.hip, body.lean = (0.0, -8.0), 0.16
            body.neck = (math.sin(0.16) * 66, -8 - math.cos(0.16) * 66)
            knee, ankle = (26.0, 22.0), (12.0, 66.0)
            thigh = ribbon([(0, -4), (14, 8), knee, (20, 44), ankle], [15, 14, 10, 8.5, 6])
            ink.fill(thigh, light.shade(figure.look.bottom, 0.6))
            ink.fill(smooth([(6, 62), (18, 62), (32, 70), (32, 76), (6, 76)]), light.shade("#2a2020", 0.5))
            body._torso(ink)
            body._head(ink)
            shoulder, hands = (body.neck[0] - 2, body.neck[1] + 11), (48.0, -30.0)
            elbow = bend(shoulder, hands, 34, 32, -1)
            ink.fill(ribbon([shoulder, elbow, hands], [9, 7.5, 5]), light.shade(figure.look.top, 0.75))
            ink.fill(ellipse(hands[0], hands[1], 6), light.shade(figure.look.skin, 0.8))
            ink.stroke(smooth([hands, (80, -34), (120, -62)], closed=False), 2.2, light.shade("#3a2418", 0.5))

    return draw


def ride_ski(ink: Ink, light: Light, t: float, figure: Figure) -> None:
    """Down a slope on skis, poles under the arms, powder behind."""
    snow = light.shade("#ffffff", 0.95)
    for k in range(26):
        p = (t * 2.2 + k / 26) % 1.0
        lift = 46 * math.sin(math.pi * p) * (0.4 + 0.6 * math.sin(k * 7.1) ** 2)
        ink.glow(-46 - 190 * p, -4 - lift, 8 + 30 * p, snow, 0.5 * (1 - p), blend=0)
    for dy, lit in ((-4, 0.4), (0, 0.9)):
        ski = ribbon([(-84, dy), (40, dy + 1), (92, dy - 3), (112, dy - 14)], [2.6, 3.0, 2.6, 1.6])
        ink.fill(ski, light.shade("#d9453a", lit))
    figure.draw(ink, light, t)
    hand = (52.0, -86.0)
    ink.stroke(polygon([hand, (-64, -30)], closed=False), 2.6, light.shade("#2a2c33", 0.7))


def ride_surf(ink: Ink, light: Light, t: float, figure: Figure) -> None:
    """On a board across the face of a wave that curls over behind."""
    u = np.linspace(0, 1, 18)
    crest_x = -620 + 1180 * u
    crest_y = -30 - 290 * np.sin(np.pi * np.clip(u * 1.02, 0, 1)) ** 1.3 * (1 - 0.45 * u) + 7 * np.sin(u * 16 + t * 3)
    wave = smooth([*zip(crest_x.tolist(), crest_y.tolist(), strict=True), (600, 60), (-640, 60)])
    glassy, deep = light.shade("#5fc0b4", 1.0), light.shade("#0e4a5e", 0.3)
    ink.fill(
        wave,
        Linear(
            0, -320, 0, 60, [(0, glassy, 0.97), (0.5, mix(glassy, deep, 0.55), 0.97), (0.9, deep, 0.9), (1, deep, 0.0)]
        ),
    )
    with ink.clipped(wave):
        for k in range(7):
            # Streaks of the water that is drawn up the face, bent towards the curl.
            v = np.linspace(0, 1, 6)
            x = -500 + 170 * k + 90 * (1 - v) ** 2 + (t * 90) % 170
            streak = ribbon(np.stack([x, 40 - 330 * v], 1), 7 * np.sin(np.pi * np.clip(v + 0.05, 0, 1)) + 0.5)
            ink.fill(streak, mix(glassy, (255, 255, 255), 0.35), 0.13)
    rng = np.random.default_rng(61)
    n = 260
    at = rng.random(n) * 0.62
    fall = rng.random(n) ** 1.6
    age = (t * 0.9 + rng.random(n)) % 1.0
    x = -620 + 1180 * at - 30 * age
    y = np.interp(at, u, crest_y) + 120 * fall * age + 8 * np.sin(t * 4 + 9 * at)
    foam = mix(light.shade("#ffffff", 0.95), (255, 255, 255), 0.4)
    ink.fill(ellipses(np.stack([x, y], 1), np.stack([4 + 12 * rng.random(n), 2 + 5 * rng.random(n)], 1)), foam, 0.7)
    with ink.moved(10, -62 + 6 * math.sin(t * 1.9), turn=-0.10 + 0.05 * math.sin(t * 1.3)):
        ink.fill(smooth([(-112, -2), (-40, 6), (60, 6), (122, -8), (60, -6), (-40, -5)]), light.shade("#f2e2b8", 0.95))
        ink.stroke(polygon([(-96, 0), (104, -4)], closed=False), 2.5, light.shade("#d9543f", 0.9))
        for k in range(14):
            p = (t * 1.8 + k / 14) % 1.0
            ink.fill(
                ellipse(
                    -110 - 130 * p, 4 - 40 * math.sin(math.pi * p) * (0.3 + 0.7 * math.sin(k * 5) ** 2), 5 * (1 - p) + 1
                ),
                foam,
                0.8 * (1 - p),
            )
        figure.draw(ink, light, t)
