"""A cloud on which everything goes well, until a test overrides a step.

with CloudScript() as cloud:
    cloud.once("POST", "/run_sse").reply().sse([text_event("Hal")]).cut_after(10)
    ...                                     # let the client talk to cloud.url
    assert cloud.count("POST", cloud.MESSAGE) == 1
    assert not any(request.header("Authorization") for request in cloud.cdn.requests)
"""

from __future__ import annotations

import json
import re
import uuid
from collections import Counter
from datetime import datetime, timedelta, timezone
from types import TracebackType
from typing import Any

from .faultserver import Event, FaultServer, Reply, Request, text_event, tool_event

EMPTY_DRAFT: dict[str, Any] = {}
CITY_DRAFT: dict[str, Any] = {
    "t": [
        {"tt": 0, "sg": [{"id": "v1", "s": 0, "d": 1000, "m": {"name": "city timelapse"}}]},
        {"tt": 1, "sg": [{"id": "a1", "s": 0, "d": 1000, "m": {"name": "Lo-fi", "volume": 0.35}}]},
        {"tt": 7, "sg": [{"id": "t1", "s": 0, "d": 500, "m": {"text": "Urban Dreams"}}]},
    ],
    "d": 1000,
}
_ATTRIBUTION = ("X-Skill-Source", "X-Skill-Version", "X-Skill-Platform")


