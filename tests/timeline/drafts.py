"""Drafts to test with: the documented shape, and Hypothesis strategies for whatever else may come."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from nemo_skill.timeline import keys

Draft = dict[str, Any]


def segment(duration: Any, start: Any = None, **metadata: Any) -> Draft:
    """A segment of the documented shape, with its metadata under ``m``."""
    return {"d": duration, "m": metadata} if start is None else {"s": start, "d": duration, "m": metadata}


def city() -> Draft:
    """The draft behind the specified example summary."""
    return {
        "d": 10000,
        "t": [
            {"tt": 0, "sg": [segment(10000, 0, name="city timelapse")]},
            {"tt": 1, "sg": [segment(10000, 0, name="Lo-fi", volume=0.35)]},
            {"tt": 7, "sg": [segment(3000, 0, text="Urban Dreams")]},
        ],
    }


def three_clips() -> Draft:
    """Three clips one after the other, without start times."""
    return {"t": [{"tt": 0, "sg": [segment(5000, name="A"), segment(5000, name="B"), segment(4000, name="C")]}]}


def edited(draft: Draft, edit: Callable[[Draft], object]) -> Draft:
    """A copy of a draft after an edit in place."""
    after = copy.deepcopy(draft)
    edit(after)
    return after


_FAMILIES = (keys.TRACKS, keys.SEGMENTS, keys.TYPE, keys.META, keys.ID, keys.START, keys.WEAK_START, keys.DURATION,
             keys.END, keys.RANGE, keys.VOLUME, keys.MUTED, keys.SPEED, keys.TEXT, keys.NAME, keys.SOURCE, keys.ROLE,
             keys.NESTED, keys.CANVAS,
             ("draft", "state", "data", "color", "style", "filter", "updated_at"))  # fmt: skip

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.integers(0, 8),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["1:02:05", "3.5s", "35%", "-6dB", "#ffffff", "https://x.org/a%20b.mp4?x=1", '{"t":[]}', "{", "[1"]
    ),
)
any_key = st.sampled_from(sorted({key for family in _FAMILIES for key in family})) | st.text(max_size=6)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_key, inner, max_size=6),
    max_leaves=25,
)

_names = st.sampled_from(["A", "B", "sunset", "城市", ""])
_segments = st.fixed_dictionaries(
    {"d": st.integers(0, 9000)},
    optional={
        "id": st.sampled_from(["1", "2", "3", "4"]),
        "s": st.integers(0, 20000),
        "volume": st.sampled_from([0, 0.2, 0.35, 1]),
        "m": st.fixed_dictionaries({}, optional={"name": _names, "text": _names, "fx": st.integers(0, 3)}),
        "extra": anything,
    },
)
drafts = st.fixed_dictionaries(
    {
        "t": st.lists(
            st.fixed_dictionaries({"tt": st.sampled_from([0, 1, 7, 3]), "sg": st.lists(_segments, max_size=5)}),
            max_size=4,
        )
    },
    optional={"d": st.integers(0, 30000), "ratio": st.sampled_from(["16:9", "9:16"]), "more": anything},
)
