"""The client against a server on loopback: what it sends, and what it makes of each answer."""

from __future__ import annotations

import json
import os
import stat
import threading
import uuid
from pathlib import Path

import pytest
from support.build import open_client
from support.cloudscript import CloudScript
from support.faultserver import FaultServer, unused_url

from nemo_skill import errors


def test_every_request_is_attributed(cloud: CloudScript, tmp_path: Path) -> None:
    """Token and attribution go along everywhere; the token request has a client id and no Authorization."""
    with open_client(cloud.url, tmp_path) as client:
        client.credits()
        session = client.create_session("zh-CN")
        client.state(session.session_id)
    for request in cloud.requests:
        assert request.header("X-Skill-Source") == "text-to-video-diffusion"
        assert request.header("X-Skill-Version")
        assert request.header("X-Skill-Platform") == "unknown"
    first, *others = cloud.requests
    assert first.path == cloud.TOKEN and first.header("Authorization") is None
    uuid.UUID(first.header("X-Client-Id") or "")
    assert all(request.header("Authorization") == f"Bearer {cloud.token}" for request in others)
    assert cloud.find("POST", cloud.SESSION)[0].json() == {"task_name": "project", "language": "zh-CN"}


def test_token_is_shared_between_processes(cloud: CloudScript, tmp_path: Path) -> None:
    """Many clients at once ask for one token; it is kept privately."""

    def use() -> None:
        with open_client(cloud.url, tmp_path) as client:
            client.credits()

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cloud.count("POST", cloud.TOKEN) == 1
    if os.name == "posix":
        assert stat.S_IMODE(os.stat(tmp_path / "tokens" / "t.json").st_mode) == 0o600


def test_refused_token_is_renewed_once(cloud: CloudScript, tmp_path: Path) -> None:
    """1001 leads to a new token with the same client id, and the request is repeated once."""
    cloud.once("GET", cloud.CREDITS).reply(401).error(1001, "token expired")
    with open_client(cloud.url, tmp_path) as client:
        assert client.credits().available == 100
    requests = cloud.find("POST", cloud.TOKEN)
    assert len(requests) == 2
    assert requests[0].header("X-Client-Id") == requests[1].header("X-Client-Id")
    assert cloud.count("GET", cloud.CREDITS) == 2


def test_own_token_is_not_replaced(cloud: CloudScript, tmp_path: Path) -> None:
    """A token from NEMO_TOKEN is the user's: they are told, and no other is asked for."""
    with (
        open_client(cloud.url, tmp_path, NEMO_TOKEN="mine-" + "x" * 8) as client,
        pytest.raises(errors.TokenError) as caught,
    ):
        client.credits()
    assert "NEMO_TOKEN" in caught.value.message
    assert cloud.count("POST", cloud.TOKEN) == 0


def test_missing_client_id_is_made_again(cloud: CloudScript, tmp_path: Path) -> None:
    """Code 400 for a token: a new client id, once."""
    (tmp_path / "client_id").write_text(str(uuid.uuid4()), encoding="utf-8")
    cloud.once("POST", cloud.TOKEN).reply(400).error(400, "missing X-Client-Id")
    with open_client(cloud.url, tmp_path) as client:
        client.credits()
    ids = {request.header("X-Client-Id") for request in cloud.find("POST", cloud.TOKEN)}
    assert len(ids) == 2


@pytest.mark.parametrize("retry_after", ["1", None])
def test_rate_limit_is_waited_for_once(cloud: CloudScript, tmp_path: Path, retry_after: str | None) -> None:
    """429: one wait, one repetition, then status 9."""
    for _ in range(2):
        reply = cloud.once("GET", cloud.CREDITS).reply(429).error(429, "slow down")
        if retry_after:
            reply.header("Retry-After", retry_after)
    with open_client(cloud.url, tmp_path) as client:
        with pytest.raises(errors.RateLimitError):
            client.credits()
        assert cloud.count("GET", cloud.CREDITS) == 2
        client.credits()


def test_very_long_rate_limit_is_not_waited_for(cloud: CloudScript, tmp_path: Path) -> None:
    """A server that says "in a week" is not waited for."""
    cloud.on("POST", cloud.TOKEN).reply(429).error(429, "one token a week").header("Retry-After", "604800")
    with open_client(cloud.url, tmp_path) as client, pytest.raises(errors.RateLimitError):
        client.credits()
    assert cloud.count("POST", cloud.TOKEN) == 1


