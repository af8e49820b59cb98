"""Everything that the routes of one server share."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.requests import Request

from . import faults
from .accounts import Account, Accounts
from .database import Database
from .housekeeping import tidy
from .settings import Limits, Options
from .store import Session, Store
from .workers import Workers

ATTRIBUTION = ("x-skill-source", "x-skill-version", "x-skill-platform")


@dataclass
class Activity:
    """When the server was last used, and how much it is doing; decides when an idle server ends."""

    last: float = field(default_factory=time.monotonic)
    running: int = 0

    def idle_s(self) -> float:
        return 0.0 if self.running else time.monotonic() - self.last


@dataclass
class Studio:
    """One server: its data folder, its rules and its live parts."""

    data: Path
    limits: Limits
    options: Options
    db: Database
    accounts: Accounts
    store: Store
    workers: Workers
    activity: Activity
    #: When the last link to a project expires (seconds since the epoch): until then somebody may open it.
    promised_until: float = 0.0
    busy_sessions: set[str] = field(default_factory=set)
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    @classmethod
    def open(cls, data: Path, limits: Limits, options: Options) -> Studio:
        media = data / "media"
        media.mkdir(parents=True, exist_ok=True)
        incoming = data / "incoming"
        incoming.mkdir(exist_ok=True)
        for leftover in incoming.iterdir():
            leftover.unlink(missing_ok=True)
        db = Database(data / "studio.db")
        promised = db.one("SELECT max(expires_at) AS until FROM claims")
        tidy(db, data, keep_days=limits.keep_days)
        return cls(
            data=data,
            limits=limits,
            options=options,
            db=db,
            accounts=Accounts(db, limits),
            store=Store(db, media),
            workers=Workers(limit=options.workers, log=data / "worker.log", cache=data / "segments"),
            activity=Activity(),
            promised_until=(promised["until"] if promised else None) or 0.0,
        )

    @property
    def incoming(self) -> Path:
        """Where files are while they arrive or are being made; emptied at the next start."""
        return self.data / "incoming"

    def hang_up(self) -> list[asyncio.Task[Any]]:
        """Cancel every message that is being worked on; their streams end."""
        tasks = list(self.tasks)
        for task in tasks:
            task.cancel()
        return tasks

    def idle_s(self) -> float:
        """Seconds since the last request ended, 0 while anything is being worked on or a link is still good."""
        if self.workers.active or self.busy_sessions:
            self.activity.last = time.monotonic()
            return 0.0
        return 0.0 if time.time() < self.promised_until else self.activity.idle_s()

    def account(self, request: Request) -> Account:
        """The account of the request's bearer token. Raises ``ApiError`` 1001 (HTTP 401)."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise faults.token_invalid("no Authorization: Bearer header")
        return self.accounts.by_token(token.strip())

    def session(self, session_id: str, account: Account) -> Session:
        """A session of this account. Raises ``ApiError`` 1002, also for the sessions of others."""
        session = self.store.session(session_id, account.user_id)
        if session is None:
            raise faults.session_missing(session_id)
        return session

    async def json_body(self, request: Request) -> dict[str, Any]:
        """The request's JSON object. Raises ``ApiError`` 422 when it is none and 4002 when it is huge."""
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self.limits.json_bytes:
                raise faults.too_large(f"a JSON body may have {self.limits.json_bytes} bytes at most")
        try:
            document = json.loads(bytes(body) or b"{}")
        except (ValueError, RecursionError) as error:
            raise faults.bad_request(f"the body isn't JSON: {error}") from None
        if not isinstance(document, dict):
            raise faults.bad_request("the body must be a JSON object")
        return document


def studio_of(request: Request) -> Studio:
    studio: Studio = request.app.state.studio
    return studio


def base_url(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def text_field(document: dict[str, Any], *names: str) -> str:
    """The first of these fields that holds text or a number; ids may be spelled as either."""
    for name in names:
        value = document.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""
