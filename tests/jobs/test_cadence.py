"""When to look at a render."""

from __future__ import annotations

import random
import time

import pytest

from nemo_skill.jobs.cadence import Look, next_wait

NEVER_MOVES = [Look(0, 5), Look(40, 5)]


def wait(looks: list[Look], history: list[float] | None = None) -> float:
    return next_wait(looks, history or [], interval_s=30, limit=10)


def moments(takes_s: float, progress: float | None, history: list[float]) -> list[float]:
    """When a render that takes so long, and reports always the same, is looked at."""
    looks = [Look(0.0, progress)]
    while looks[-1].at_s < takes_s:
        looks.append(Look(looks[-1].at_s + wait(looks, history), progress))
    return [look.at_s for look in looks[1:]]


@pytest.mark.parametrize("progress", [None, 5.0])
def test_nothing_known(progress: float | None) -> None:
    """The first look falls into the documented span of 30-90 s, near its start where progress is reported."""
    assert 30 <= wait([Look(0, progress)]) <= (40 if progress else 60)


@pytest.mark.parametrize("takes_s", [38.0, 50.0, 62.0, 80.0, 90.0])
def test_linear_progress_tells_the_end(takes_s: float) -> None:
    """A steady progress: found within seconds, by few looks."""
    looks = [Look(0.0, 5), Look(30.0, int(5 + 95 * 30 / takes_s))]
    while looks[-1].at_s < takes_s:
        at = looks[-1].at_s + wait(looks)
        looks.append(Look(at, int(5 + 95 * min(at / takes_s, 1))))
    assert looks[-1].at_s - takes_s <= 4
    assert len(looks) <= 6


@pytest.mark.parametrize("power", [0.65, 1.5])
def test_uneven_progress_is_recognised(power: float) -> None:
    """Two reports are enough for a progress that slows down or speeds up."""
    looks = [Look(at, 5 + 95 * (at / 80) ** power) for at in (0.0, 38.0, 60.0)]
    assert 77 <= 60 + wait(looks) <= 85


def test_progress_in_quarters() -> None:
    """Half done since some time: neither overdue nor far."""
    found = 40 + wait([Look(0, 0), Look(25, 25), Look(40, 50)])
    assert 46 <= found <= 66


def test_history_is_used() -> None:
    """Where renders took a minute, the first look comes right behind it, and a missed one is followed soon."""
    history = [60.0, 61.0, 62.0, 59.0, 63.0]
    first = wait([Look(0, None)], history)
    assert 58 <= first <= 68
    assert wait([Look(0, None), Look(first, None)], history) <= 15


def test_strays_in_the_history_do_not_count() -> None:
    """A render that took hours (its process was away) changes nothing much."""
    history = [45.0, 46.0, 44.0, 45.5, 44.5, 46.5]
    assert abs(wait([Look(0, None)], history) - wait([Look(0, None)], [*history, 9000.0])) <= 5


@pytest.mark.parametrize("progress", [None, 5.0])
@pytest.mark.parametrize("history", [[], [52.0, 55.0, 60.0, 65.0, 68.0]])
def test_no_more_requests_than_documented(progress: float | None, history: list[float]) -> None:
    """On the average over renders that end as expected, also where progress tells nothing."""
    takes = [float(n) for n in (range(52, 69) if history else range(31, 90, 2))]
    ours = sum(len(moments(each, progress, history)) for each in takes)
    assert ours <= 1.05 * sum(-(-each // 30) for each in takes)


def test_documented_interval_after_the_documented_looks() -> None:
    """Beyond ten requests, and beyond the planned span, the documented pace holds."""
    assert wait([Look(20.0 * n, None) for n in range(11)]) == 30
    assert wait([Look(0, None), Look(400, 5)]) == 30


@pytest.mark.parametrize(
    "looks",
    [
        [],
        [Look(10, 99), Look(11, 99.9)],
        [Look(5, 100), Look(5, 100)],
        [Look(1, 50), Look(2, 10)],
        [Look(0, 5), Look(50, 1e9)],
        [Look(0, -5), Look(50, float("nan"))],
        [Look(100, 5), Look(3, 5)],
        NEVER_MOVES,
    ],
)
def test_any_answer_gives_a_sane_wait(looks: list[Look]) -> None:
    """Neither a busy loop nor a forgotten render, whatever was reported and however the clock jumped."""
    assert 1.5 <= wait(looks) <= 75
    assert 1.5 <= wait(looks, [0.0, -3.0, 1e12]) <= 75


def test_scale() -> None:
    """Times are relative to the documented interval."""
    looks = [Look(0, 5), Look(30, 50)]
    small = [Look(look.at_s / 100, look.progress) for look in looks]
    assert next_wait(small, [], interval_s=0.3, limit=10) * 100 == pytest.approx(wait(looks))


def test_fast() -> None:
    """A decision costs milliseconds."""
    rng = random.Random(1)
    history = [rng.uniform(30, 90) for _ in range(50)]
    began = time.perf_counter()
    wait([Look(0, 5), *(Look(10.0 * n, 9 * n) for n in range(1, 9))], history)
    assert time.perf_counter() - began < 1.0
