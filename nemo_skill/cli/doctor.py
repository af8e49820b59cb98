"""`doctor`: what is configured, detected and reachable. It changes nothing and shows no secret."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from nemo_skill import __version__, places, provision, skill
from nemo_skill.cli import backend
from nemo_skill.cli.desk import Desk
from nemo_skill.cloud import auth, transport
from nemo_skill.engine_options import ENGINES, choose_engine
from nemo_skill.errors import InputError, NetworkError, SkillError


def doctor(desk: Desk) -> int:
    """Print the findings; the exit status is 0, whatever they are."""
    rows = _paths(desk) if desk.args.paths else [*_program(desk), *_account(desk), *_service(desk), *_paths(desk)]
    width = max(len(row["name"]) for row in rows)
    lines = [f"{'ok ' if row['ok'] else '!! '} {row['name']:<{width}}  {row['detail']}" for row in rows]
    desk.output.result({"text": "\n".join(lines), "checks": rows})
    return 0


def _row(name: str, detail: str, *, ok: bool = True) -> dict[str, Any]:
    return {"name": name, "ok": ok, "detail": detail}


def _program(desk: Desk) -> list[dict[str, Any]]:
    name, reason = skill.detect_platform(desk.around.skill, desk.around.environ, script=desk.around.script)
    same = desk.around.skill.version == __version__
    version = __version__ if same else f"{__version__}, but SKILL.md says {desk.around.skill.version}"
    return [
        _row("skill", f"text-to-video-diffusion {version}", ok=same),
        _row("python", f"{platform.python_version()} on {platform.system()} {platform.machine()} ({sys.executable})"),
        _row("platform", f"{name} ({reason})"),
        *_engines(desk),
    ]


def _engines(desk: Desk) -> list[dict[str, Any]]:
    """One row for each engine of the embedded backend; the one in use must be usable, the other may be missing."""
    try:
        from nemo_skill.studio.engines import get_engine
    except InputError as exc:  # its archive can't be unpacked
        return [_row("preview engine", f"{exc.message} {exc.hint}", ok=False)]
    chosen = choose_engine(desk.around.environ)
    if not all(importlib.util.find_spec(module) for module in provision.STUDIO.values()):
        return [_row("preview engine", "not installed; --local installs it at first use")]
    rows = []
    for name in ENGINES:
        engine = get_engine(name, replace(chosen, name=name).settings)
        problem = engine.problem()
        detail = f"not usable here: {problem}" if problem else engine.summary()
        if name == chosen.name:
            detail += " (in use)"
        rows.append(_row(f"{name} engine", detail, ok=problem is None or name != chosen.name))
    return rows


def _account(desk: Desk) -> list[dict[str, Any]]:
    environ = desk.around.environ
    path = os.path.expanduser(str(desk.tables["api"]["client_id_file"]))
    if environ.get("NEMO_CLIENT_ID", "").strip():
        identity = "from NEMO_CLIENT_ID"
    else:
        identity = path if auth.read_client_id(path) else f"none yet; made at first use in {path}"
    with backend.open_client(desk.around, note=desk.output.note) as client:
        stored = client.keeper.stored_expiry()
        given = client.keeper.is_given
    if given:
        token = "yours, from NEMO_TOKEN"
    elif stored is None:
        token = "none yet; a free one is requested at first use"
    else:
        token = f"a free one, valid until {time.strftime('%Y-%m-%d %H:%M', time.localtime(stored))}"
    return [_row("client id", identity), _row("token", token)]


def _service(desk: Desk) -> list[dict[str, Any]]:
    url = "the embedded backend (--local)" if desk.around.local else backend.base_key(desk.around)
    rows = [_row("backend", url)]
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"):
        value = desk.around.environ.get(name) or desk.around.environ.get(name.lower())
        if value:
            rows.append(_row(name, _without_password(value)))
    started = time.monotonic()
    try:
        target = backend.local_url(desk.around, note=desk.output.note) if desk.around.local else url
        with transport.foreign_errors(), transport.new_client(timeout=backend.short_timeout()) as http:
            http.get(target)
        rows.append(_row("reachable", f"yes, {(time.monotonic() - started) * 1000:.0f} ms"))
    except (NetworkError, SkillError) as error:
        rows.append(_row("reachable", error.message, ok=False))
    if desk.around.pace.factor != 1:
        rows.append(_row("NEMO_PACE", f"waits are multiplied by {desk.around.pace.factor:g}"))
    return rows


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return url.replace(f"{parts.username}:{parts.password}@", "...@") if parts.password else url


def _paths(desk: Desk) -> list[dict[str, Any]]:
    found = [
        ("skill folder", desk.around.skill.root),
        ("state folder", desk.around.state_dir),
        ("cache folder", places.cache_dir(desk.around.environ)),
        ("client id file", os.path.expanduser(str(desk.tables["api"]["client_id_file"]))),
    ]
    written = {"state folder", "cache folder", "client id file"}
    rows = []
    for name, path in found:
        usable = name not in written or places.can_be_written(
            path if name.endswith("folder") else os.path.dirname(path)
        )
        rows.append(_row(name, path if usable else f"{path} can't be written", ok=usable))
    return rows
