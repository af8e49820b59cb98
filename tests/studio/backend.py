"""A running backend for tests: the real application under a real server on loopback, and a plain client for it."""

from __future__ import annotations

import contextlib
import json
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from support.plainhttp import PLAIN

from nemo_skill.studio import Limits, Options, create_app

ATTRIBUTION = {"X-Skill-Source": "test", "X-Skill-Version": "1.0.0", "X-Skill-Platform": "unknown"}
#: Small pictures and no pretended waits; no edit stays silent unless a test wants it.
QUICK = Options(pace=0.01, short_side=90, silent_share=0.0, heartbeat_s=3.0)


@contextlib.contextmanager
def running(data: Path, *, limits: Limits | None = None, options: Options = QUICK) -> Iterator[str]:
    """The URL of a server over a data folder."""
    app = create_app(data, limits=limits or Limits(), options=options)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(15)


class Visitor:
    """One client of the API: a token, a session, and the calls a skill makes."""

    def __init__(self, url: str, *, client_id: str | None = None, language: str = "en", session: bool = True) -> None:
        self.client_id = client_id or str(uuid.uuid4())
        self.http = httpx.Client(base_url=url, timeout=30, headers=ATTRIBUTION, **PLAIN)
        grant = self.http.post("/api/auth/anonymous-token", headers={"X-Client-Id": self.client_id}).json()["data"]
        self.user_id = grant["user_id"]
        self.http.headers["Authorization"] = f"Bearer {grant['token']}"
        self.sid = self.new_session(language) if session else ""

    def new_session(self, language: str = "en") -> str:
        body = {"task_name": "project", "language": language}
        answer = self.http.post("/api/tasks/me/with-session/nemo_agent", json=body).json()
        self.sid = answer["data"]["session_id"]
        return self.sid

    def message_body(self, text: str) -> dict[str, Any]:
        return {
            "app_name": "nemo_agent",
            "user_id": "me",
            "session_id": self.sid,
            "new_message": {"parts": [{"text": text}]},
        }

    def send(self, text: str, **headers: str) -> httpx.Response:
        return self.http.post("/run_sse", json=self.message_body(text), headers=headers)

    def say(self, text: str) -> str:
        """Send a message; the answer's text, failures as ``error: ...``."""
        parts = []
        for event in payloads(self.send(text, **{"X-Studio-Dialect": "typed"}).text):
            if event.get("type") == "text":
                parts.append(event["content"])
            elif event.get("type") == "error":
                parts.append(f"error: {event['error']}")
        return "".join(parts).strip()

    def state(self) -> dict[str, Any]:
        answer = self.http.get(f"/api/state/nemo_agent/me/{self.sid}/latest").json()
        state: dict[str, Any] = answer["data"]["state"]
        return state

    def credits(self) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get("/api/credits/balance/simple").json()["data"]
        return found

    def upload(self, *files: tuple[str, bytes]) -> httpx.Response:
        parts = [("files", (name, content)) for name, content in files]
        return self.http.post(f"/api/upload-video/nemo_agent/me/{self.sid}", files=parts)

    def submit(self, draft: Any, *, render_id: str | None = None) -> httpx.Response:
        body = {
            "id": render_id or f"render_{uuid.uuid4().hex[:10]}",
            "sessionId": self.sid,
            "draft": draft,
            "output": {"format": "mp4", "quality": "high"},
        }
        return self.http.post("/api/render/proxy/lambda", json=body)

    def finished(self, render_id: str, *, patience_s: float = 20) -> dict[str, Any]:
        """Poll a render to its end."""
        deadline = time.monotonic() + patience_s
        while True:
            status: dict[str, Any] = self.http.get(f"/api/render/proxy/lambda/{render_id}").json()
            if status["status"] in ("completed", "failed") or time.monotonic() > deadline:
                return status
            time.sleep(0.03)

    def export(self, draft: Any = None) -> dict[str, Any]:
        answer = self.submit(self.state()["draft"] if draft is None else draft)
        assert answer.status_code == 200, answer.text
        return self.finished(answer.json()["id"])


def payloads(stream: str) -> list[dict[str, Any]]:
    """The JSON objects of a stream's ``data:`` lines."""
    lines = [line[5:].strip() for line in stream.split("\n") if line.startswith("data:")]
    return [json.loads(line) for line in lines if line]
