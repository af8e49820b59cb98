"""The fault server's own tests: what was scripted is what is on the wire."""

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from .cloudscript import CITY_DRAFT, CloudScript, file_reply
from .faultserver import EMPTY_DATA, HEARTBEAT, PING, FaultServer, Reply, text_event, unused_url
from .plainhttp import PLAIN

HELLO = b"Hello, world!"


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as running:
        yield running


@pytest.fixture
def client(server: FaultServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=2, **PLAIN) as opened:
        yield opened


def wire(server: FaultServer, request: bytes = b"GET /x HTTP/1.1\r\nHost: h\r\n\r\n") -> bytes:
    """Everything that comes back for a raw request until the server closes the connection."""
    with socket.create_connection((server.host, server.port), timeout=2) as connection:
        connection.sendall(request)
        received = b""
        while data := connection.recv(65536):
            received += data
    return received


# -- whole replies ------------------------------------------------------------------------------------------------


def test_a_whole_reply_keeps_the_connection(server: FaultServer, client: httpx.Client) -> None:
    server.on("GET", "/x").reply(201).body(HELLO).header("X-A", "1").header("X-A", "2")
    for _ in range(3):
        response = client.get("/x")
        assert (response.status_code, response.content) == (201, HELLO)
        assert response.headers.get_list("X-A") == ["1", "2"]
    assert server.connections == 1


def test_requests_are_recorded(server: FaultServer, client: httpx.Client) -> None:
    server.on("POST", "/a/*").reply().json({"ok": True})
    client.post("/a/b c?x=1&x=2", json={"k": "é"}, headers={"X-Skill-Source": "s"})
    client.post("/a/d", content=iter([b"in ", b"chunks"]))
    first, second = server.requests
    assert (first.method, first.path, first.query, first.json()) == ("POST", "/a/b c", {"x": ["1", "2"]}, {"k": "é"})
    assert first.header("x-skill-source") == "s"
    assert first.header("Authorization") is None
    assert second.text == "in chunks"
    assert server.log() == ["POST /a/b c", "POST /a/d"]
    assert (server.count("POST"), server.count("*", "/a/d"), server.count("GET")) == (2, 1, 0)


def test_an_unknown_route_says_so(client: httpx.Client) -> None:
    response = client.get("/nowhere")
    assert (response.status_code, response.json()["message"]) == (404, "no route for GET /nowhere")


def test_replies_in_order_then_the_last_again(server: FaultServer, client: httpx.Client) -> None:
    route = server.on("GET", "/poll")
    for status in (500, 503, 200):
        route.reply(status)
    assert [client.get("/poll").status_code for _ in range(4)] == [500, 503, 200, 200]


def test_once_goes_before_and_is_used_up(server: FaultServer, client: httpx.Client) -> None:
    server.on("GET", "/x").reply(200)
    server.once("GET", "/x").reply(429).header("Retry-After", "3")
    assert [client.get("/x").status_code for _ in range(3)] == [429, 200, 200]


def test_a_reply_made_from_the_request(server: FaultServer, client: httpx.Client) -> None:
    server.on("*", "/echo").answer(lambda request: Reply(202).body(request.body))
    assert client.put("/echo", content=HELLO).content == HELLO


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply().data({"a": 1}), {"code": 0, "message": "success", "data": {"a": 1}}),
        (Reply(401).error(1001, "no"), {"code": 1001, "message": "no", "data": None}),
    ],
)
def test_envelopes(server: FaultServer, client: httpx.Client, reply: Reply, expected: object) -> None:
    server.on("GET", "/x").answer(lambda request: reply)
    assert client.get("/x").json() == expected


@pytest.mark.parametrize("framed", [Reply.chunked, Reply.until_close], ids=["chunked", "until_close"])
def test_other_framings(server: FaultServer, client: httpx.Client, framed: object) -> None:
    assert callable(framed)
    framed(server.on("GET", "/x").reply().pieces(b"Hello", b", ", b"world!"))
    response = client.get("/x")
    assert response.content == HELLO
    assert "Content-Length" not in response.headers


def test_an_event_stream_on_the_wire(server: FaultServer, client: httpx.Client) -> None:
    server.on("POST", "/run_sse").reply().sse([PING, HEARTBEAT, EMPTY_DATA, text_event("é"), "two\nlines", b"raw"])
    response = client.post("/run_sse")
    assert response.headers["Content-Type"] == "text/event-stream"
    head, rest = response.text.split('data: {"content"')
    assert head == ": ping\n\nevent: heartbeat\ndata:\n\ndata:\n\n"
    assert rest.endswith("}\n\ndata: two\ndata: lines\n\nraw")


