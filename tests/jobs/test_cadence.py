"""When to look at a render."""

from __future__ import annotations

from nemo_skill.jobs.cadence import Look, next_wait


def wait(looks: list[Look], history: list[float] | None = None) -> float:
    return next_wait(looks, history or [], interval_s=30, limit=10)


def test_nothing_known() -> None:
    """The first look comes before the shortest documented render ends."""
    assert 20 <= wait([]) <= 30


def test_progress_is_extrapolated() -> None:
    """Half done after twenty seconds: the next look comes at about the end."""
    found = wait([Look(0, 0), Look(5, 10), Look(20, 50)])
    assert 15 <= found <= 25


def test_history_is_used() -> None:
    """Where renders took a minute, nobody looks after thirty seconds."""
    assert wait([Look(30, None)], [60.0, 61.0, 62.0]) >= 25


def test_documented_interval_after_the_documented_looks() -> None:
    """Beyond ten requests the documented pace holds."""
    assert wait([Look(9.0 * n, None) for n in range(10)]) == 30


def test_never_zero() -> None:
    """No state of knowledge leads to a busy loop."""
    for looks in ([Look(10, 99), Look(11, 99.9)], [Look(5, 100), Look(5, 100)], [Look(1, 50), Look(2, 10)]):
        assert wait(looks) >= 2
