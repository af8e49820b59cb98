"""The ASGI application: routes, the errors they answer with, and what lives as long as the server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import files, messages, pages, renders, sessions, uploads
from .context import Studio
from .faults import ApiError
from .guard import Guard
from .page.stills import Stills
from .renders import RenderQueue
from .settings import Limits, Options

log = logging.getLogger("nemo_skill.studio")

ROUTES: Sequence[Route] = (
    Route("/api/auth/anonymous-token", sessions.anonymous_token, methods=["POST"]),
    Route("/api/auth/claim-token", sessions.claim_token, methods=["POST"]),
    Route("/api/tasks/me/with-session/nemo_agent", sessions.create_session, methods=["POST"]),
    Route("/run_sse", messages.run_sse, methods=["POST"]),
    Route("/api/upload-video/nemo_agent/me/{session}", uploads.upload, methods=["POST"]),
    Route("/api/credits/balance/simple", sessions.credits, methods=["GET"]),
    Route("/api/state/nemo_agent/me/{session}/latest", sessions.state, methods=["GET"]),
    Route("/api/render/proxy/lambda", renders.submit, methods=["POST"]),
    Route("/api/render/proxy/lambda/{render}", renders.status, methods=["GET"]),
    Route("/api/render/proxy/lambda/{render}/cancel", renders.cancel, methods=["POST"]),
    Route("/api/render/proxy/{render}/download", renders.download, methods=["GET"]),
    Route("/files/{secret}/{name}", files.stored_file, methods=["GET"]),
    Route("/workspace/claim", pages.workspace, methods=["GET"]),
    Route("/workspace/assets/{name}", pages.asset, methods=["GET"]),
    Route("/stills/{secret}.jpg", pages.still, methods=["GET"]),
    Route("/health", sessions.health, methods=["GET"]),
    Route("/", pages.home, methods=["GET"]),
)


async def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return error.response()


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    body = {"code": error.status_code, "message": error.detail, "data": {}}
    return JSONResponse(body, status_code=error.status_code, headers=error.headers)


async def _crash(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return JSONResponse({"code": 500, "message": "internal error", "data": {}}, status_code=500)


def create_app(
    data: Path, *, limits: Limits | None = None, options: Options | None = None, hosts: Sequence[str] = ()
) -> Starlette:
    """The server's application over one data folder (created when missing).

    Args:
        data: folder of the database and the files; one server at a time (see :func:`nemo_skill.studio.serve`).
        limits: quotas; the cloud's by default.
        options: pace, engine, dialects.
        hosts: names beside the loopback ones that requests may be addressed to.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    limits = limits or Limits()
    studio = Studio.open(data, limits, options or Options())

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        queue = RenderQueue(studio)
        app.state.renders = queue
        queue.resume()
        try:
            yield
        finally:
            await asyncio.gather(queue.close(), *studio.hang_up(), return_exceptions=True)
            await studio.workers.close()
            studio.db.close()

    allowed = frozenset(host.lower() for host in hosts)
    app = Starlette(
        routes=list(ROUTES),
        middleware=[Middleware(Guard, hosts=allowed, activity=studio.activity, body_bytes=limits.body_bytes)],
        exception_handlers={ApiError: _refusal, HTTPException: _http_error, Exception: _crash},
        lifespan=lifespan,
    )
    app.state.studio = studio
    app.state.stills = Stills(studio)
    return app
