"""What one server may be told: its limits (as the cloud has them) and its manners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

MIB = 1024 * 1024

#: Canvas shapes that the chat agent offers, width to height.
RATIOS: dict[str, tuple[int, int]] = {
    "16:9": (16, 9),
    "9:16": (9, 16),
    "1:1": (1, 1),
    "4:5": (4, 5),
    "4:3": (4, 3),
    "3:4": (3, 4),
    "21:9": (21, 9),
}


@dataclass(frozen=True)
class Limits:
    """Quotas. The defaults are the cloud's, so that a test meets what a user would meet."""

    credits: int = 100
    cost_generate: int = 100
    cost_edit: int = 50
    cost_talk: int = 0
    token_days: float = 7.0
    tokens_per_ip: int | None = 10
    one_token_per_client: bool = True
    top_up: bool = False
    upload_bytes: int = 500 * MIB
    body_bytes: int = 2048 * MIB
    json_bytes: int = 16 * MIB
    timeline_s: float = 600.0
    clip_s: float = 120.0
    waiting_renders: int = 50
    allow_private_urls: bool = False
    keep_days: float | None = None

    @classmethod
    def relaxed(cls) -> Limits:
        """For a preview on one's own machine: nobody is ever turned away, credits never run out."""
        return cls(credits=100_000, tokens_per_ip=None, one_token_per_client=False, top_up=True, keep_days=30.0)


@dataclass(frozen=True)
class Options:
    """How the server behaves where deployments of the cloud differ, and how fast it pretends.

    ``pace`` multiplies pretended waits only: heartbeats and the pause between the two stages.
    """

    pace: float = 1.0
    engine: str = "animatic"
    engine_settings: Mapping[str, Any] = field(default_factory=dict)
    dialect: Literal["adk", "typed"] = "adk"
    refusal: Literal["json", "event"] = "json"
    wrap_renders: bool = False
    silent_share: float = 0.3
    short_side: int = 1080
    heartbeat_s: float = 10.0
    stage_pause_s: float = 0.05
    workers: int = 2
    hosts: tuple[str, ...] = field(default_factory=tuple)

    def canvas(self, ratio: str) -> tuple[int, int]:
        """Width and height in pixels, both even; 1920x1080 for 16:9 and 1080x1920 for 9:16."""
        wide, high = RATIOS[ratio]
        if wide >= high:
            width, height = self.short_side * wide / high, float(self.short_side)
            longest = self.short_side * 16 / 9
            if width > longest:
                width, height = longest, longest * high / wide
        else:
            width, height = float(self.short_side), self.short_side * high / wide
        return round(width / 2) * 2, round(height / 2) * 2
