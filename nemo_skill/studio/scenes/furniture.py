"""What lies on the counters of rooms, and where things stand along a wall."""

from __future__ import annotations

from dataclasses import dataclass

from nemo_skill.studio.scenes.gloss import steam
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, polygon, rect, rects, smooth
from nemo_skill.studio.scenes.light import Light


@dataclass(frozen=True)
class Place:
    """The back wall in design units: its width, the row of its foot, and how long a metre is there."""

    w: float
    foot: float
    metre: float

    @property
    def ceiling(self) -> float:
        """The row where wall and ceiling meet; above the frame in a wide one."""
        return self.foot - 2.95 * self.metre

    def at(self, share: float) -> float:
        """A place along the wall, as far as it is seen."""
        return self.w * share

    def spread(self, share: float) -> float:
        """A place along the whole wall: in an upright frame only its middle is seen."""
        return self.w / 2 + (share - 0.5) * max(self.w, 8.2 * self.metre)


def groceries(ink: Ink, light: Light, x: float, y: float) -> None:
    """A board with a knife and vegetables, and a pot."""
    ink.fill(ellipse(x + 20, y + 16, 300, 20), (0, 0, 0), 0.22)
    ink.fill(
        polygon([(x - 210, y + 18), (x - 170, y - 26), (x + 170, y - 26), (x + 210, y + 18)]),
        light.shade("#c58f55", 0.9),
    )
    ink.fill(rect(x - 210, y + 18, 420, 12, 4), light.shade("#a06f3c", 0.5))
    for dx, dy, r, tone in ((-120, -14, 34, "#d8402f"), (-62, -4, 30, "#e05238"), (-92, 8, 27, "#c8352a")):
        ink.fill(ellipse(x + dx, y + dy - r * 0.5, r, r * 0.92), light.shade(tone, 0.85))
        ink.fill(ellipse(x + dx - r * 0.3, y + dy - r * 0.9, r * 0.28, r * 0.18), (255, 255, 255), 0.45)
        ink.fill(ellipse(x + dx, y + dy - r * 1.34, r * 0.3, r * 0.12), light.shade("#4f7d3a", 0.6))
    for k in range(3):
        cx, cy = x + 10 + 26 * k, y - 12 + 9 * k
        ink.fill(
            smooth([(cx, cy - 9), (cx + 120, cy - 3), (cx + 128, cy), (cx + 120, cy + 3), (cx, cy + 9)]),
            light.shade("#e8862f", 0.85),
        )
        ink.fill(
            smooth([(cx, cy - 8), (cx - 34, cy - 18), (cx - 22, cy), (cx - 36, cy + 12), (cx, cy + 8)]),
            light.shade("#5c8f3c", 0.7),
        )
    for k in range(5):
        ink.fill(ellipse(x - 20 + 17 * k, y + 12 - (k % 2) * 5, 13, 6), light.shade("#7fb04a", 0.5 + 0.08 * k))
    px = x + 330
    steel = [
        (0, light.shade("#7d8288", 0.3), 1),
        (0.4, light.shade("#f2f4f5", 1.0), 1),
        (1, light.shade("#878d93", 0.4), 1),
    ]
    ink.fill(rect(px - 92, y - 104, 184, 118, 16), Linear(px - 92, 0, px + 92, 0, steel))
    ink.fill(ellipse(px, y - 104, 92, 17), light.shade("#3a3d41", 0.5))
    ink.fill(rects([(px - 122, y - 84, 32, 13), (px + 90, y - 84, 32, 13)]), light.shade("#2a2c30", 0.6))


def cups(ink: Ink, light: Light, t: float, x: float, y: float) -> None:
    """Three cups with steam."""
    for k, dx in enumerate((0.0, 150.0, 290.0)):
        cx, r = x + dx, 50.0 - 5 * k
        ink.fill(ellipse(cx + 8, y + 6, r * 1.7, r * 0.34), (0, 0, 0), 0.22)
        ink.fill(ellipse(cx, y, r * 1.5, r * 0.32), light.shade("#efe9e0", 0.8))
        ink.stroke(ellipse(cx + r * 1.05, y - r * 0.66, r * 0.34), 9, light.shade("#e6e0d6", 0.7))
        body = smooth(
            [
                (cx - r, y - r * 1.25),
                (cx - r * 0.86, y - r * 0.35),
                (cx - r * 0.4, y - 2),
                (cx + r * 0.4, y - 2),
                (cx + r * 0.86, y - r * 0.35),
                (cx + r, y - r * 1.25),
            ]
        )
        ink.fill(
            body,
            Linear(
                cx - r,
                0,
                cx + r,
                0,
                [
                    (0, light.shade("#d9d3c8", 0.4), 1),
                    (0.55, light.shade("#fffdf8", 1.0), 1),
                    (1, light.shade("#cfc8bc", 0.5), 1),
                ],
            ),
        )
        ink.fill(ellipse(cx, y - r * 1.25, r, r * 0.24), light.shade("#f6f1e8", 0.9))
        ink.fill(ellipse(cx, y - r * 1.23, r * 0.86, r * 0.18), light.shade("#8a5a34", 0.7))
        ink.fill(ellipse(cx - r * 0.1, y - r * 1.24, r * 0.34, r * 0.09), light.shade("#f0dcbc", 0.9))
        steam(ink, light, t + 2.3 * k, x=cx, y=y - r * 1.3, width=r * 0.9, height=150, strength=0.7)