class CloudScript(FaultServer):
    """The whole service at ``url`` and its download host at ``cdn.url``.

    Attributes to set before or during a test:
        draft: JSON text of the current draft, served word for word in the state; None for ``null``.
        next_draft: becomes the draft when a message arrives; None leaves it unchanged (a silent failure).
        events: what a message is answered with.
        polls: (status, progress) of a render, poll by poll; the last one stays.
        video: the finished file.
        available: credits left; each message costs ``cost``.
        strict: refuse requests without the token (401) and exports without attribution headers (402).
    """

    TOKEN = "/api/auth/anonymous-token"
    CLAIM = "/api/auth/claim-token"
    SESSION = "/api/tasks/me/with-session/nemo_agent"
    MESSAGE = "/run_sse"
    UPLOAD = "/api/upload-video/nemo_agent/me/*"
    CREDITS = "/api/credits/balance/simple"
    STATE = "/api/state/nemo_agent/me/*/latest"
    RENDER = "/api/render/proxy/lambda"
    POLL = "/api/render/proxy/lambda/*"
    CANCEL = "/api/render/proxy/lambda/*/cancel"
    FALLBACK = "/api/render/proxy/*/download"
    FILE = "/videos/*.mp4"

    def __init__(self, *, video: bytes = b"", strict: bool = True) -> None:
        super().__init__()
        self.cdn = FaultServer()
        self.token = f"nmv_usr_{uuid.uuid4().hex}"
        self.user_id = f"anon_{uuid.uuid4().hex[:12]}"
        self.session_id = "1234567890123456789"
        self.draft: str | None = None
        self.next_draft: str | None = json.dumps(CITY_DRAFT)
        self.events: list[Event] = [tool_event("make_clip", prompt="city"), text_event("Your city clip is ready.")]
        self.polls: list[tuple[str, int]] = [("processing", 40), ("completed", 100)]
        self.video = video
        self.available, self.cost = 100, 50
        self.strict = strict
        self.canvas: dict[str, Any] = {"width": 320, "height": 180, "ratio": "16:9"}
        self.media: list[dict[str, Any]] = []
        self.renders: dict[str, Any] = {}
        self._polled: Counter[str] = Counter()
        for method, path, make in (
            ("POST", self.TOKEN, self._token),
            ("POST", self.CLAIM, self._claim),
            ("POST", self.SESSION, self._session),
            ("POST", self.MESSAGE, self._message),
            ("POST", self.UPLOAD, self._upload),
            ("GET", self.CREDITS, self._credits),
            ("GET", self.STATE, self._state),
            ("GET", self.POLL, self._poll),
            ("POST", self.RENDER, self._render),
            ("POST", self.CANCEL, self._cancel),
            ("GET", self.FALLBACK, self._file),
        ):
            self.on(method, path).answer(self._checked(make) if path != self.TOKEN else make)
        self.cdn.on("*", self.FILE).answer(self._file)

    def __enter__(self) -> CloudScript:
        super().__enter__()
        self.cdn.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cdn.__exit__(kind, error, trace)
        super().__exit__(kind, error, trace)

    # -- steps ----------------------------------------------------------------------------------------------------

    def _checked(self, make: Any) -> Any:
        def answer(request: Request) -> Reply:
            if self.strict and request.header("Authorization") != f"Bearer {self.token}":
                return Reply(401).error(1001, "token invalid")
            attributed = all(request.header(name) for name in _ATTRIBUTION)
            if self.strict and request.path == self.RENDER and not attributed:
                return Reply(402).error(402, "export not available")
            reply: Reply = make(request)
            return reply

        return answer

    def _token(self, request: Request) -> Reply:
        if not request.header("X-Client-Id"):
            return Reply(400).error(400, "missing X-Client-Id")
        expires = datetime.now(timezone.utc) + timedelta(days=7)
        data = {"token": self.token, "credits": 100, "user_id": self.user_id, "expires_at": expires.isoformat()}
        return Reply().data(data)

    def _claim(self, request: Request) -> Reply:
        return Reply().data({"claim_token": f"clm_{uuid.uuid4().hex}", "expires_in": 900})

    def _session(self, request: Request) -> Reply:
        return Reply().data({"task_id": "42", "session_id": self.session_id, "user_id": self.user_id})

    def _message(self, request: Request) -> Reply:
        self.draft = self.next_draft if self.next_draft is not None else self.draft
        self.available -= self.cost
        return Reply().sse(self.events)

    def _upload(self, request: Request) -> Reply:
        if (request.header("Content-Type") or "").startswith("application/json"):
            names = [str(url).rsplit("/", 1)[-1] for url in request.json()["urls"]]
        else:
            names = [name.decode() for name in re.findall(rb'name="files"; filename="([^"]*)"', request.body)]
        return Reply().data({"files": [self.uploaded(name) for name in names], "session_state_applied": True})

    def uploaded(self, name: str) -> dict[str, Any]:
        """The answer about one uploaded file."""
        kinds = {"mp3": "audio", "wav": "audio", "m4a": "audio", "aac": "audio",
                 "jpg": "image", "jpeg": "image", "png": "image", "gif": "image", "webp": "image"}  # fmt: skip
        kind = kinds.get(name.rsplit(".", 1)[-1].lower(), "video")
        return {"filename": name, "file_type": kind, "cdn_url": f"{self.cdn.url}/uploads/{name}", "duration": 1.0,
                "width": 320, "height": 180, "fps": 24, "hash": uuid.uuid4().hex}  # fmt: skip

    def _credits(self, request: Request) -> Reply:
        return Reply().data({"available": self.available, "frozen": 0, "total": self.available})

    def _state(self, request: Request) -> Reply:
        data = {"session_id": self.session_id, "task_id": "42", "task_name": "project"}
        state = {
            "video_infos": [],
            "generated_media": self.media,
            "canvas_config": self.canvas,
        }
        answer = json.dumps({"code": 0, "message": "success", "data": {**data, "state": {**state, "draft": "@"}}})
        return Reply().body(answer.replace('"@"', self.draft or "null"), "application/json")

    def _render(self, request: Request) -> Reply:
        render = request.json()
        if render["id"] in self.renders:
            return Reply(409).json({"error": "duplicate id"})
        self.renders[render["id"]] = render
        return Reply().json({"id": render["id"], "status": "pending", "progress": 5})

    def _poll(self, request: Request) -> Reply:
        render_id = request.path.rsplit("/", 1)[-1]
        if render_id not in self.renders:
            return Reply(404).json({"error": "not found"})
        status, progress = self.polls[min(self._polled[render_id], len(self.polls) - 1)]
        self._polled[render_id] += 1
        found: dict[str, Any] = {"id": render_id, "status": status, "progress": progress}
        if status == "completed":
            output = {"url": self.video_url(render_id), "duration": 1.0, "size": len(self.video)}
            found["output"] = output
        elif status == "failed":
            found["error"] = "composition failed"
        return Reply().json(found)

    def video_url(self, render_id: str) -> str:
        """Where the finished file of a render lies."""
        return f"{self.cdn.url}/videos/{render_id}.mp4"

    def _cancel(self, request: Request) -> Reply:
        return Reply().json({"id": request.path.split("/")[-2], "status": "cancelled"})

    def _file(self, request: Request) -> Reply:
        return file_reply(request, self.video)


def file_reply(request: Request, data: bytes, *, etag: str | None = '"v1"', ranges: bool = True) -> Reply:
    """Serve a file as a good file server does: ETag, one byte range, If-Range.

    ``ranges=False`` is a server that doesn't know ranges; another ``data`` and ``etag`` is a file that has changed.
    """
    wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", request.header("Range") or "") if ranges else None
    condition = request.header("If-Range")
    if wanted is None or (condition is not None and condition != etag):
        reply = Reply().body(data, "video/mp4")
    elif int(wanted[1]) >= len(data):
        reply = Reply(416).body(b"").header("Content-Range", f"bytes */{len(data)}")
    else:
        first, last = int(wanted[1]), min(int(wanted[2] or len(data) - 1), len(data) - 1)
        reply = Reply(206).body(data[first : last + 1], "video/mp4")
        reply.header("Content-Range", f"bytes {first}-{last}/{len(data)}")
    if ranges:
        reply.header("Accept-Ranges", "bytes")
    return reply.header("ETag", etag) if etag else reply
