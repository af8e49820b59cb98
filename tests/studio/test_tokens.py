"""Tokens, sessions, claims, the gate before them."""

from __future__ import annotations

import sqlite3
import time
import uuid
from datetime import datetime, timezone
from pathlib import Path

import httpx
import pytest
from support.plainhttp import PLAIN

from nemo_skill.studio import Limits
from nemo_skill.studio.guard import is_own_host

from .backend import Visitor, running


def ask_token(url: str, client_id: str | None) -> httpx.Response:
    headers = {} if client_id is None else {"X-Client-Id": client_id}
    return httpx.post(f"{url}/api/auth/anonymous-token", headers=headers, **PLAIN)


def test_anonymous_token_has_the_documented_fields(shared_url: str) -> None:
    """Token, credits, an anonymous user and an ISO time seven days ahead."""
    grant = ask_token(shared_url, str(uuid.uuid4())).json()
    assert grant["code"] == 0
    data = grant["data"]
    assert data["token"].startswith("nmv_" + "usr_")
    assert data["user_id"].startswith("anon_")
    expires = datetime.fromisoformat(data["expires_at"].replace("Z", "+00:00"))
    assert abs((expires - datetime.now(timezone.utc)).total_seconds() - 7 * 86400) < 60


@pytest.mark.parametrize("client_id", [None, "", "not-a-uuid"])
def test_token_needs_a_client_id(shared_url: str, client_id: str | None) -> None:
    """Code 400 and HTTP 400."""
    answer = ask_token(shared_url, client_id)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)


def test_one_token_per_client_and_ten_per_address(data: Path) -> None:
    """The cloud's limits: 429 with the time to wait."""
    with running(data) as url:
        one = str(uuid.uuid4())
        assert ask_token(url, one).json()["data"]["credits"] == 100
        again = ask_token(url, one)
        assert (again.status_code, again.json()["code"]) == (429, 429)
        assert 6 * 86400 < int(again.headers["Retry-After"]) <= 7 * 86400
        for _ in range(9):
            assert ask_token(url, str(uuid.uuid4())).status_code == 200
        assert ask_token(url, str(uuid.uuid4())).status_code == 429


def test_relaxed_server_gives_the_same_account_a_new_token(shared_url: str) -> None:
    """A local preview never strands its user, and a renewed token finds the old sessions."""
    client = str(uuid.uuid4())
    first, second = Visitor(shared_url, client_id=client), Visitor(shared_url, client_id=client, session=False)
    assert first.user_id == second.user_id
    second.sid = first.sid
    assert second.state()["draft"] == {}


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer unknown"}, {"Authorization": "Basic eA=="}])
def test_requests_without_a_valid_token_are_refused(shared_url: str, header: dict[str, str]) -> None:
    """HTTP 401 with code 1001."""
    answer = httpx.get(f"{shared_url}/api/credits/balance/simple", headers=header, **PLAIN)
    assert (answer.status_code, answer.json()["code"]) == (401, 1001)


def test_expired_token_is_refused_and_renewed(data: Path) -> None:
    """An old token is code 1001; the same client gets a new one and finds its session."""
    with running(data) as url:
        visitor = Visitor(url)
        with sqlite3.connect(data / "studio.db") as db:
            db.execute("UPDATE tokens SET expires_at = ?", (time.time() - 1,))
        assert visitor.http.get("/api/credits/balance/simple").json()["code"] == 1001
        renewed = Visitor(url, client_id=visitor.client_id, session=False)
        renewed.sid = visitor.sid
        assert renewed.credits()["available"] == 100
        assert renewed.state()["draft"] == {}


def test_tokens_are_not_stored_in_clear(data: Path) -> None:
    """A copy of the database lets nobody in."""
    with running(data) as url:
        token = Visitor(url).http.headers["Authorization"].split()[1]
    stored = b"".join(path.read_bytes() for path in data.iterdir() if path.is_file())
    assert token.encode() not in stored


