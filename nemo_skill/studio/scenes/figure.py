"""One person: a body in a pose, dressed as its look says, lit by the scene, with what it holds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.effects import EFFECTS
from nemo_skill.studio.scenes.gait import Point
from nemo_skill.studio.scenes.heads import Head
from nemo_skill.studio.scenes.ink import Ink, Path, crescent, ellipse, join, polygon, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.skeleton import TORSO, Joints, Pose, ground_speed, joints, pose_of
from nemo_skill.studio.scenes.sketches import tone
from nemo_skill.studio.scenes.wardrobe import Look, look_of

__all__ = ["Body", "Figure", "Look", "look_of"]

_YAW = 0.42
# How long the legs of children are, as a share of those of a grown person of the same build.
_YOUNG_LEGS = 0.8
# Half-widths of the trunk: height above the hip, behind, before; and the same seen from the front.
_SIDE = ((-9, 14.5, 13.5), (-4, 16, 15.5), (10, 15, 14.5), (24, 14, 14.5), (44, 17.5, 18.5), (58, 16.5, 16), (68, 8, 8))
_FRONT = (
    (-9, 16.5, 16.5),
    (-4, 18.5, 18.5),
    (10, 17.5, 17.5),
    (24, 17, 17),
    (44, 22, 22),
    (56, 24.5, 24.5),
    (63, 18.5, 18.5),
    (68, 9, 9),
)
_WOMAN = {-4: 1.06, 10: 0.98, 24: 0.80, 44: 0.92, 56: 0.86, 58: 0.86, 63: 0.9}

_PALM = smooth([(-4, -4.4), (3, -5.2), (8.6, -4.6), (9.6, 0), (8.8, 4.6), (2, 5.0), (-4, 4.4)])
# Fingers as the middles of strokes: stretched out, bent at ease, around something that lies along or across the hand.
_OPEN = [
    polygon([(7, y), (12.5, y * 1.15), (15.6 - 0.12 * y * y, y * 1.25)], closed=False) for y in (-3.5, -1.2, 1.2, 3.4)
]
_EASY = [smooth([(7, y), (11.5, y + 0.6), (13.4 - 0.1 * y * y, y + 2.6)], closed=False) for y in (-3.4, -1.2, 1.0, 3.0)]
_AROUND = [polygon([(6.2, y), (11.4, y * 0.96)], closed=False) for y in (-3.8, -1.3, 1.2, 3.6)]
_ALONG = [polygon([(x, -3.6), (x + 0.5, 2.8)], closed=False) for x in (2.4, 5.0, 7.6, 10.0)]
_THUMB = smooth([(0.5, -3.6), (4.5, -6.4), (8.6, -6.6)], closed=False)
_SHOE = smooth([(-7, -5), (5, -6), (12, 0), (20, 3.5), (21, 8), (-9, 8), (-9.5, 1)])
#: What somebody has of one colour: an umbrella, a balloon, a ball.
_OWN = ("#c8473a", "#2f6fb5", "#e0a93b", "#4d8a63", "#8a4f9a")
_SOLE = rect(-9.5, 6.5, 31, 2.6, 1.2)


class Figure:
    """One person facing right (or the viewer); feet at the origin, 230 units high when grown."""

    def __init__(
        self,
        look: Look,
        pose: str | Pose,
        *,
        flip: bool = False,
        mood: str = "",
        wind: float = 0.2,
        detail: bool = True,
    ) -> None:
        """``mood`` is the face where the pose leaves it open; ``wind`` (0-1) moves hair; ``detail``: folds and strands,
        which nobody sees in a crowd.
        """
        self.look, self.mood, self.wind, self.detail = look, mood, wind, detail
        self.pose = pose if isinstance(pose, Pose) else pose_of(pose)
        self.flip = flip
        self.speed = ground_speed(self.pose.name) * look.build

    def head(self) -> Point:
        """Where the head is as the pose begins, from the feet, in units of a grown person."""
        j = joints(self.pose, 0.0)
        turn = j.lean * 0.6 + j.nod
        x, y = j.neck[0] + 25 * math.sin(turn), j.neck[1] - 25 * math.cos(turn)
        return x * self.look.build * (-1 if self.flip else 1), y * self.look.build

    def hands(self) -> Point:
        """Where the middle of both hands is as the pose begins, like `head`."""
        (ax, ay), (bx, by) = joints(self.pose, 0.0).hands
        return (ax + bx) / 2 * self.look.build * (-1 if self.flip else 1), (ay + by) / 2 * self.look.build

    def draw(self, ink: Ink, light: Light, t: float, *, offset: float = 0.0) -> None:
        """Draw at a moment; ``offset`` (0-1) shifts the beat, so that people do not move in step."""
        across, flip = 1.0, self.flip
        if self.pose.spin:
            # A body that turns around its own axis is seen narrow in turns, its arms to the left and to the right.
            turned = math.cos(2 * math.pi * self.pose.spin * (t + offset))
            across, flip = max(0.4, abs(turned)), turned < 0
        with ink.moved(scale=self.look.build * across, flip=flip, stretch=1 / across):
            Body(self, light, t + offset * self.pose.beat).draw(ink)


class Body:
    """A figure at a moment; ``skeleton`` is another one than its pose's, of somebody on something that moves."""

    def __init__(self, figure: Figure, light: Light, t: float, *, skeleton: Joints | None = None) -> None:
        self.figure, self.look, self.light, self.t = figure, figure.look, light, t
        self.pose = figure.pose
        sunny = 1.0 if light.sun[0] > 0.5 else -1.0
        self.side = -sunny if figure.flip else sunny
        self.j = skeleton or joints(self.pose, t, wide=self.look.breadth)
        stands = not (skeleton or self.pose.seated or self.pose.before or self.pose.behind or self.pose.gap is not None)
        if self.look.build < 0.8 and stands:
            self.j = self.j.with_legs(_YOUNG_LEGS)
        yaw = 0.10 * math.sin(t * 0.7) if self.j.front else _YAW
        self._head = Head(self.look, light, self.side, yaw, figure.detail)
        intent = abs(self.j.nod) > 0.2 and (self.pose.holds or self.pose.before)
        self.face = self.pose.face or figure.mood or ("focus" if intent else "smile")
        own = _OWN[sum(map(ord, str(self.look.top))) % len(_OWN)]
        self._tones = {"own": own, "top": self.look.top, "skin": self.look.skin, "hair": self.look.hair}

    def draw(self, ink: Ink) -> None:
        """What stands behind, the body from far to near, what is held, what stands before."""
        self._stand_by(ink, self.pose.behind)
        self.cape(ink)
        self.head(ink, behind=True)
        far_first = not self.j.front
        if far_first:
            self._holds(ink, "far")
            self.arm(ink, 1)
        self.leg(ink, 1)
        self.leg(ink, 0)
        self.skirt(ink)
        self.torso(ink)
        self.head(ink)
        self._holds(ink, "chin", "chest", "breast", "belly", "lap", "hip", "mouth", "head", "ground", "juggle")
        if not far_first:
            self.arm(ink, 1)
            self._holds(ink, "far")
        self._holds(ink, "both")
        self.arm(ink, 0)
        self._holds(ink, "near", "over")
        if self._grips(0):
            self._fingers(ink, 0, 0.82)
        self._stand_by(ink, self.pose.before)
        for name in self.pose.effects:
            effect, _, place = name.partition("@")
            EFFECTS[effect](ink, self.light, self.t, self._frame(place or "chest")[:2])

    # Limbs -----------------------------------------------------------------------------------------------------------

    def leg(self, ink: Ink, far: int) -> None:
        """Thigh, shin, cloth and shoe."""
        look, j = self.look, self.j
        hip, knee, ankle = j.sockets[far], j.knees[far], j.ankles[far]
        spine = [hip, _mid(hip, knee), knee, _mid(knee, ankle), ankle]
        dim = 0.30 if far and not j.front else 0.66
        widths = np.array([14.5, 12.5, 9.4, 8.4, 5.6]) * (0.92 if look.woman else 1.0)
        if look.trousers < 1:
            ink.fill(ribbon(spine, widths), tone(self.light, look.skin, dim))
        if look.trousers > 0:
            cloth = widths + np.array([0.5, 0.8, 1.4, 1.6, 2.6])
            n = 5 if look.trousers >= 1 else 3 if look.trousers >= 0.4 else 2
            end = [*spine[:n]] if n > 2 else [hip, _mid(hip, knee)]
            path = ribbon(end, cloth[: len(end)])
            self.cloth(ink, path, look.bottom, dim, 0.0 if far and not j.front else 0.5)
            if n == 5 and not far and self._fine(ink):
                self._crease(ink, hip, knee, ankle, 10.0, look.bottom, dim)
        self._shoe(ink, far, dim)

    def _shoe(self, ink: Ink, far: int, dim: float) -> None:
        look, j = self.look, self.j
        ankle, knee = j.ankles[far], j.knees[far]
        bare = look.shoes == "bare"
        leather = tone(self.light, look.skin if bare else look.shoes, dim)
        if look.boots and not bare:
            ink.fill(ribbon([_mid(knee, ankle), _mid(_mid(knee, ankle), ankle), ankle], [10.4, 9, 8]), leather)
        turn = j.toes[far]
        with ink.moved(ankle[0], ankle[1], turn=turn if not j.front else turn * (1 if far else -1)):
            if j.front:
                out = 2 if far else -2
                ink.fill(
                    smooth([(-6, -6), (6, -6), (8 + out, 3), (8.5 + out, 8), (-8.5 + out, 8), (-8 + out, 3)]), leather
                )
            else:
                ink.fill(_SHOE, leather)
                if not bare:
                    ink.fill(_SOLE, tone(self.light, "#e9e4da", dim), 0.8)

    def arm(self, ink: Ink, far: int) -> None:
        """Upper arm, forearm, sleeve and hand."""
        look, j = self.look, self.j
        shoulder, elbow, hand = j.shoulders[far], j.elbows[far], j.hands[far]
        spine = [shoulder, _mid(shoulder, elbow), elbow, _mid(elbow, hand), hand]
        dim = 0.30 if far and not j.front else 0.74
        widths = np.array([9.6, 8.4, 7.0, 6.2, 4.8]) * (0.86 if look.woman else 1.0)
        if look.sleeves < 1:
            ink.fill(ribbon(spine, widths), tone(self.light, look.skin, dim))
        self._hand(ink, far, dim)
        if look.sleeves > 0:
            n = 5 if look.sleeves >= 1 else 3
            reach = [*spine[:2], _mid(spine[1], elbow)] if n == 3 else spine
            # A shoulder seen from the front is no ball.
            loose = np.array([-1.2 if j.front else 1.2, 1.1, 1.4, 1.5, 1.7])
            sleeve = ribbon(reach, (widths + loose)[: len(reach)])
            if look.wide_sleeves:
                sag = 26 + 3 * math.sin(self.t * 2 + far)
                bag = [
                    elbow,
                    hand,
                    (hand[0] - 2, hand[1] + sag),
                    (_mid(elbow, hand)[0] - 4, _mid(elbow, hand)[1] + sag * 0.9),
                ]
                ink.fill(smooth(bag), tone(self.light, look.top, dim * 0.85))
            self.cloth(ink, sleeve, look.top, dim, 0.0 if far and not j.front else 0.6)
            if n == 5 and self._fine(ink):
                self._crease(ink, shoulder, elbow, hand, 7.5, look.top, dim)

    def _hand(self, ink: Ink, far: int, dim: float) -> None:
        (ex, ey), (x, y) = self.j.elbows[far], self.j.hands[far]
        skin = tone(self.light, self.look.gloves or self.look.skin, dim + 0.08)
        with ink.moved(x, y, turn=math.atan2(y - ey, x - ex)):
            ink.stroke(_THUMB, 3.6, skin)
            ink.fill(_PALM, skin)
        if far or not self._grips(0):
            self._fingers(ink, far, dim + 0.08)

    def _grips(self, far: int) -> bool:
        """Whether this hand has something of its own to hold."""
        name = ("near", "far")[far]
        return any(item.partition("@")[2].startswith(name) for item in self.pose.holds)

    def _fingers(self, ink: Ink, far: int, lit: float) -> None:
        """Four fingers: around what the hand holds, stretched out, or at ease."""
        (ex, ey), (x, y) = self.j.elbows[far], self.j.hands[far]
        turn = math.atan2(y - ey, x - ex)
        shape = _OPEN
        if self._grips(far):
            shape = _AROUND
            held = next(i for i in self.pose.holds if i.partition("@")[2].startswith(("near", "far")[far]))
            _, colon, angle = held.partition(":")
            if math.cos(math.radians(float(angle)) - turn if colon else 0.0) > 0.75:
                shape = _ALONG
        elif y > self.j.neck[1] + 55:
            shape = _EASY
        base = self.look.gloves or self.look.skin
        with ink.moved(x, y, turn=turn):
            if self._fine(ink):
                ink.stroke(join(shape), 3.5, tone(self.light, base, lit * 0.42))
            ink.stroke(join(shape), 2.7, tone(self.light, base, lit))

    # Trunk -----------------------------------------------------------------------------------------------------------

    def torso(self, ink: Ink) -> None:
        """The trunk in its cloth, with what is worn over it."""
        look, j, light = self.look, self.j, self.light
        rows = _FRONT if j.front else _SIDE
        left, right = [], []
        dress = 0 < look.skirt < 1 and look.skirt_colour == look.top
        for v, back, front in rows[2:] if dress else rows:
            wide = _WOMAN.get(int(v), 1.0) if look.woman else 1.0
            broad = look.breadth / 0.86 if look.woman else look.breadth
            belly = look.stout * max(0.0, 1 - abs(v - 16) / 34)
            bust = 2.5 if look.woman and not j.front and v == 44 else 0.0
            scale = wide * (1 + (broad - 1) * min(1.0, max(0.0, v / 40)))
            left.append(j.trunk(-back * scale - (belly * 0.4 if not j.front else belly), v))
            right.append(j.trunk(front * scale + belly + bust, v))
        path = smooth([*right, *left[::-1]])
        ink.fill(path, sketches.lit(light, look.top, j.hip[0] - 22, 44, self.side))
        self.cloth(ink, path, look.top, 0.72, 0.7, deep=7.0, under=False)
        if self._fine(ink) and look.top != look.skin:
            self._folds(ink, path)
        turn = j.lean
        with ink.moved(j.hip[0], j.hip[1], turn=turn):
            neckline = [(-6, -66), (6, -66), (1.5 if j.front else 5, -57)]
            if look.sleeves < 1 or look.woman:
                ink.fill(smooth(neckline), tone(light, look.skin, 0.5))
        self._over(ink)

    def _over(self, ink: Ink) -> None:
        look, j = self.look, self.j
        overlays = table("wardrobe")["overlays"]
        if look.flap:
            self._flap(ink, *look.flap)
        with ink.moved(j.hip[0] + (0 if j.front else 4), j.hip[1], turn=j.lean):
            for name, colour in look.over:
                sketches.draw(
                    ink, self.light, overlays[name], {**self._tones, "own": colour or "#c8473a"}, side=self.side
                )
        if look.scarf:
            self._scarf(ink)

    def _flap(self, ink: Ink, colour: str, length: float) -> None:
        """An apron's lower half, which lies on the legs."""
        j = self.j
        n, f = self._down(0, length), self._down(1, length)
        a, b = (-15, 15) if j.front else (-6, 16)
        low = [n, f] if n[0] > f[0] else [f, n]
        right = (low[0][0] + (11 if j.front else 9), low[0][1])
        left = (low[1][0] - (11 if j.front else 2), low[1][1])
        ink.fill(
            polygon([j.trunk(a, 22), j.trunk(b, 22), right, left]),
            sketches.lit(self.light, colour, j.hip[0] - 20, 40, self.side),
        )

    def _scarf(self, ink: Ink) -> None:
        (nx, ny), t = self.j.neck, self.t
        red = tone(self.light, self.look.scarf, 0.8)
        xs = (-4, -22, -40, -54)
        tail = [(nx + x, ny + 4 + i * 3 + i * 3.4 * math.sin(t * 4 - i)) for i, x in enumerate(xs)]
        ink.fill(ribbon(tail, [6, 6.5, 6, 4.5]), tone(self.light, self.look.scarf, 0.5))
        ink.fill(ellipse(nx + 2, ny - 2, 15, 8), red)

    def _down(self, far: int, share: float) -> Point:
        """A point of a leg, from the hip (0) to the ankle (1)."""
        hip, knee, ankle = self.j.sockets[far], self.j.knees[far], self.j.ankles[far]
        a, b, u = (hip, knee, share * 2) if share < 0.5 else (knee, ankle, share * 2 - 1)
        return a[0] + (b[0] - a[0]) * u, a[1] + (b[1] - a[1]) * u

    def skirt(self, ink: Ink) -> None:
        """A skirt, a robe or the tails of a coat: cloth that hangs from the waist over the legs and swings."""
        look, j = self.look, self.j
        if look.skirt <= 0:
            return
        n, f = self._down(0, look.skirt), self._down(1, look.skirt)
        swish = (3 + 5 * look.skirt) * math.sin(self.t * 2.2)
        flare = look.flare + 9
        left, right = (n, f) if n[0] < f[0] else (f, n)
        hem_l = (left[0] - flare + swish * 0.6, left[1] + 2)
        hem_r = (right[0] + flare + swish, right[1] + 2)
        middle = ((hem_l[0] + hem_r[0]) / 2, max(hem_l[1], hem_r[1]) + 4)
        if j.knees[0][1] < j.hip[1] + 24 and not j.front:
            self._lap(ink, n)
            return
        w = 14.0 if look.woman else 16.5
        upper_l, upper_r = j.trunk(-w, 22), j.trunk(w, 22)
        broad = w + (10 if j.front else 5)  # As broad as both thighs.
        hip_l, hip_r = j.trunk(-broad, -2), j.trunk(broad, -2)
        outline = [upper_l, upper_r, hip_r, _mid(hip_r, hem_r), hem_r, middle, hem_l, _mid(hip_l, hem_l), hip_l]
        path = smooth(outline)
        colour = look.skirt_colour or look.top
        x0 = min(hem_l[0], hip_l[0])
        ink.fill(path, sketches.lit(self.light, colour, x0, max(hem_r[0], hip_r[0]) - x0, self.side))
        folds = [
            smooth([j.trunk(u * 6, 8), _blend(hem_l, hem_r, 0.5 + 0.2 * u)], closed=False) for u in (-1.4, 0.2, 1.5)
        ]
        ink.stroke(join(folds), 1.6, tone(self.light, colour, 0.1), 0.35)
        self.rim(ink, path, 0.5)

    def _lap(self, ink: Ink, hem: Point) -> None:
        """A skirt on somebody who sits: along the thighs, over the knees as far as it reaches."""
        look, j = self.look, self.j
        (hx, hy), (kx, ky) = j.hip, j.knees[0]
        colour = look.skirt_colour or look.top
        outline = [j.trunk(-14, 22), (hx - 19, hy + 2), (hx - 14, hy + 16), (kx - 8, ky + 17)]
        if look.skirt > 0.5:
            outline += [(hem[0] - 15, hem[1]), (hem[0] + 15, hem[1] + 3)]
        outline += [(kx + 11, ky + 2), (kx + 2, ky - 14), j.trunk(14, 22)]
        path = smooth(outline)
        ink.fill(path, sketches.lit(self.light, colour, hx - 20, kx - hx + 34, self.side))
        ink.stroke(smooth([(hx, hy + 4), (kx - 6, ky + 4)], closed=False), 1.6, tone(self.light, colour, 0.1), 0.35)

    def cape(self, ink: Ink) -> None:
        """What hangs from the shoulders or is carried on the back."""
        look, j, t = self.look, self.j, self.t
        back = table("wardrobe")["backs"].get(look.back)
        if back:
            with ink.moved(*j.neck, turn=j.lean + 0.03 * math.sin(t * 3)):
                sketches.draw(ink, self.light, back, {**self._tones, "own": look.cape or "#d9dde4"}, side=self.side)
        elif look.cape:
            wind = 10 * math.sin(t * 2.4)
            a, b = j.trunk(-13, 64), j.trunk(9, 64)
            low = max(j.ankles[0][1], j.ankles[1][1]) - 16
            back_x = j.hip[0] - (54 if not j.front else 40)
            right = j.hip[0] + (6 if not j.front else 40)
            outline = [
                a,
                b,
                (right, j.hip[1]),
                (right - 4 + wind, low),
                (back_x - wind * 1.4, low - 8 + wind),
                (back_x + 6, j.hip[1]),
            ]
            ink.fill(smooth(outline), sketches.lit(self.light, look.cape, back_x - 20, 90, self.side, 0.7))

    # Head, things ----------------------------------------------------------------------------------------------------

    def head(self, ink: Ink, *, behind: bool = False) -> None:
        """Neck and head; ``behind``: only what falls behind the shoulders."""
        j, look = self.j, self.look
        x, y, turn = self._frame("head")
        if not behind:
            neck = ribbon(
                [(j.neck[0], j.neck[1] + 6), ((j.neck[0] + x) / 2, (j.neck[1] + y) / 2 + 2), (x, y + 6)], [7.6, 7, 7]
            )
            ink.fill(neck, tone(self.light, look.skin, 0.28))
        with ink.moved(x, y, turn=turn, scale=look.head):
            if behind:
                self._head.behind(ink, self.t, self.figure.wind)
            else:
                self._head.draw(ink, self.t, self.face)

    def _frame(self, place: str) -> tuple[float, float, float]:
        """Where a thing is held: x, y and its angle; "near+40^9" is 40 units in front of the near hand, 9 above."""
        j = self.j
        place, _, ahead = place.partition("+")
        if ahead:
            x, y, turn = self._frame(place)
            on, _, above = ahead.partition("^")
            return x + float(on), y - float(above or 0), turn
        if place in ("near", "far"):
            k = int(place == "far")
            (ex, ey), (x, y) = j.elbows[k], j.hands[k]
            a = math.atan2(y - ey, x - ex)
            return x + math.cos(a) * 7, y + math.sin(a) * 7, a
        if place == "both":
            (ax, ay), (bx, by) = j.hands[1], j.hands[0]
            return (ax + bx) / 2, (ay + by) / 2, math.atan2(by - ay, bx - ax)
        if place == "mouth":
            x, y, turn = self._frame("head")
            return x - math.sin(turn) * 13, y + math.cos(turn) * 13, turn
        if place == "head":
            bent = min(1.0, max(0.0, (abs(j.lean) - 0.85) / 0.6))
            turn = j.lean * (0.5 + 0.5 * bent) + j.nod
            up = 25.0 + (self.look.head - 1) * 14
            x = j.neck[0] + math.sin(turn) * up + (0 if j.front else 3.0 * math.cos(turn))
            return x, j.neck[1] - math.cos(turn) * up, turn
        if place == "chest":
            return (*j.trunk(0, TORSO), j.lean)
        if place == "breast":
            return (*j.trunk(20, 42), 0.0)
        if place == "chin":
            return (*j.trunk(14, TORSO + 5), 0.0)
        if place == "lap":
            return (*j.trunk(26, 18), 0.0)
        if place == "juggle":
            u = (self.t / self.pose.beat) % 1.0
            return 34 * math.cos(math.pi * u), j.neck[1] - 20 - 70 * math.sin(math.pi * u), 0.0
        if place == "ground":
            return 0.0, 0.0, 0.0
        return (*(j.trunk(0, 26) if place == "belly" else j.hip), j.lean)

    def _holds(self, ink: Ink, *places: str) -> None:
        for item in self.pose.holds:
            name, _, place = item.partition("@")
            place, _, angle = place.partition(":")
            place, _, more = place.partition("~")
            if place.partition("+")[0] not in places:
                continue
            x, y, turn = self._frame("both" if place == "over" else place)
            turn = math.radians(float(angle)) if angle else turn + math.radians(float(more or 0))
            with ink.moved(x, y, turn=turn):
                sketches.draw(ink, self.light, table("props")["held"][name], self._tones, side=self.side)

    def _stand_by(self, ink: Ink, names: tuple[str, ...]) -> None:
        for item in names:
            name, _, place = item.partition("@")
            with ink.moved(float(place or 0), 0):
                sketches.draw(ink, self.light, table("props")["standing"][name], self._tones, side=self.side)

    def cloth(
        self, ink: Ink, path: Path, base: Any, share: float, rim: float, *, deep: float = 3.6, under: bool = True
    ) -> None:
        """A round piece: its colour, a second tone where it turns from the light, an edge that catches it."""
        if under:
            ink.fill(path, tone(self.light, base, share))
        if not rim and not self._fine(ink):
            return
        with ink.clipped(path):
            if ink.scale > 0.5:
                ink.fill(self._beyond(path, deep), tone(self.light, base, share * 0.12), 0.5, even_odd=True)
            if rim:
                self._edge(ink, path, rim)

    def _fine(self, ink: Ink) -> bool:
        return self.figure.detail and ink.scale > 0.8

    def rim(self, ink: Ink, path: Path, strength: float) -> None:
        """An edge that catches the sun."""
        with ink.clipped(path):
            self._edge(ink, path, strength)

    def _edge(self, ink: Ink, path: Path, strength: float) -> None:
        power = float(np.clip(self.light.key.max(), 0.2, 0.9))
        ink.fill(self._beyond(path, -1.7), self.light.rim, strength * 0.72 * power, even_odd=True)

    def _beyond(self, path: Path, by: float) -> Path:
        """What a path has beyond itself, moved towards the light: to be filled even-odd within the path."""
        return crescent(path, by * self.side, -0.7 * by)

    def _crease(self, ink: Ink, a: Point, b: Point, c: Point, wide: float, base: Any, dim: float) -> None:
        """Folds of cloth in the crook of a bent joint b; none where the limb is straight."""
        (ax, ay), (bx, by), (cx, cy) = a, b, c
        mx, my = (ax + cx) / 2 - bx, (ay + cy) / 2 - by
        bend = math.hypot(mx, my)
        if bend < 3:
            return
        ux, uy = mx / bend, my / bend
        inner = (bx + ux * wide * 0.8, by + uy * wide * 0.8)
        folds = []
        for (px, py), reach in ((a, 0.26), (c, 0.3)):
            end = (bx + (px - bx) * reach - ux * wide * 0.45, by + (py - by) * reach - uy * wide * 0.45)
            folds.append(smooth([inner, _blend(inner, end, 0.5), end], closed=False))
        ink.stroke(join(folds), 1.1, tone(self.light, base, dim * 0.05), min(0.45, bend / 36))

    def _folds(self, ink: Ink, path: Path) -> None:
        """Folds of a top from the arms and above the waist, which shift as the body breathes."""
        j, sway = self.j, 0.8 * math.sin(self.t * 1.9)
        lines = [
            [(-12, 50), (-6, 44 + sway), (1, 42)],
            [(-15, 18), (-6, 13 + sway), (5, 14)],
            [(13, 8), (6, 4 - sway), (-3, 6)],
            [(-13, 0), (-7, -4), (0, -3 + sway)],
        ]
        folds = join([smooth([j.trunk(u * self.look.breadth, v) for u, v in line], closed=False) for line in lines])
        with ink.clipped(path):
            ink.stroke(folds, 1.3, tone(self.light, self.look.top, 0.0), 0.4)
            shifted = Path(folds.commands, folds.points + np.array([0, -1.6], np.float32))
            ink.stroke(shifted, 0.9, tone(self.light, self.look.top, 1.1), 0.35)


def _mid(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _blend(a: Point, b: Point, u: float) -> Point:
    return a[0] + (b[0] - a[0]) * u, a[1] + (b[1] - a[1]) * u
