"""Answers and what they stand for."""

from __future__ import annotations

import json

import pytest

from nemo_skill import errors, skill
from nemo_skill.cloud.envelope import Answer, failure, redact
from nemo_skill.cloud.models import Render, Session

TABLES = skill.load().tables


def answer(status: int, body: object, **headers: str) -> Answer:
    return Answer(status, body if isinstance(body, str) else json.dumps(body), headers)


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (200, {"code": 0, "data": {}}, None, None),
        (200, {"id": "render_1", "status": "pending"}, None, None),
        (200, {"success": True, "data": {}}, None, None),
        (200, {"code": 1001, "message": "expired"}, errors.TokenError, 1001),
        (401, "", errors.TokenError, 1001),
        (200, {"code": 1002}, errors.SessionGone, 1002),
        (404, {"detail": "Session not found"}, errors.SessionGone, 1002),
        (402, {"code": 2001}, errors.CreditsError, 2001),
        (402, {}, errors.PlanError, 402),
        (200, {"code": 4001}, errors.InputError, 4001),
        (413, "<html>", errors.InputError, 4002),
        (429, {}, errors.RateLimitError, 429),
        (500, "oops", errors.BackendError, 500),
        (200, {"success": False, "error": "no"}, errors.BackendError, 500),
        (200, {"success": False, "error": "Render job not found"}, errors.BackendError, 404),
        (200, {"success": False, "message": "Session does not exist"}, errors.SessionGone, 1002),
        (200, {"code": "2001"}, errors.CreditsError, 2001),
        (400, {"code": 400}, errors.BackendError, 400),
    ],
)
def test_failures(status: int, body: object, kind: type[errors.SkillError] | None, code: int | None) -> None:
    """Codes win over HTTP statuses; a success is no failure."""
    found = failure(answer(status, body), TABLES)
    if kind is None:
        assert found is None
    else:
        assert type(found) is kind
        assert found.code == code
        assert found.hint


def test_retry_after() -> None:
    """The server's own wait is kept."""
    found = failure(answer(429, {}, **{"retry-after": "7"}), TABLES)
    assert isinstance(found, errors.RateLimitError)
    assert found.retry_after_s == 7


def test_server_link_wins() -> None:
    """A link in the answer is used, unless it isn't one."""
    good = failure(answer(200, {"code": 2001, "data": {"register_url": "https://x.org/r?bind=1"}}), TABLES)
    bad = failure(answer(200, {"code": 2001, "data": {"register_url": "javascript:1"}}), TABLES)
    assert good is not None and good.links == {"register": "https://x.org/r?bind=1"}
    assert bad is not None and bad.links == {}


@pytest.mark.parametrize(
    "body",
    [
        {"id": "r", "status": "completed", "progress": 100, "output": {"url": "https://c/x.mp4", "duration": 5}},
        {"success": True, "data": {"id": "r", "status": "COMPLETED", "outputUrl": "https://c/x.mp4"}},
        {"data": {"outputUrl": "https://c/x.mp4", "status": "completed"}},
    ],
)
def test_render_shapes(body: dict[str, object]) -> None:
    """Both documented shapes of a finished render."""
    render = Render.parse(answer(200, body).data)
    assert render.is_done
    assert render.url == "https://c/x.mp4"


@pytest.mark.parametrize(
    "body",
    [
        {"code": 0, "data": {"session_id": 1234567890123456789}},
        {"code": 0, "session_id": "1234567890123456789", "data": {"task_id": 5}},
        {"session_id": "1234567890123456789"},
    ],
)
def test_session_ids_stay_exact(body: dict[str, object]) -> None:
    """19-digit numbers lose nothing, wherever they stand."""
    assert Session.model_validate(answer(200, body).data).session_id == "1234567890123456789"


def test_secrets_are_hidden() -> None:
    """What looks like a token doesn't survive."""
    secret = "nmv_usr_" + "a1b2" * 8
    assert secret not in redact(f"use {secret} now, or Bearer {secret}")
    assert redact("no secrets here") == "no secrets here"
