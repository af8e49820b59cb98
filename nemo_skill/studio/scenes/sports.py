"""People who ride: bicycles, animals, skis, waves."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.figure import Body, Figure, look_of
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, join, polygon, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.skeleton import TORSO, joints_at


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
    feet = [(crank[0] + math.cos(a) * 21 - 6, -crank[1] - math.sin(a) * 21) for a in (pedal, pedal + math.pi)]
    hip, lean = (-26.0, 124.0), 34.0
    neck = (hip[0] + math.sin(math.radians(lean)) * TORSO, -hip[1] - math.cos(math.radians(lean)) * TORSO)
    hands = [bars[0] + 4 - neck[0], bars[1] - neck[1], bars[0] + 8 - neck[0], bars[1] - neck[1]]
    vector = [lean, -16.0, *hip, *hands, *feet[0], *feet[1], 0.0, 0.0]
    body = Body(rider, light, t, skeleton=joints_at(rider.pose, vector, t))
    body.arm(ink, 1)
    body.leg(ink, 1)
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
    body.head(ink, behind=True)
    body.leg(ink, 0)
    body.skirt(ink)
    body.torso(ink)
    body.head(ink)
    body.arm(ink, 0)
    for item in rider.pose.holds:  # On the handlebar.
        with ink.moved(bars[0] + 14, bars[1] + 8):
            sketches.draw(ink, light, table("props")["held"][item.partition("@")[0]], {})


def mounted(subject: Subject, tall: float, leg: float, rng: np.random.Generator) -> Callable[[Ink, Light, float], None]:
    """A rider with the seat at the origin, in the units of an animal ``tall`` metres and ``leg`` units high."""
    figure = Figure(look_of(subject, 0, rng, cold=False), "look")
    size = 1.95 / tall * leg / 230
    vector = [6.0, 0.0, 0.0, 8.0, 46.0, 46.0, 50.0, 44.0, 14.0, -78.0, 20.0, -78.0, -8.0, -8.0]

    def draw(ink: Ink, light: Light, t: float) -> None:
        with ink.moved(0, 4, scale=size):
            body = Body(figure, light, t, skeleton=joints_at(figure.pose, vector, t))
            body.cape(ink)
            body.head(ink, behind=True)
            body.leg(ink, 0)
            body.skirt(ink)
            body.torso(ink)
            body.head(ink)
            body.arm(ink, 0)
            hands = body.j.hands[0]
            rein = [hands, (80, hands[1] - 4), (120, hands[1] - 32)]
            ink.stroke(smooth(rein, closed=False), 2.2, light.shade("#3a2418", 0.5))

    return draw


def ride_ski(ink: Ink, light: Light, t: float, figure: Figure) -> None:
    """Down a slope on skis or a board, powder behind."""
    snow = light.shade("#ffffff", 0.95)
    for k in range(26):
        p = (t * 2.2 + k / 26) % 1.0
        lift = 46 * math.sin(math.pi * p) * (0.4 + 0.6 * math.sin(k * 7.1) ** 2)
        ink.glow(-46 - 190 * p, -4 - lift, 8 + 30 * p, snow, 0.5 * (1 - p), blend=0)
    if figure.pose.name == "sledge":
        figure.draw(ink, light, t)
        return
    skis = ((-4, 0.4), (0, 0.9)) if figure.pose.name == "ski" else ((-1, 0.9),)
    wide = 2.6 if figure.pose.name == "ski" else 5.0
    for dy, lit in skis:
        ski = ribbon([(-84, dy), (40, dy + 1), (92, dy - 3), (112, dy - 14)], [wide, wide + 0.4, wide, 1.6])
        ink.fill(ski, light.shade("#d9453a", lit))
    figure.draw(ink, light, t)
    if figure.pose.name == "ski":
        hand = Body(figure, light, t).j.hands[0]
        ink.stroke(polygon([hand, (hand[0] - 110, hand[1] + 66)], closed=False), 2.6, light.shade("#2a2c33", 0.7))


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