def test_redirects_heads_and_empty_statuses(server: FaultServer, client: httpx.Client) -> None:
    server.on("GET", "/from").reply().redirect(f"{server.url}/to", 307)
    server.on("*", "/to").reply().body(HELLO)
    server.on("GET", "/empty").reply(204)
    assert client.get("/from", follow_redirects=True).content == HELLO
    assert client.head("/to").headers["Content-Length"] == "13"
    assert client.get("/empty").content == b""
    assert server.connections == 1


# -- faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [0, 1, 5, 12, 13])
@pytest.mark.parametrize("framed", ["length", "chunked", "close"])
def test_a_cut_sends_exactly_that_much_of_the_body(server: FaultServer, length: int, framed: str) -> None:
    reply = server.on("GET", "/x").reply().pieces(HELLO[:5], HELLO[5:]).cut_after(length)
    if framed != "length":
        (reply.chunked if framed == "chunked" else reply.until_close)()
    body = wire(server).split(b"\r\n\r\n", 1)[1]
    if framed == "chunked":
        assert b"0\r\n\r\n" not in body
        body = body.replace(b"5\r\n", b"").replace(b"8\r\n", b"").replace(b"\r\n", b"")
    assert body == HELLO[:length]


def test_a_cut_inside_an_event_reaches_the_client_as_a_broken_stream(server: FaultServer, client: httpx.Client) -> None:
    server.on("POST", "/run_sse").reply().sse(["first", "second"]).cut_after(len("data: first\n\n") + 7)
    seen = b""
    with pytest.raises(httpx.RemoteProtocolError), client.stream("POST", "/run_sse") as response:
        for piece in response.iter_bytes():
            seen += piece
    assert seen == b"data: first\n\ndata: s"


@pytest.mark.parametrize("length", [0, 9, 30])
def test_a_cut_in_the_head(server: FaultServer, length: int) -> None:
    server.on("GET", "/x").reply().body(HELLO).cut_in_head(length)
    assert wire(server) == b"HTTP/1.1 200 OK\r\nContent-Type: text/plain"[:length]


@pytest.mark.parametrize("where", ["reply", "connection", "body"])
def test_resets(server: FaultServer, client: httpx.Client, where: str) -> None:
    reply = server.on("GET", "/x").reply().body(HELLO)
    if where == "connection":
        server.reset_connections()
    elif where == "reply":
        reply.reset()
    else:
        reply.cut_after(3, reset=True)
    with pytest.raises((httpx.NetworkError, httpx.RemoteProtocolError)):
        client.get("/x")
    assert server.count("GET", "/x") == (0 if where == "connection" else 1)


@pytest.mark.parametrize("declared", [5, 99])
def test_a_length_that_is_not_true(server: FaultServer, declared: int) -> None:
    server.on("GET", "/x").reply().body(HELLO).declare_length(declared)
    head, body = wire(server).split(b"\r\n\r\n", 1)
    assert f"Content-Length: {declared}".encode() in head
    assert body == HELLO


def test_a_kept_connection_that_closes_without_a_word(server: FaultServer) -> None:
    server.on("GET", "/x").reply().body(HELLO).then_close()
    answer = wire(server)
    assert answer.endswith(HELLO) and b"Connection: close" not in answer


def test_garbage_and_raw_bytes(server: FaultServer) -> None:
    server.once("GET", "/x").reply().garbage(b"\x00\xff").then_close()
    server.on("GET", "/raw").reply().raw(b"NOT HTTP")
    assert wire(server).startswith(b"\x00\xffHTTP/1.1 200 OK")
    assert wire(server, b"GET /raw HTTP/1.1\r\n\r\n") == b"NOT HTTP"


def test_odd_heads(server: FaultServer, client: httpx.Client) -> None:
    odd = server.on("GET", "/x").reply(599).reason("Odd").json({"a": "é"}, "Application/JSON; charset=iso-8859-1")
    odd.byte_order_mark()
    response = client.get("/x")
    assert (response.status_code, response.reason_phrase) == (599, "Odd")
    assert response.headers["Content-Type"] == "Application/JSON; charset=iso-8859-1"
    assert response.content == b'\xef\xbb\xbf{"a": "\xc3\xa9"}'


def test_dribbling_splits_everything(server: FaultServer) -> None:
    server.on("GET", "/x").reply().body(HELLO).dribble(1).then_close()
    assert wire(server).endswith(HELLO)
    actions = list(Reply().body(HELLO).dribble(2, 0.5).actions())
    assert sum(type(action).__name__ == "Pause" for action in actions) > len(HELLO) // 2


