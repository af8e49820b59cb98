"""The agent's tool calls as events: a call, then its result with what it changed in the state."""

from __future__ import annotations

import itertools
from typing import Any

from ..stream import Emit, Progress, ToolCall, ToolResult


class Tools:
    """Numbers the calls of one message."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._ids = itertools.count(1)
        self._percent = -1

    async def call(self, name: str, args: dict[str, Any]) -> ToolCall:
        call = ToolCall(name, args, f"adk-{next(self._ids)}")
        await self._emit(call)
        return call

    async def result(self, call: ToolCall, response: dict[str, Any], **delta: Any) -> None:
        await self._emit(ToolResult(call.name, response, call.id, delta))

    async def progress(self, share: float) -> None:
        """Tell how much of the drawing is done (0 to 1); what doesn't grow isn't told."""
        percent = int(share * 100)
        if percent > self._percent:
            self._percent = percent
            await self._emit(Progress(percent))