def test_reads_survive_trouble(cloud: CloudScript, tmp_path: Path) -> None:
    """A cut connection and a 502 page don't end a read."""
    route = cloud.once("GET", cloud.STATE)
    route.reply().json({"code": 0}).cut_after(3)
    route.reply(502).body(b"<html>bad gateway</html>", "text/html")
    with open_client(cloud.url, tmp_path) as client:
        assert client.state("1").draft_json is None
    assert cloud.count("GET", cloud.STATE) == 3


def test_unreachable_service(tmp_path: Path) -> None:
    """Nobody listens: status 7, and the hint names the local preview."""
    with open_client(unused_url(), tmp_path) as client, pytest.raises(errors.NetworkError) as caught:
        client.credits()
    assert caught.value.status == 7
    assert "--local" in caught.value.hint


def test_redirect_is_not_followed(cloud: CloudScript, tmp_path: Path) -> None:
    """An API that redirects elsewhere gets no second request there."""
    with FaultServer() as other:
        cloud.on("GET", cloud.CREDITS).reply(307).header("Location", f"{other.url}/steal")
        with open_client(cloud.url, tmp_path) as client, pytest.raises(errors.BackendError):
            client.credits()
        assert other.requests == []


def test_draft_goes_back_byte_for_byte(cloud: CloudScript, tmp_path: Path) -> None:
    """The export carries the state's draft in its own spelling."""
    cloud.draft = (
        '{"t": [ {"tt":0,"sg":[{"d":5000,"x":12345678901234567890,"v":0.350,"e":1e3,"n":"\\u72d0"}],"zz":null} ]}'
    )
    with open_client(cloud.url, tmp_path) as client:
        found = client.state("7")
        assert found.draft_json == cloud.draft
        client.submit_render("render_1", "7", found.draft_json)
    body = cloud.find("POST", cloud.RENDER)[0].text
    assert f'"draft":{cloud.draft}' in body
    assert json.loads(body)["sessionId"] == "7"
    assert json.loads(body)["output"] == {"format": "mp4", "quality": "high"}


def test_duplicate_render_id(cloud: CloudScript, tmp_path: Path) -> None:
    """A taken id is told apart from other failures, by status or by words."""
    with open_client(cloud.url, tmp_path) as client:
        client.submit_render("render_1", "7", "{}")
        with pytest.raises(errors.BackendError) as caught:
            client.submit_render("render_1", "7", "{}")
        assert caught.value.code == 409
        cloud.once("POST", cloud.RENDER).reply().json({"code": 5, "message": "render id already exists"})
        with pytest.raises(errors.BackendError) as caught:
            client.submit_render("render_2", "7", "{}")
        assert caught.value.code == 409
        assert client.render_status("render_9") is None


def test_claim_link(cloud: CloudScript, tmp_path: Path) -> None:
    """The link holds a claim token, never the real one; no link where the deployment has none."""
    with open_client(cloud.url, tmp_path) as client:
        session = client.create_session("en")
        link = client.claim_link(session)
        assert link is not None and link.startswith("https://web.example/workspace/claim?ct=clm_")
        assert cloud.token not in link
        cloud.on("POST", cloud.CLAIM).reply(404).body(b"no")
        assert client.claim_link(session) is None


def test_out_of_credits_gets_the_link(cloud: CloudScript, tmp_path: Path) -> None:
    """2001: the registration link binds the anonymous user."""
    cloud.on("GET", cloud.CREDITS).reply().error(2001, "no credits")
    with open_client(cloud.url, tmp_path) as client, pytest.raises(errors.CreditsError) as caught:
        client.credits()
    assert caught.value.links["register"] == f"https://web.example/register?bind={cloud.user_id}"


@pytest.mark.parametrize("body", [b"<html>", b"", b"[1]", b"null", b'{"code":0}'])
def test_nonsense_answers(cloud: CloudScript, tmp_path: Path, body: bytes) -> None:
    """Nonsense with status 200 is the backend's failure, in words."""
    cloud.on("POST", cloud.SESSION).reply().body(body, "application/json")
    with open_client(cloud.url, tmp_path) as client, pytest.raises(errors.BackendError):
        client.create_session("en")


def test_broken_no_proxy_is_survived(cloud: CloudScript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_PROXY=::1/128 crashes httpx 0.28; the skill drops that entry alone."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,::1/128")
    with open_client(cloud.url, tmp_path) as client:
        client.credits()


def test_token_is_in_no_repr(cloud: CloudScript, tmp_path: Path) -> None:
    """No object of the client shows the token."""
    with open_client(cloud.url, tmp_path) as client:
        token = client.anonymous_token()
        client.credits()
        shown = f"{token!r} {token} {client!r} {client.keeper!r} {client.__dict__!r} {vars(client.keeper)!r}"
    assert cloud.token not in shown