def test_a_stall_lasts_until_the_client_leaves(server: FaultServer) -> None:
    server.on("GET", "/x").reply().body(HELLO).stall_after(5)
    patient = httpx.Timeout(5, read=1)  # On a busy machine the request must have come before the client leaves.
    with (
        httpx.Client(base_url=server.url, timeout=patient, **PLAIN) as client,
        pytest.raises(httpx.ReadTimeout),
    ):
        client.get("/x")
    outcome = server.requests[0].outcome
    assert outcome.done.wait(2) and outcome.client_left


def test_a_stall_that_ends_and_pauses_between_events(server: FaultServer, client: httpx.Client) -> None:
    server.on("GET", "/x").reply().body(HELLO).stall_after(5, 0.1).after(0.1)
    server.on("GET", "/sse").reply().sse(["a", 0.1, "b"], pause=0.05)
    began = time.monotonic()
    assert client.get("/x").content == HELLO
    assert client.get("/sse").text == "data: a\n\ndata: b\n\n"
    assert time.monotonic() - began >= 0.35


def test_never_answering_ends_with_the_server(server: FaultServer, client: httpx.Client) -> None:
    server.on("GET", "/x").reply().never()
    errors: list[Exception] = []

    def ask() -> None:
        try:
            client.get("/x")
        except httpx.HTTPError as error:
            errors.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    server.wait_for("GET", "/x")
    server.refuse()
    thread.join(2)
    assert not thread.is_alive() and len(errors) == 1


def test_refusing_and_accepting_again(server: FaultServer) -> None:
    server.on("GET", "/x").reply().body(HELLO)
    server.refuse()
    for url in (server.url, unused_url()):
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{url}/x", **PLAIN)
    server.accept_again()
    assert httpx.get(f"{server.url}/x", **PLAIN).content == HELLO


