"""The skill's own clock: every wait goes through it, so that `NEMO_PACE` can shorten them all for a test."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from nemo_skill.errors import UsageError


class Pace:
    """Multiplies waits by `factor` (1.0 by default); network time-outs never fall below five seconds."""

    MIN_NETWORK_S = 5.0

    def __init__(self, factor: float = 1.0) -> None:
        self.factor = factor

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Pace:
        """Read `NEMO_PACE`.

        Raises:
            UsageError: it is not a positive number.
        """
        text = environ.get("NEMO_PACE", "").strip()
        if not text:
            return cls()
        try:
            factor = float(text)
        except ValueError:
            factor = 0.0
        if not 0 < factor < 1000:
            raise UsageError(f"NEMO_PACE must be a positive number, got {text!r}.", hint="Unset it, or set it to 1.")
        return cls(factor)

    def seconds(self, seconds: float) -> float:
        """A wait of `seconds` as it is in this process."""
        return seconds * self.factor

    def network(self, seconds: float) -> float:
        """A network time-out: scaled, but never below five seconds (or below `seconds`, when that is less)."""
        return max(seconds * self.factor, min(seconds, self.MIN_NETWORK_S))

    def wait(self, seconds: float, stop: threading.Event | None = None) -> bool:
        """Sleep; True when `stop` was set meanwhile."""
        if stop is not None:
            return stop.wait(self.seconds(seconds))
        time.sleep(self.seconds(seconds))
        return False
