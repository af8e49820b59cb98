"""The agent's tool calls as events: a call, then its result with what it changed in the state."""

from __future__ import annotations

import itertools
from typing import Any

from ..stream import Emit, ToolCall, ToolResult


class Tools:
    """Numbers the calls of one message."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._ids = itertools.count(1)

    async def call(self, name: str, args: dict[str, Any]) -> ToolCall:
        call = ToolCall(name, args, f"adk-{next(self._ids)}")
        await self._emit(call)
        return call

    async def result(self, call: ToolCall, response: dict[str, Any], **delta: Any) -> None:
        await self._emit(ToolResult(call.name, response, call.id, delta))
