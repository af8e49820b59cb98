"""The token stays where it belongs, files stay private, and a server's words reach no further than the screen."""

from __future__ import annotations

import json
import os
import re
import shutil
import ssl
import stat
import subprocess
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from jobs.conftest import Bench
from support.build import open_client
from support.cloudscript import CITY_DRAFT, CloudScript
from support.faultserver import FaultServer, text_event, tool_event
from support.run import ROOT, Ran, run, start

from nemo_skill.errors import CreditsError, NetworkError, SkillError

POSIX = pytest.mark.skipif(os.name == "nt", reason="no modes, no /proc")


@pytest.fixture
def api(cloud: CloudScript, monkeypatch: pytest.MonkeyPatch) -> CloudScript:
    monkeypatch.setenv("NEMO_API_URL", cloud.url)
    cloud.available = 1000
    return cloud


def chatty(cloud: CloudScript) -> None:
    """A backend that says the token wherever it can say something."""
    said = cloud.token
    cloud.events = [
        tool_event("login", token=said),
        text_event(f"Your key is {said}. Bearer {said}", partial=True),
        text_event(f"Your key is {said}. Bearer {said}"),
    ]


# -- the token --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shape", "own"), [("documented", False), ("other", True)])
def test_token_is_shown_nowhere(
    shape: str, own: bool, api: CloudScript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Output, logs, journal, file names, URLs: not even when the backend says it in every answer."""
    if shape == "other":
        api.token = f"key.{uuid.uuid4().hex}/{uuid.uuid4().hex}=="
    if own:
        monkeypatch.setenv("NEMO_TOKEN", api.token)
    chatty(api)
    seen: list[Ran] = [run("create", "a city", "--json", cwd=tmp_path, env={"NEMO_DEBUG": "1"})]
    assert seen[0].status == 0, seen[0].err
    if own:
        api.once("GET", api.CREDITS).reply().error(77, f"bad token {api.token}", {"token": api.token})
        api.on("GET", api.POLL).reply().json({"status": "failed", "error": f"no such key {api.token}"})
        seen += [run(command, cwd=tmp_path) for command in ("credits", "export")]
        assert [each.status for each in seen[1:]] == [8, 8]
    for each in seen:
        assert api.token not in each.out + each.err
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and api.token.encode() in path.read_bytes()]
    assert all("tokens" in path.parts for path in kept), kept
    assert bool(kept) != own
    assert not [line for line in api.log() + api.cdn.log() if api.token in line]
    assert not [request for request in api.requests if api.token in json.dumps(request.query)]


@POSIX
@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="no /proc")
def test_token_is_in_no_argument(api: CloudScript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither it nor the prompt can be read in the list of processes once the worker has taken over."""
    monkeypatch.setenv("NEMO_TOKEN", api.token)
    api.on("POST", api.MESSAGE).answer(lambda request: api._message(request).after(1.5))
    child = start("chat", "-", cwd=tmp_path)
    assert child.stdin is not None
    child.stdin.write(b"a private thought")
    child.stdin.close()
    api.wait_for("POST", api.MESSAGE, timeout=20)
    lines = [_arguments(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    workers = [line for line in lines if str(tmp_path).encode() in line]
    child.wait(timeout=30)
    assert workers
    assert not [line for line in lines if api.token.encode() in line or b"a private thought" in line]


def _arguments(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:
        return b""


def test_unusable_token_from_the_server_is_not_shown(api: CloudScript, tmp_path: Path) -> None:
    """A token that no header can hold: an error, without its value."""
    api.token = f"half{uuid.uuid4().hex}\r\nX-Evil: {uuid.uuid4().hex}"
    done = run("credits", cwd=tmp_path)
    assert done.status in (3, 8), done.err
    assert "error:" in done.err and "hint:" in done.err
    for part in api.token.split():
        assert part.removeprefix("X-Evil:") == "" or part not in done.out + done.err
    assert api.count("GET", api.CREDITS) == 0


ENDPOINTS = ["TOKEN", "SESSION", "STATE", "CREDITS", "MESSAGE", "RENDER", "POLL", "CLAIM"]


@pytest.mark.parametrize(
    ("endpoint", "status"),
    [(name, (301, 302, 303, 307, 308)[n % 5]) for n, name in enumerate([*ENDPOINTS, *ENDPOINTS])],
)
def test_no_answer_of_the_api_leads_elsewhere(endpoint: str, status: int, cloud: CloudScript, tmp_path: Path) -> None:
    """A redirect is not followed, on no endpoint: neither the token nor the message goes to another host."""
    with FaultServer() as other:
        cloud.draft = json.dumps(CITY_DRAFT)
        cloud.on("*", getattr(cloud, endpoint)).reply(status).header("Location", f"{other.url}/steal")
        bench = Bench(tmp_path, cloud.url)
        try:
            bench.run({"action": "sse", "text": "a secret"}, {"action": "export"})
        except SkillError as error:
            assert error.hint
        bench.journal.close()
        assert other.requests == []


@pytest.mark.parametrize("trick", ["other port", "user part", "other path", "upper case"])
def test_download_link_gets_the_token_only_at_the_api(trick: str, cloud: CloudScript, tmp_path: Path) -> None:
    """Look-alikes of the API's address get none."""
    with FaultServer() as other:
        other.on("GET", "*").reply().body(cloud.video, "video/mp4")
        cloud.on("GET", "/files/*").reply().body(cloud.video, "video/mp4")
        port = cloud.url.rsplit(":", 1)[1]
        link = {
            "other port": f"{other.url}/api/render/x.mp4",
            "user part": f"http://127.0.0.1:{port}@{other.url.removeprefix('http://')}/api/x.mp4",
            "other path": f"{cloud.url}/files/x.mp4",
            "upper case": f"{other.url.replace('http', 'HTTP')}/API/api/x.mp4",
        }[trick]
        cloud.draft = json.dumps(CITY_DRAFT)
        cloud.on("GET", cloud.POLL).reply().json({"status": "completed", "output": {"url": link}})
        bench = Bench(tmp_path, cloud.url)
        turn = bench.run({"action": "export"})
        bench.journal.close()
        assert turn.status == "done", turn.error
        asked = [*other.requests, *cloud.find("GET", "/files/*")]
        assert asked and not [request for request in asked if "Bearer" in (request.header("Authorization") or "")]


# -- files ------------------------------------------------------------------------------------------------------------


@POSIX
def test_modes(api: CloudScript, tmp_path: Path, own_world: Path) -> None:
    """Files 0600 and folders 0700, whatever the umask."""
    script = tmp_path / "open.py"
    script.write_text(
        "import os, runpy, sys\n"
        "os.umask(0)\n"
        "sys.argv = sys.argv[1:]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n",
        encoding="utf-8",
    )
    nemo = str(ROOT / "scripts" / "nemo.py")
    assert run(nemo, "create", "a city", "-o", "x.mp4", cwd=tmp_path, script=script).status == 0
    state = own_world / "state" / "text-to-video-diffusion"
    private = [state, *state.rglob("*"), own_world / ".config" / "nemovideo" / "client_id"]
    assert len(private) > 6
    for path in private:
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path


NAMES = ["../../escape", "/etc/cron.d/escape", "..\\..\\escape", "C:\\escape", "con", "a\0b", ".", "..", "~/escape",
         "-rf", "x" * 400, "\u202egpj.exe", "\n\r\x1b[2J"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_from_the_server_stay_in_the_folder(name: str, cloud: CloudScript, tmp_path: Path) -> None:
    """Clip names, upload names and render ids of a server choose no place: one file, in the folder."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    draft = json.loads(json.dumps(CITY_DRAFT))
    draft["t"][0]["sg"][0]["m"]["name"] = name
    cloud.draft = json.dumps(draft)
    cloud.on("POST", cloud.UPLOAD).answer(lambda request: _uploaded(cloud, name))
    cloud.on("POST", cloud.RENDER).answer(lambda request: _renamed(cloud, request, name))
    bench = Bench(folder, cloud.url)
    (folder / "clip.mp4").write_bytes(cloud.video)
    before = set(tmp_path.rglob("*"))
    turn = bench.run({"action": "upload", "sources": [str(folder / "clip.mp4")]}, {"action": "export"})
    bench.journal.close()
    assert turn.status == "done", turn.error
    new = {path for path in set(tmp_path.rglob("*")) - before if (folder / "state") not in path.parents}
    new = {path for path in new if (folder / "tokens") not in path.parents and path.name not in ("tokens", "client_id")}
    (made,) = [path for path in new if not path.name.startswith("client_id")]
    assert made.parent == folder and made.suffix == ".mp4"
    assert made.name.isprintable() and not made.name.startswith(("-", "."))
    assert made.stem.split(".")[0].lower() not in ("con", "nul", "aux", "prn")


def _uploaded(cloud: CloudScript, name: str) -> Any:
    from support.faultserver import Reply

    return Reply().data({"files": [{**cloud.uploaded("x.mp4"), "filename": name}], "session_state_applied": True})


def _renamed(cloud: CloudScript, request: Any, name: str) -> Any:
    reply = cloud._render(request)
    return reply.json({"id": name, "status": "pending"})


# -- links and words --------------------------------------------------------------------------------------------------

LINKS = ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://host/x", "vbscript:x", "//host/x"]


@pytest.mark.parametrize("link", LINKS)
def test_links_of_other_kinds_are_not_shown(link: str, cloud: CloudScript, tmp_path: Path) -> None:
    """Only http and https; a render's link of another kind is not fetched either."""
    cloud.draft = json.dumps(CITY_DRAFT)
    cloud.once("GET", cloud.CREDITS).reply().error(2001, "out", {"register_url": link, "url": link})
    with open_client(cloud.url, tmp_path) as client, pytest.raises(CreditsError) as caught:
        client.credits()
    assert link not in json.dumps([caught.value.to_json(), caught.value.links])
    assert caught.value.links["register"].startswith("https://")
    cloud.on("GET", cloud.POLL).reply().json({"status": "completed", "output": {"url": link}})
    bench = Bench(tmp_path, cloud.url)
    turn = bench.run({"action": "export", "output": str(tmp_path / "x.mp4")})
    bench.journal.close()
    assert turn.status == "done", turn.error
    assert link not in json.dumps(turn.result)
    assert (tmp_path / "x.mp4").read_bytes() == cloud.video
    assert cloud.count("GET", cloud.FALLBACK) >= 1


def test_words_do_not_drive_the_terminal(api: CloudScript, tmp_path: Path) -> None:
    """Escape sequences in what the backend says reach no terminal."""
    nasty = "Done.\x1b]0;owned\x07\x1b[2J\x9b31m \x08\x08 ok"
    api.events = [text_event(nasty)]
    draft = json.loads(json.dumps(CITY_DRAFT))
    draft["t"][2]["sg"][0]["m"]["text"] = "Title\x1b[2J\x07"
    api.next_draft = json.dumps(draft)
    done = run("chat", "make it brighter", cwd=tmp_path)
    shown = done.out + done.err
    api.on("GET", api.CREDITS).reply().error(77, "bad\x1b[2J\x07")
    shown += run("credits", cwd=tmp_path).err
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown), repr(shown)


# -- TLS --------------------------------------------------------------------------------------------------------------


def test_nothing_turns_verification_off() -> None:
    """No line of the skill weakens TLS."""
    words = re.compile(
        r"verify\s*=\s*(False|0|None)|CERT_NONE|check_hostname\s*=\s*False|_create_unverified|disable_warnings"
    )
    for path in (ROOT / "nemo_skill").rglob("*.py"):
        assert not words.search(path.read_text(encoding="utf-8")), path


@pytest.fixture
def https(tmp_path: Path) -> Any:
    """The address of an https server on loopback with a certificate that nobody vouches for, and what it received."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
               "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
               "-keyout", str(key), "-out", str(certificate)]  # fmt: skip
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("this openssl can't make the certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = FaultServer()
    received: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                raw, _ = server._listener.accept()
                with context.wrap_socket(raw, server_side=True) as connection:
                    connection.settimeout(2)
                    received.append(connection.recv(65536))
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            except ssl.SSLError:
                continue
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    yield f"https://127.0.0.1:{server.port}", received, certificate
    server.refuse()


def test_unknown_certificate_is_refused(https: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one byte of a request goes to a server that can't prove who it is, whatever the environment says."""
    url, received, _ = https
    for name in ("PYTHONHTTPSVERIFY", "NODE_TLS_REJECT_UNAUTHORIZED", "CURL_INSECURE", "GIT_SSL_NO_VERIFY"):
        monkeypatch.setenv(name, "0")
    with open_client(url, tmp_path, NEMO_TOKEN="mine-" + uuid.uuid4().hex) as client:
        with pytest.raises(NetworkError) as caught:
            client.credits()
        assert "certificate" in caught.value.message.lower()
    time.sleep(0.05)
    assert not any(received)


def test_certificate_of_the_users_own_is_accepted(https: Any, tmp_path: Path) -> None:
    """SSL_CERT_FILE names more to trust, as everywhere; verification stays on."""
    url, received, certificate = https
    done = run(
        "credits", cwd=tmp_path, env={"NEMO_API_URL": url, "SSL_CERT_FILE": str(certificate), "NEMO_TOKEN": "mine"}
    )
    assert done.status == 8, done.err  # it answers {}, which is no balance
    assert any(b"Authorization: Bearer mine" in data for data in received)
