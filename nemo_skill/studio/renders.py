"""Exports: the queue of render jobs (rows that outlive the server) and their endpoints."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
import sqlite3
import time
from pathlib import Path
from sqlite3 import Row
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from . import faults
from .context import ATTRIBUTION, Studio, base_url, studio_of, text_field
from .files import file_response
from .workers import JobFailed

_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_PENDING_PROGRESS = 5


class RenderQueue:
    """Runs stored jobs in the worker processes. A job that was under way when the server ended starts again."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._running: dict[str, asyncio.Task[None]] = {}
        self.folder = studio.data / "renders"
        self.folder.mkdir(exist_ok=True)

    def resume(self) -> None:
        """Take up what an earlier server left."""
        for leftover in self.folder.glob("*.part.mp4"):
            leftover.unlink(missing_ok=True)
        db = self._studio.db
        for row in db.all(
            "SELECT id FROM renders WHERE status IN ('pending', 'processing') ORDER BY created_at, rowid"
        ):
            db.run("UPDATE renders SET status = 'pending', progress = ? WHERE id = ?", _PENDING_PROGRESS, row["id"])
            self.start(row["id"])

    def start(self, render_id: str) -> None:
        task = asyncio.create_task(self._run(render_id))
        self._running[render_id] = task
        task.add_done_callback(lambda _: self._running.pop(render_id, None))

    def cancel(self, render_id: str) -> None:
        self._set(render_id, status="failed", error="cancelled")
        if task := self._running.get(render_id):
            task.cancel()

    async def close(self) -> None:
        """Stop without marking anything: :meth:`resume` goes on later."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def path(self, row: Row) -> Path:
        return self.folder / f"{row['secret']}.mp4"

    def _set(self, render_id: str, **values: Any) -> None:
        columns = ", ".join(f"{name} = ?" for name in values)
        self._studio.db.run(
            f"UPDATE renders SET {columns}, updated_at = ? WHERE id = ? AND status IN ('pending', 'processing')",
            *values.values(), time.time(), render_id,
        )  # fmt: skip

    async def _run(self, render_id: str) -> None:
        studio = self._studio
        row = studio.db.one("SELECT * FROM renders WHERE id = ?", render_id)
        assert row is not None
        out = self.path(row)
        part = out.with_suffix(".part.mp4")

        async def progress(share: float) -> None:
            self._set(render_id, status="processing", progress=max(_PENDING_PROGRESS, min(99, int(share * 100))))

        try:
            result = await studio.workers.run(self._job(row, part), progress)
            part.replace(out)
            self._set(
                render_id, status="completed", progress=100, size=out.stat().st_size,
                duration_ms=result["duration_ms"], notes=json.dumps(result["notes"], ensure_ascii=False),
            )  # fmt: skip
        except (JobFailed, OSError) as error:
            self._set(render_id, status="failed", error=str(error))
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    def _job(self, row: Row, out: Path) -> dict[str, Any]:
        studio = self._studio
        session = studio.store.session(row["session_id"])
        assert session is not None
        assets = {
            asset.id: {
                "path": str(studio.store.disk_path(asset)),
                "kind": asset.kind,
                "origin": asset.origin,
                "secret": asset.secret,
                "duration_ms": asset.duration_ms,
                "width": asset.width,
                "height": asset.height,
                "prompt": asset.details.get("prompt", ""),
                "seed": asset.details.get("seed", 1),
            }
            for asset in studio.store.assets_of_user(row["user_id"])
        }
        return {
            "job": "render",
            "draft": json.loads(row["draft"]),
            "assets": assets,
            "out": str(out),
            "quality": json.loads(row["output"]).get("quality", "high"),
            "canvas": studio.options.canvas(session.ratio),
            "longest_s": studio.limits.timeline_s,
        }


def _answer(studio: Studio, document: dict[str, Any], status: int = 200) -> JSONResponse:
    body = {"success": status < 400, "data": document} if studio.options.wrap_renders else document
    return JSONResponse(body, status_code=status)


def _status(row: Row, base: str) -> dict[str, Any]:
    document: dict[str, Any] = {"id": row["id"], "status": row["status"], "progress": row["progress"]}
    if row["status"] == "completed":
        document["output"] = {
            "url": f"{base}/files/{row['secret']}/{row['id']}.mp4",
            "duration": row["duration_ms"] / 1000,
            "size": row["size"],
        }
        if notes := json.loads(row["notes"]):
            document["notes"] = notes
    if row["status"] == "failed":
        document["error"] = row["error"]
    return document


def _require_attribution(request: Request) -> None:
    if not all(request.headers.get(name, "").strip() for name in ATTRIBUTION):
        raise faults.plan_blocks_export()


async def submit(request: Request) -> Response:
    studio = studio_of(request)
    account = studio.account(request)
    _require_attribution(request)
    body = await studio.json_body(request)
    session = studio.session(text_field(body, "sessionId", "session_id"), account)
    render_id = text_field(body, "id")
    if not _ID.fullmatch(render_id):
        raise faults.bad_request("id: expected 1 to 128 letters, digits and . _ : -")
    waiting = studio.db.one("SELECT count(*) AS n FROM renders WHERE status IN ('pending', 'processing')")
    if waiting is not None and waiting["n"] >= studio.limits.waiting_renders:
        raise faults.rate_limited("too many exports are waiting", 30)
    output = body.get("output") if isinstance(body.get("output"), dict) else {}
    now = time.time()
    try:
        studio.db.run(
            "INSERT INTO renders (id, session_id, user_id, draft, output, status, progress, secret, created_at, "
            "updated_at) VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?)",
            render_id, session.id, account.user_id, json.dumps(body.get("draft"), ensure_ascii=False),
            json.dumps(output),
            _PENDING_PROGRESS, secrets.token_urlsafe(24), now, now,
        )  # fmt: skip
    except sqlite3.IntegrityError:
        raise faults.ApiError(409, f"duplicate render id: {render_id} already exists", status=409) from None
    queue_of(request).start(render_id)
    return _answer(studio, {"id": render_id, "status": "pending", "progress": _PENDING_PROGRESS})


def _row(request: Request) -> Row:
    studio = studio_of(request)
    account = studio.account(request)
    row = studio.db.one(
        "SELECT * FROM renders WHERE id = ? AND user_id = ?", request.path_params["render"], account.user_id
    )
    if row is None:
        raise faults.not_found("render")
    return row


async def status(request: Request) -> Response:
    return _answer(studio_of(request), _status(_row(request), base_url(request)))


async def cancel(request: Request) -> Response:
    row = _row(request)
    if row["status"] in ("pending", "processing"):
        queue_of(request).cancel(row["id"])
        row = _row(request)
    return _answer(studio_of(request), _status(row, base_url(request)))


async def download(request: Request) -> Response:
    row = _row(request)
    if row["status"] != "completed":
        raise faults.ApiError(409, f"the render is {row['status']}, not completed", status=409)
    return file_response(queue_of(request).path(row), f"{row['id']}.mp4")


def queue_of(request: Request) -> RenderQueue:
    queue: RenderQueue = request.app.state.renders
    return queue
