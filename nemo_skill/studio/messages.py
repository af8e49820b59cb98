"""``POST /run_sse``: one message to the chat agent. What it may cost is reserved before the stream begins.

A second message to a session that is being worked on is refused with 429. ``X-Studio-Dialect: adk`` or ``typed``
chooses the shape of the events; without it the server's own option does.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from nemo_skill.timeline import differences

from . import faults
from .agent import Agent, Turn
from .context import Studio, studio_of, text_field
from .faults import ApiError
from .stream import DIALECTS, Emit, Event, EventStream, Failure, Say, envelope_event

_BUSY_RETRY_S = 10


def message_text(body: dict[str, Any]) -> str:
    """The words of ``new_message.parts``. Raises ``ApiError`` 422 when there are none."""
    message = body.get("new_message") or body.get("newMessage")
    parts = message.get("parts") if isinstance(message, dict) else None
    texts = [part.get("text") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    text = "\n".join(text for text in texts if isinstance(text, str)).strip()
    if not text:
        raise faults.bad_request('expected {"new_message": {"parts": [{"text": "..."}]}} with some text')
    return text


def cost_of(turn: Turn, studio: Studio) -> int:
    limits = studio.limits
    return {"generate": limits.cost_generate, "edit": limits.cost_edit, "talk": limits.cost_talk}[turn.kind]


async def run_sse(request: Request) -> Response:
    studio = studio_of(request)
    account = studio.account(request)
    body = await studio.json_body(request)
    session = studio.session(text_field(body, "session_id", "sessionId"), account)
    text = message_text(body)
    if session.id in studio.busy_sessions:
        raise faults.rate_limited(
            "one message at a time per session: the last one is still being worked on", _BUSY_RETRY_S
        )
    agent = Agent(studio, session)
    turn = agent.understand(text)
    cost = cost_of(turn, studio)
    dialect = DIALECTS.get(request.headers.get("x-studio-dialect", ""), DIALECTS[studio.options.dialect])()
    heartbeat_s = studio.options.heartbeat_s * studio.options.pace
    try:
        studio.accounts.reserve(account.user_id, cost)
    except ApiError as refusal:
        if studio.options.refusal == "event":
            return Response(envelope_event(refusal.body()), media_type=EventStream.media_type)
        raise
    studio.busy_sessions.add(session.id)
    message_id = studio.store.begin_message(session, text, cost)

    async def work(emit: Emit) -> None:
        task = asyncio.current_task()
        assert task is not None
        studio.tasks.add(task)
        task.add_done_callback(studio.tasks.discard)
        await _answer(studio, agent, turn, emit, cost=cost, message_id=message_id)

    return EventStream(work, dialect, heartbeat_s=heartbeat_s)


async def _answer(studio: Studio, agent: Agent, turn: Turn, emit: Emit, *, cost: int, message_id: int) -> None:
    """Work on the message; whatever happens, settle the reservation and free the session."""
    said: list[str] = []

    async def listen(event: Event) -> None:
        if isinstance(event, Say):
            said.append(event.text)
            studio.store.note_answer(message_id, "\n".join(said))
        await emit(event)

    user_id, session_id, before = agent.session.user_id, agent.session.id, agent.session.draft
    try:
        await agent.work(turn, listen)
    except asyncio.CancelledError:
        # The client hung up: like the cloud, what was begun is charged.
        studio.accounts.spend(user_id, cost)
        studio.store.end_message(message_id, "cancelled", "\n".join(said))
        raise
    except Exception as error:
        studio.accounts.refund(user_id, cost)
        studio.store.end_message(message_id, "failed", "\n".join(said))
        await emit(Failure(str(error) or type(error).__name__))
    else:
        # An edit that couldn't be done costs nothing.
        settle = studio.accounts.refund if turn.kind == "edit" and not agent.changed else studio.accounts.spend
        settle(user_id, cost)
        changes = [] if said else differences(before, agent.session.draft, language=turn.language)
        studio.store.end_message(message_id, "done", "\n".join(said), changes)
    finally:
        studio.busy_sessions.discard(session_id)