def test_session_and_state(visitor: Visitor) -> None:
    """Ids are 19-digit strings; a new session has an empty draft and a 16:9 canvas."""
    assert len(visitor.sid) == 19 and visitor.sid.isdigit()
    answer = visitor.http.get(f"/api/state/nemo_agent/me/{visitor.sid}/latest").json()
    assert answer["data"]["session_id"] == visitor.sid
    state = answer["data"]["state"]
    assert state["draft"] == {} and state["video_infos"] == [] and state["generated_media"] == []
    assert state["canvas_config"] == {"width": 160, "height": 90, "ratio": "16:9"}


@pytest.mark.parametrize("path", ["state/nemo_agent/me/{}/latest", "upload-video/nemo_agent/me/{}"])
def test_unknown_and_foreign_sessions(shared_url: str, visitor: Visitor, path: str) -> None:
    """Code 1002, also for a session that exists but belongs to somebody else."""
    stranger = Visitor(shared_url)
    for sid in ("1234567890123456789", stranger.sid):
        url = "/api/" + path.format(sid)
        answer = visitor.http.get(url) if path.startswith("state") else visitor.http.post(url, json={"urls": ["x"]})
        assert (answer.status_code, answer.json()["code"]) == (404, 1002)


def test_claim_link_opens_the_project(visitor: Visitor) -> None:
    """The claim token opens a page without the real token; a wrong one does not."""
    body = {"task_id": "1", "session_id": visitor.sid}
    claim = visitor.http.post("/api/auth/claim-token", json=body).json()["data"]
    assert claim["claim_token"].startswith("clm_") and claim["expires_in"] > 0
    page = httpx.get(f"{visitor.http.base_url}/workspace/claim", params={"ct": claim["claim_token"]}, **PLAIN)
    assert page.status_code == 200 and "Timeline" in page.text
    assert httpx.get(f"{visitor.http.base_url}/workspace/claim?ct=clm_x", **PLAIN).status_code == 404


@pytest.mark.parametrize("content", [b"{not json", b"[1, 2]", b'"text"', b"\xff\xfe"])
def test_broken_bodies_are_refused(visitor: Visitor, content: bytes) -> None:
    """A refusal in the envelope, never a 500."""
    answer = visitor.http.post("/run_sse", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422 and answer.json()["code"] == 422


def test_unknown_paths_and_methods(visitor: Visitor) -> None:
    """Plain envelopes."""
    assert visitor.http.get("/api/nothing").json()["code"] == 404
    assert visitor.http.get("/run_sse").status_code == 405


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("[::1]:1", True),
        ("127.9.9.9", True),
        ("preview.localhost:1", True),
        ("LOCALHOST.", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("192.168.1.5", False),
        ("", False),
        ("localhost.evil.example", False),
        ("[::ffff:10.0.0.1]", False),
    ],
)
def test_only_own_host_names(host: str, own: bool) -> None:
    """Loopback names and addresses only, whatever a rebinding page sends."""
    assert is_own_host(host, frozenset()) is own


def test_foreign_host_header_is_refused(shared_url: str) -> None:
    """HTTP 421, before any route."""
    answer = httpx.get(f"{shared_url}/health", headers={"Host": "evil.example"}, **PLAIN)
    assert answer.status_code == 421


def test_huge_bodies_are_refused(data: Path) -> None:
    """By the announced length, and by what really comes."""
    with running(data, limits=Limits(json_bytes=1000, body_bytes=100_000)) as url:
        visitor = Visitor(url)
        assert visitor.send("x" * 2000).json()["code"] == 4002
        assert visitor.http.post("/run_sse", content=b"x" * 200_000).json()["code"] == 4002

        def pieces() -> object:
            for _ in range(200):
                yield b" " * 1000

        answer = visitor.http.post(
            f"/api/upload-video/nemo_agent/me/{visitor.sid}",
            content=pieces(),
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )  # type: ignore[arg-type]
        assert answer.status_code in (413, 422)