def test_an_upload_refused_before_it_is_read(server: FaultServer) -> None:
    server.on("POST", "/up").reply(413).error(4002, "too large").reading_only(10)
    answer = wire(server, b"POST /up HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 5000)
    assert b" 413 " in answer and server.requests[0].body == b"x" * 10


def test_expect_continue(server: FaultServer) -> None:
    server.on("POST", "/up").reply().then_close()
    request = b"POST /up HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nok"
    assert wire(server, request).startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")


def test_two_requests_in_one_packet(server: FaultServer) -> None:
    server.on("POST", "/x").answer(lambda request: Reply().body(request.body))
    one = b"POST /x HTTP/1.1\r\nContent-Length: 1\r\n"
    answer = wire(server, one + b"\r\na" + one + b"Connection: close\r\n\r\nb")
    assert answer.count(b"200 OK") == 2 and answer.endswith(b"b")


def test_waiting_in_vain_is_an_assertion(server: FaultServer) -> None:
    with pytest.raises(AssertionError, match="expected 1 x GET /x"):
        server.wait_for("GET", "/x", timeout=0.05)


# -- the cloud ----------------------------------------------------------------------------------------------------


def headers(cloud: CloudScript) -> dict[str, str]:
    attribution = {"X-Skill-Source": "s", "X-Skill-Version": "1", "X-Skill-Platform": "unknown"}
    return {"Authorization": f"Bearer {cloud.token}", **attribution}


def test_a_sentence_becomes_a_file() -> None:
    video = b"film" * 100
    with CloudScript(video=video) as cloud, httpx.Client(base_url=cloud.url, **PLAIN) as http:
        token = http.post(cloud.TOKEN, headers={"X-Client-Id": "c"}).json()["data"]["token"]
        assert token == cloud.token
        http.headers.update(headers(cloud))
        session = http.post(cloud.SESSION, json={}).json()["data"]["session_id"]
        state = cloud.STATE.replace("*", session)
        assert http.get(state).json()["data"]["state"]["draft"] is None
        assert "Your city clip is ready." in http.post(cloud.MESSAGE, json={}).text
        assert http.get(state).json()["data"]["state"]["draft"] == CITY_DRAFT
        assert http.get(cloud.CREDITS).json()["data"]["available"] == 50
        render = {"id": "render_1", "sessionId": session, "draft": CITY_DRAFT}
        assert http.post(cloud.RENDER, json=render).json()["status"] == "pending"
        assert http.post(cloud.RENDER, json=render).status_code == 409
        polls = [http.get(f"{cloud.RENDER}/render_1").json() for _ in range(3)]
        assert [poll["status"] for poll in polls] == ["processing", "completed", "completed"]
        assert httpx.get(polls[-1]["output"]["url"], **PLAIN).content == video
        assert http.get("/api/render/proxy/render_1/download").content == video
        assert http.post(f"{cloud.RENDER}/render_1/cancel").json()["status"] == "cancelled"
        assert cloud.count("POST", cloud.MESSAGE) == 1
        assert [request.header("Authorization") for request in cloud.cdn.requests] == [None]


def test_the_cloud_serves_the_draft_word_for_word() -> None:
    odd = '{"t" : [], "x":0.350, "x":1e3, "id":12345678901234567890}'
    with CloudScript() as cloud:
        cloud.draft = odd
        path = cloud.STATE.replace("*", cloud.session_id)
        assert f'"draft": {odd}}}' in httpx.get(cloud.url + path, headers=headers(cloud), **PLAIN).text


def test_the_cloud_is_strict_and_steps_can_be_overridden() -> None:
    with CloudScript() as cloud, httpx.Client(base_url=cloud.url, **PLAIN) as http:
        assert http.post(cloud.TOKEN).status_code == 400
        assert http.get(cloud.CREDITS).json()["code"] == 1001
        only_token = {"Authorization": f"Bearer {cloud.token}"}
        assert http.post(cloud.RENDER, json={"id": "r"}, headers=only_token).status_code == 402
        cloud.once("GET", cloud.CREDITS).reply(429).header("Retry-After", "1")
        codes = [http.get(cloud.CREDITS, headers=headers(cloud)).status_code for _ in range(2)]
        assert codes == [429, 200]
        assert http.get(f"{cloud.RENDER}/lost", headers=headers(cloud)).status_code == 404


def test_uploads_are_answered_by_name() -> None:
    with CloudScript() as cloud, httpx.Client(base_url=cloud.url, headers=headers(cloud), **PLAIN) as http:
        path = cloud.UPLOAD.replace("*", cloud.session_id)
        parts = [("files", ("a.mp4", b"1")), ("files", ("b.mp3", b"2"))]
        found = http.post(path, files=parts).json()["data"]["files"]
        found += http.post(path, json={"urls": ["https://x.org/c.png"], "source_type": "url"}).json()["data"]["files"]
        assert [(each["filename"], each["file_type"]) for each in found] == [
            ("a.mp4", "video"),
            ("b.mp3", "audio"),
            ("c.png", "image"),
        ]


@pytest.mark.parametrize(
    ("sent", "options", "status", "body"),
    [
        ({}, {}, 200, HELLO),
        ({"Range": "bytes=7-"}, {}, 206, HELLO[7:]),
        ({"Range": "bytes=2-4"}, {}, 206, HELLO[2:5]),
        ({"Range": "bytes=7-", "If-Range": '"v1"'}, {}, 206, HELLO[7:]),
        ({"Range": "bytes=7-", "If-Range": '"v0"'}, {}, 200, HELLO),
        ({"Range": "bytes=13-"}, {}, 416, b""),
        ({"Range": "bytes=7-"}, {"ranges": False}, 200, HELLO),
    ],
)
def test_files_and_ranges(
    server: FaultServer, client: httpx.Client, sent: dict[str, str], options: dict[str, Any], status: int, body: bytes
) -> None:
    server.on("GET", "/f").answer(lambda request: file_reply(request, HELLO, **options))
    response = client.get("/f", headers=sent)
    assert (response.status_code, response.content, response.headers["ETag"]) == (status, body, '"v1"')
    if status == 206:
        assert response.headers["Content-Range"].endswith("/13")


def test_the_test_film_is_a_real_one() -> None:
    pytest.importorskip("av", reason="films need the studio extra")
    from .media import tiny_mp4

    film = tiny_mp4(0.5, width=64, height=36)
    boxes = []
    position = 0
    while position < len(film):
        size, name = struct.unpack(">I4s", film[position : position + 8])
        boxes.append(name)
        position += size
    assert {b"ftyp", b"moov", b"mdat"} <= set(boxes) and position == len(film)


def test_servers_end_quickly_and_leave_nothing() -> None:
    began = time.monotonic()
    with FaultServer() as server:
        server.on("GET", "/x").reply().never()
        parts = urlsplit(server.url)
        waiting = socket.create_connection((str(parts.hostname), parts.port or 0))
        waiting.sendall(b"GET /x HTTP/1.1\r\n\r\n")
        server.wait_for("GET", "/x")
    waiting.close()
    assert time.monotonic() - began < 2
    assert not [thread for thread in server._threads if thread.is_alive()]
    assert json.dumps(server.log()) == '["GET /x"]'
