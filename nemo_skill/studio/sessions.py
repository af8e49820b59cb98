"""The small endpoints: token, session, claim token, credits, state."""

from __future__ import annotations

import secrets
import time

from starlette.requests import Request
from starlette.responses import JSONResponse

from . import faults
from .accounts import digest, iso_time
from .context import base_url, studio_of, text_field
from .faults import success
from .store import state_document

CLAIM_S = 3600


async def anonymous_token(request: Request) -> JSONResponse:
    studio = studio_of(request)
    client_id = request.headers.get("x-client-id", "").strip()
    if not client_id:
        raise faults.client_id_missing("missing X-Client-Id")
    grant = studio.accounts.issue(client_id, request.client.host if request.client else "")
    return success(
        {
            "token": grant.token,
            "credits": grant.credits,
            "user_id": grant.user_id,
            "expires_at": iso_time(grant.expires_at),
        }
    )


async def create_session(request: Request) -> JSONResponse:
    studio = studio_of(request)
    account = studio.account(request)
    body = await studio.json_body(request)
    session = studio.store.create_session(
        account.user_id,
        task_name=text_field(body, "task_name", "taskName")[:200] or "project",
        language=text_field(body, "language")[:35] or "en",
        ratio="16:9",
    )
    return success({"task_id": session.task_id, "session_id": session.id, "user_id": account.user_id})


async def claim_token(request: Request) -> JSONResponse:
    studio = studio_of(request)
    account = studio.account(request)
    body = await studio.json_body(request)
    session = studio.session(text_field(body, "session_id", "sessionId"), account)
    claim = "clm_" + secrets.token_urlsafe(24)
    now = time.time()
    studio.db.run("DELETE FROM claims WHERE expires_at < ?", now)
    studio.db.run("INSERT INTO claims VALUES (?, ?, ?)", digest(claim), session.id, now + CLAIM_S)
    studio.promised_until = now + CLAIM_S
    return success({"claim_token": claim, "expires_in": CLAIM_S})


async def credits(request: Request) -> JSONResponse:
    account = studio_of(request).account(request)
    return success({"available": account.available, "frozen": account.frozen, "total": account.total})


async def state(request: Request) -> JSONResponse:
    studio = studio_of(request)
    session = studio.session(request.path_params["session"], studio.account(request))
    return success(
        state_document(
            session,
            studio.store.assets(session.id),
            base_url=base_url(request),
            canvas=studio.options.canvas(session.ratio),
        )
    )


async def health(request: Request) -> JSONResponse:
    """Who answers here, for the skill's own start and check; needs no token."""
    return success({"server": "nemo-studio", "engine": studio_of(request).options.engine})
