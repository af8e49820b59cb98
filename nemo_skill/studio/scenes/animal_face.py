"""Faces of furry animals seen from the front, in the head's own frame (radius 1): one drawing for cats, bears, dogs,
foxes and mice, by the length of the muzzle and the kind of the ears."""

from __future__ import annotations

import math
from typing import Any

from nemo_skill.studio.scenes.animal_heads import Tones
from nemo_skill.studio.scenes.fur import furred
from nemo_skill.studio.scenes.gait import Point
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, ellipse, ellipses, join, polygon, smooth
from nemo_skill.studio.scenes.light import mix
from nemo_skill.studio.scenes.materials import overlay

_DARK = ("points", "pug")  # marks around the mouth


def both(points: list[Point]) -> list[Path]:
    """A smooth shape and its mirror image, both wound the same way."""
    return [smooth(points), smooth([(-x, y) for x, y in points[::-1]])]


class Face:
    """One head at one moment: ``eye`` (0 shut - 1), ``jaw`` (0 - 1 open), ``look`` (-1 left - 1 right)."""

    def __init__(self, form: dict[str, Any], coat: dict[str, Any], tones: Tones) -> None:
        self.form, self.coat, self.tones, self.light = form, coat, tones, tones.light
        self.long = min(1.0, max(0.0, (form["muzzle"][0] - 0.3) / 1.1))
        self.base = "face" if "face" in coat and form.get("marks") != "ape" else "main"

    def draw(self, ink: Ink, t: float, *, eye: float = 1.0, jaw: float = 0.0, look: float = 0.0) -> None:
        """Ears, skull, markings, muzzle, eyes."""
        form, tones = self.form, self.tones
        if form["ears"]["kind"] != "flop":
            self._ears(ink, t)
        k, fluff = self.long, 0.16 if form["ears"]["kind"] in ("point", "round") else 0.1
        cheek = 1.0 - 0.06 * k
        half = [(0.46, -0.86), (0.86, -0.42), (cheek, 0.12), (0.86 - 0.2 * k, 0.55), (0.42 - 0.06 * k, 0.88 + 0.06 * k)]
        outline = [(0, -0.97), *half, (0, 0.94 + 0.1 * k), *[(-x, y) for x, y in half[::-1]]]
        skull = furred(outline, fluff, (0.0, 0.4), gap=0.12)
        top, low = tones.of(self.base, 1.0), tones.of(self.base, 0.3)
        rim = mix(top, self.light.rim, 0.7 * min(0.9, float(self.light.key.max())))
        side = 1.0 if self.light.sun[0] > 0.5 else -1.0
        ink.fill(skull, rim)
        with ink.moved(-0.03 * side, 0.04):
            ink.fill(skull, Linear(0, -0.95, 0, 1.0, [(0, top, 1), (0.55, tones.of(self.base, 0.68), 1), (1, low, 1)]))
            with ink.clipped(skull):
                overlay(ink, self.light, form, (-1.05, -1.0, 2.1, 2.0), 5)
                self._marks(ink)
        if form["ears"]["kind"] == "flop":
            self._ears(ink, t)
        with ink.moved(0.05 * look, 0):
            self._muzzle(ink, jaw)
            self._eyes(ink, 0.1 if 2.0 < t % 3.7 < 2.12 else eye, look)

    def draw_away(self, ink: Ink, t: float) -> None:
        """The back of the head: the ears before the skull, no face."""
        half = [(0.46, -0.86), (0.86, -0.42), (0.96, 0.12), (0.84, 0.55), (0.45, 0.86)]
        skull = furred([(0, -0.97), *half, (0, 0.95), *[(-x, y) for x, y in half[::-1]]], 0.13, (0.0, 0.4), gap=0.12)
        top, low = self.tones.of("main", 0.9), self.tones.of("main", 0.2)
        inner = self.coat.get("ear")
        self.coat["ear"] = self.coat["main"]
        self._ears(ink, t)
        self.coat["ear"] = inner
        ink.fill(skull, mix(top, self.light.rim, 0.7 * min(0.9, float(self.light.key.max()))))
        with ink.moved(0, 0.05):
            ink.fill(skull, Linear(0, -0.95, 0, 1.0, [(0, top, 1), (0.5, self.tones.of("main", 0.6), 1), (1, low, 1)]))
            with ink.clipped(skull):
                overlay(ink, self.light, self.form, (-1.05, -1.0, 2.1, 2.0), 5)
                if self.form.get("pattern") in ("stripes", "tabby"):
                    bars = [[(x - 0.05, -1.0), (x + 0.05, -1.0), (x * 0.8, -0.1)] for x in (-0.4, -0.14, 0.14, 0.4)]
                    ink.fill(join([smooth(bar) for bar in bars]), self.tones.of("dark", 0.35), 0.55)

    def _ears(self, ink: Ink, t: float) -> None:
        kind, size = self.form["ears"]["kind"], self.form["ears"]["size"]
        tone, inner = self.tones.of("main", 0.75), self.tones.of("ear", 0.45)
        if kind == "round" and self.form.get("pattern") == "panda":
            tone = self.tones.of("ear", 0.3)
        flick = 0.1 * max(0.0, math.sin(t * 0.9)) ** 14
        for s in (-1, 1):
            tilt = s * (0.08 + flick * (s > 0)) + 0.02 * s * math.sin(t * 1.7 + s)
            if kind == "point":
                with ink.moved(s * 0.56, -0.62, turn=tilt + s * 0.16, flip=s < 0):
                    h = 0.55 + 0.42 * size
                    ink.fill(smooth([(-0.36, 0.16), (-0.2, -h * 0.6), (0.12, -h), (0.38, -h * 0.4), (0.42, 0.3)]), tone)
                    ink.fill(smooth([(-0.18, 0.1), (-0.08, -h * 0.5), (0.11, -h * 0.8), (0.24, -h * 0.3), (0.24, 0.2)]), inner, 0.9)  # fmt: skip  # noqa: E501
            elif kind == "round":
                r = 0.18 + 0.3 * size
                ink.fill(ellipse(s * 0.74, -0.68, r), tone)
                ink.fill(ellipse(s * 0.73, -0.65, r * 0.62), inner, 0.9)
            elif kind == "flop":
                drop = [(-0.2, -0.1), (0.16, -0.22), (0.42, 0.1), (0.5, 0.7), (0.3, 1.16), (0.06, 1.1), (-0.04, 0.5)]
                ends = [(0, self.tones.of("ear", 0.95), 1), (1, self.tones.of("ear", 0.2), 1)]
                with ink.moved(s * 0.68, -0.6, turn=tilt - s * 0.02, flip=s < 0):
                    ink.fill(furred(drop, 0.07, (0, 0.6), gap=0.11), Linear(0, -0.2, 0, 1.1, ends))
            else:
                lean, h = (0.1, 0.75 * size) if kind == "long" else (1.0, 1.1 * size)
                with ink.moved(s * 0.36, -0.7, turn=s * lean + tilt, flip=s < 0):
                    ink.fill(smooth([(-0.22, 0.2), (-0.28, -h * 0.55), (0.02, -h), (0.28, -h * 0.5), (0.2, 0.2)]), tone)
                    ink.fill(smooth([(-0.1, 0.1), (-0.14, -h * 0.5), (0.02, -h * 0.85), (0.15, -h * 0.45), (0.1, 0.1)]), inner, 0.9)  # fmt: skip  # noqa: E501

    def _marks(self, ink: Ink) -> None:
        form, dark, pale = self.form, self.tones.of("dark", 0.35), self.tones.of("light", 0.85)
        marks, pattern = form.get("marks"), form.get("pattern")
        if pattern in ("stripes", "tabby"):
            bars = [[(x - 0.05, -1.0), (x + 0.05, -1.0), (x * 0.7 + 0.02, -0.42)] for x in (-0.4, -0.16, 0.16, 0.4)]
            bars += [[(s * 1.1, y), (s * 1.1, y + 0.12), (s * 0.62, y + 0.14)] for s in (-1, 1) for y in (0.0, 0.24)]
            ink.fill(join([smooth(bar) for bar in bars]), dark, 0.9 if pattern == "stripes" else 0.55)
        elif pattern == "panda":
            ink.fill(join(both([(0.2, -0.2), (0.5, -0.34), (0.68, 0.0), (0.62, 0.3), (0.34, 0.26)])), dark)
        if marks == "mask":
            ink.fill(join(both([(0.06, -0.1), (0.5, -0.3), (1.1, 0.12), (0.8, 0.34), (0.3, 0.24)])), dark)
            ink.fill(join(both([(0.1, -0.34), (0.5, -0.56), (0.95, -0.3), (0.5, -0.42)])), pale)
        elif marks == "tears":  # of a red panda
            ink.fill(join([*both([(0.5, -0.5), (0.66, -0.42), (0.46, -0.34), (0.34, -0.4)]), *both([(0.66, 0.1), (1.05, -0.1), (1.0, 0.4), (0.7, 0.5)]), ellipse(0, 0.52, 0.46, 0.34)]), pale)  # fmt: skip  # noqa: E501
            ink.fill(join(both([(0.36, 0.1), (0.52, 0.08), (0.7, 0.55), (0.56, 0.8), (0.44, 0.5)])), dark, 0.85)
        elif marks == "points":  # of a Siamese
            ink.fill(smooth([(0, -0.5), (0.34, -0.2), (0.5, 0.4), (0.36, 0.98), (-0.36, 0.98), (-0.5, 0.4), (-0.34, -0.2)]), dark, 0.8)  # fmt: skip  # noqa: E501
        elif marks == "muzzle":
            ink.fill(join([ellipse(0, 0.5, 0.46, 0.5), ellipses([(-0.42, -0.44), (0.42, -0.44)], [0.1, 0.1])]), pale if sum(self.tones.of("main", 0.6)) < 240 else dark, 0.85)  # fmt: skip  # noqa: E501
        elif marks == "pug":
            ink.fill(join([ellipse(0, 0.48, 0.56, 0.46), *both([(0.2, -0.26), (0.56, -0.3), (0.66, 0.06), (0.3, 0.14)])]), dark, 0.85 if form["bib"] < 0.3 else 0.25)  # fmt: skip  # noqa: E501
            folds = [smooth([(s * 0.06, -0.42 - 0.14 * k), (s * 0.24, -0.5 - 0.14 * k), (s * 0.44, -0.4 - 0.14 * k)], closed=False) for s in (-1, 1) for k in range(2)]  # fmt: skip  # noqa: E501
            folds += [smooth([(s * 0.4, 0.16), (s * 0.72, 0.5), (s * 0.52, 0.9)], closed=False) for s in (-1, 1)]
            ink.stroke(join(folds), 0.045, dark, 0.6)
        elif marks == "husky":
            ink.fill(join([smooth([(0, -0.28), (0.16, -0.05), (0.6, 0.1), (0.8, 0.9), (-0.8, 0.9), (-0.6, 0.1), (-0.16, -0.05)]), ellipses([(-0.4, -0.36), (0.4, -0.36)], [0.13, 0.13])]), pale)  # fmt: skip  # noqa: E501
        elif marks == "blaze":
            ink.fill(smooth([(-0.1, -0.9), (0.1, -0.9), (0.16, -0.1), (0.4, 0.5), (-0.4, 0.5), (-0.16, -0.1)]), pale)
        elif marks == "ape":
            ink.fill(join([ellipses([(-0.36, -0.1), (0.36, -0.1)], [0.42, 0.42]), ellipse(0, 0.4, 0.66, 0.52)]), self.tones.of("face", 0.7))  # fmt: skip  # noqa: E501
        if form["bib"] > 0.3 and marks != "ape":
            ink.fill(join([*both([(0.1, 0.3), (0.5, 0.2), (1.05, 0.1), (0.9, 0.7), (0.4, 1.1), (0.0, 0.9)]), ellipse(0, 0.9, 0.5, 0.4)]), pale, 0.9)  # fmt: skip  # noqa: E501

    def _muzzle(self, ink: Ink, jaw: float) -> None:
        form, k, dark = self.form, self.long, self.light.shade("#1a1216", 0.2)
        at = 0.3 + 0.12 * k
        tone = form.get("snout") or (
            "dark" if form.get("marks") in _DARK and form["bib"] < 0.3 else "light" if form["bib"] > 0.3 else self.base
        )
        low, lit = self.tones.of(tone, 0.5), self.tones.of(tone, 0.95)
        if jaw > 0.1:
            ink.fill(ellipse(0, at + 0.34, 0.24, 0.1 + 0.26 * jaw), self.light.shade("#5a1c22", 0.5))
            ink.fill(ellipse(0, at + 0.36 + 0.16 * jaw, 0.17, 0.08 + 0.2 * jaw), self.light.shade("#e27a84", 0.8))
        pads = ellipses([(-0.2, at + 0.2), (0.2, at + 0.2)], [(0.27 + 0.04 * k, 0.22 + 0.04 * k)] * 2)
        bridge = [(-0.15, -0.1), (0.15, -0.1), (0.24 + 0.08 * k, at + 0.1), (-0.24 - 0.08 * k, at + 0.1)]
        shade = Linear(0, -0.2, 0, at + 0.5, [(0, self.tones.of(self.base, 0.95), 0), (0.45, lit, 0.8), (1, low, 1)])
        ink.fill(join([pads, smooth(bridge)]) if k > 0.15 else pads, shade)
        nose = self.coat.get("nose", "#c4716c") if form.get("nose") == "small" else "#1f171b"
        wide = 0.13 if form.get("nose") == "small" else 0.17 + 0.05 * k
        if form.get("nose") == "slits":
            ink.fill(ellipses([(-0.08, at), (0.08, at)], [(0.04, 0.03)] * 2), dark)
        else:
            ink.fill(smooth([(-wide, at - 0.06), (0, at - 0.1), (wide, at - 0.06), (wide * 0.5, at + 0.1), (0, at + 0.15), (-wide * 0.5, at + 0.1)]), self.light.shade(nose, 0.6))  # fmt: skip  # noqa: E501
            ink.fill(ellipse(-wide * 0.25, at - 0.04, wide * 0.3, 0.03), (255, 250, 240), 0.4)
        lips = [smooth([(0, at + 0.12), (s * 0.06, at + 0.3), (s * 0.2, at + 0.36), (s * 0.34, at + 0.27)], closed=False) for s in (-1, 1)]  # fmt: skip  # noqa: E501
        ink.stroke(join(lips), 0.045, dark, 0.75)
        if form.get("whiskers"):
            lines = [polygon([(s * 0.34, at + 0.12 + 0.07 * j), (s * 1.1, at - 0.02 + 0.16 * j)], closed=False) for s in (-1, 1) for j in range(3)]  # fmt: skip  # noqa: E501
            ink.stroke(join(lines), 0.022, self.light.shade("#fff8ee", 0.9), 0.75)

    def _eyes(self, ink: Ink, eye: float, look: float) -> None:
        form, dark, k = self.form, self.light.shade("#1a1216", 0.15), self.long
        large = 0.05 if form["tall"] > 0.6 else 0.0  # Small animals and young ones have large eyes.
        x, y, r = 0.42 - 0.04 * k, -0.08 - 0.04 * k, 0.19 - 0.03 * k - large
        places = [(-x, y), (x, y)]
        if eye < 0.3:
            lids = [
                smooth(
                    [
                        (a - r, b - r * 0.1),
                        (a - r * 0.5, b + r * 0.45),
                        (a + r * 0.5, b + r * 0.45),
                        (a + r, b - r * 0.1),
                    ],
                    closed=False,
                )
                for a, b in places
            ]
            ink.stroke(join(lids), 0.06, dark if form.get("pattern") != "panda" else self.light.shade("#8a8088", 0.6))
            return
        iris = form.get("iris") or ("#7a4a22" if form.get("pattern") != "panda" else "#5a3420")
        ink.fill(ellipses(places, [(r * 1.14, r * 1.14 * eye)] * 2), dark)
        ink.fill(ellipses(places, [(r, r * eye)] * 2), self.light.shade(iris, 1.0))
        seen = [(a + r * 0.2 * look, b) for a, b in places]
        pupil = (r * 0.5, r * 0.88) if form.get("iris") and not large else (r * 0.7, r * 0.7)
        ink.fill(ellipses(seen, [(pupil[0], pupil[1] * eye)] * 2), (16, 12, 16))
        if large and (form.get("iris") or k > 0.9):  # The straight look of lions, tigers and wolves.
            brows = [[(a + s * r * 1.4, b - r * 0.72), (a - s * r * 1.4, b - r * 0.56), (a - s * r * 1.4, b - r * 1.5), (a + s * r * 1.5, b - r * 1.6)] for s, (a, b) in zip((-1, 1), places, strict=True)]  # fmt: skip  # noqa: E501
            ink.fill(join([polygon(brow) for brow in brows]), self.tones.of(self.base, 0.8))
            ink.stroke(join([polygon(brow[:2], closed=False) for brow in brows]), 0.04, dark, 0.9)
        ink.fill(ellipses([(a + r * 0.3, b - r * 0.36) for a, b in places], [r * 0.3] * 2), (255, 252, 246), 0.95)
        ink.fill(ellipses([(a - r * 0.35, b + r * 0.4) for a, b in places], [r * 0.15] * 2), (255, 252, 246), 0.6)
