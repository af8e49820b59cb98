"""An HTTP/1.1 server on raw sockets that does what it is told, also what no server should do.

    with FaultServer() as server:
        server.on("POST", "/run_sse").reply().sse([text_event("Hi")]).cut_after(20)
        ...                                     # let a client talk to server.url
        assert server.count("POST", "/run_sse") == 1

Standard library only, a thread for each connection, loopback only.
"""

from __future__ import annotations

import contextlib
import fnmatch
import json
import os
import re
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .reply import EMPTY_DATA, HEARTBEAT, PING, End, Event, Pause, Reply, Send, result_event, text_event, tool_event

__all__ = ["EMPTY_DATA", "HEARTBEAT", "PING", "Event", "FaultServer", "Reply", "Request", "Route", "result_event",
           "text_event", "tool_event", "unused_url"]  # fmt: skip

# Windows has two 16-bit fields in the struct for SO_LINGER, every other system two ints.
_LINGER_RESET = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
_LIMIT = 1 << 31


@dataclass(frozen=True)
class Request:
    """One request as it arrived. Times are ``time.monotonic()`` seconds."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: int
    began: float
    outcome: Outcome = field(repr=False, compare=False)

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def text(self) -> str:
        """The body as UTF-8 text."""
        return self.body.decode()

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Outcome:
    """What became of the response, filled in while it is sent."""

    done: threading.Event = field(default_factory=threading.Event)
    sent: int = 0
    client_left: bool = False
    ended: float | None = None


Answer = Callable[[Request], Reply]


class Route:
    """The replies for one method and path. They are used in order, and the last one again and again."""

    def __init__(self, method: str, path: str, *, once: bool = False) -> None:
        self.method, self.path, self.once = method, path, once
        self._answers: list[Reply | Answer] = []
        self._used = 0

    def reply(self, status: int = 200) -> Reply:
        """Add a reply; it is complete with its own chained calls."""
        added = Reply(status)
        self._answers.append(added)
        return added

    def answer(self, make: Answer) -> Route:
        """Add a function that makes the reply from the request."""
        self._answers.append(make)
        return self

    def matches(self, method: str, path: str) -> bool:
        """Whether this route still answers such a request."""
        exhausted = self.once and self._used >= len(self._answers)
        return not exhausted and self.method in (method, "*") and fnmatch.fnmatchcase(path, self.path)

    def take(self) -> Reply | Answer:
        """The next reply or function; the server calls it under its lock."""
        chosen = self._answers[min(self._used, len(self._answers) - 1)] if self._answers else Reply(200)
        self._used += 1
        return chosen


class FaultServer:
    """A server at ``url`` from ``with`` to the end of the block. Every request is kept in ``requests``."""

    def __init__(self, *, host: str = "127.0.0.1") -> None:
        self.host = host
        self.requests: list[Request] = []
        self.connections = 0
        self._routes: list[Route] = []
        self._reset_next = 0
        self._lock = threading.Lock()
        self._arrived = threading.Condition()
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end."""
        return f"http://{self.host}:{self.port}"

    # -- the script -----------------------------------------------------------------------------------------------

    def on(self, method: str, path: str) -> Route:
        """Answer a method ("*": any) and a path (with ``*``) from now on; the newest matching route counts."""
        return self._added(Route(method, path))

    def once(self, method: str, path: str) -> Route:
        """The same for as many requests as the route gets replies; after them the older routes answer again."""
        return self._added(Route(method, path, once=True))

    def _added(self, route: Route) -> Route:
        with self._lock:
            self._routes.insert(0, route)
        return route

    def reset_connections(self, count: int = 1) -> None:
        """Reset the next connections before a byte of the request is read."""
        with self._lock:
            self._reset_next += count

    def refuse(self) -> None:
        """Refuse connections from now on, and drop the open ones."""
        self._closing.set()
        with self._lock:
            listener, opened = self._listener, list(self._open)
        _shut(listener)
        for connection in opened:
            _shut(connection)
        for thread in self._threads:
            thread.join(5)

    def accept_again(self) -> None:
        """Listen on the same port again after ``refuse``."""
        self._closing = threading.Event()
        self._listener = self._listen(self.port)
        self._start()

    # -- what arrived ---------------------------------------------------------------------------------------------

    def find(self, method: str, path: str = "*") -> list[Request]:
        """The requests so far with this method ("*": any) and path (with ``*``)."""
        with self._lock:
            held = list(self.requests)
        return [each for each in held if method in (each.method, "*") and fnmatch.fnmatchcase(each.path, path)]

    def count(self, method: str, path: str = "*") -> int:
        """How many such requests came."""
        return len(self.find(method, path))

    def wait_for(self, method: str, path: str = "*", *, count: int = 1, timeout: float = 5.0) -> Request:
        """Wait until so many such requests have come and give the last of them."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: self.count(method, path) >= count, timeout):
                raise AssertionError(
                    f"expected {count} x {method} {path} within {timeout} s, got {self.count(method, path)}"
                )
        return self.find(method, path)[count - 1]

    def log(self) -> list[str]:
        """Method and path of each request in order, for an assertion on the whole conversation."""
        with self._lock:
            return [f"{request.method} {request.path}" for request in self.requests]

    # -- life -----------------------------------------------------------------------------------------------------

    def __enter__(self) -> FaultServer:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.refuse()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name != "nt":  # on Windows the option would let another process take the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self.host, port))
        listener.listen(64)
        return listener

    def _start(self) -> None:
        thread = threading.Thread(target=self._accept, args=(self._listener, self._closing), daemon=True)
        self._threads = [thread]
        thread.start()

    def _accept(self, listener: socket.socket, closing: threading.Event) -> None:
        while not closing.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                number = self.connections
                reset = self._reset_next > 0
                self._reset_next -= reset
                self._open.add(connection)
            if reset:
                self._drop(connection, End(reset=True))
                continue
            thread = threading.Thread(target=self._serve, args=(connection, number, closing), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _drop(self, connection: socket.socket, end: End) -> None:
        with self._lock:
            self._open.discard(connection)
        try:
            if end.reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_RESET)
            else:
                # Closing with unread input would reset; the other side is to see an orderly end.
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(0.2)
                until = time.monotonic() + 1.0
                while time.monotonic() < until and connection.recv(65536):
                    pass
        except OSError:
            pass
        connection.close()

    def _serve(self, connection: socket.socket, number: int, closing: threading.Event) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        end: End | None = None
        try:
            reader = _Reader(connection)
            while end is None and not closing.is_set():
                end = self._exchange(reader, connection, number, closing)
        except (OSError, ValueError):
            pass
        finally:
            self._drop(connection, end or End())

    def _exchange(
        self, reader: _Reader, connection: socket.socket, number: int, closing: threading.Event
    ) -> End | None:
        head = reader.until(b"\r\n\r\n")
        if not head:
            return End()
        began = time.monotonic()
        method, target, headers = _parsed_head(head)
        parts = urlsplit(target)
        path = unquote(parts.path)
        with self._lock:
            route = next((each for each in self._routes if each.matches(method, path)), None)
            chosen = route.take() if route else Reply(404).error(404, f"no route for {method} {path}")
        limit = chosen.read_limit if isinstance(chosen, Reply) else None
        folded = {key.lower(): value for key, value in headers}
        if folded.get("expect", "").lower() == "100-continue" and limit is None:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = reader.body(folded, limit)
        request = Request(method, path, parse_qs(parts.query), headers, body, number, began, Outcome())
        with self._lock:
            self.requests.append(request)
        with self._arrived:
            self._arrived.notify_all()
        reply = chosen if isinstance(chosen, Reply) else chosen(request)
        end = _carry_out(reply, request, connection, closing)
        return End() if folded.get("connection", "").lower() == "close" and end is None else end


def unused_url() -> str:
    """A base URL on which nobody listens: connections are refused."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def _carry_out(reply: Reply, request: Request, connection: socket.socket, closing: threading.Event) -> End | None:
    """Send a reply; the end of the connection, or None to keep it alive."""
    outcome = request.outcome
    try:
        for action in reply.actions(head_only=request.method == "HEAD"):
            if isinstance(action, Send):
                connection.sendall(action.data)
                outcome.sent += len(action.data)
            elif isinstance(action, Pause):
                if not _waited(action.seconds, connection, closing):
                    outcome.client_left = not closing.is_set()
                    return End()
            else:
                return action
        return None
    except OSError:
        outcome.client_left = not closing.is_set()
        return End()
    finally:
        outcome.ended = time.monotonic()
        outcome.done.set()


def _waited(seconds: float | None, connection: socket.socket, closing: threading.Event) -> bool:
    """Wait; False as soon as the client leaves or the server closes."""
    until = None if seconds is None else time.monotonic() + seconds
    while not closing.is_set():
        left = 0.05 if until is None else min(0.05, until - time.monotonic())
        if left <= 0:
            return True
        readable, _, _ = select.select([connection], [], [], left)
        if readable:
            if not connection.recv(1, socket.MSG_PEEK):
                return False
            closing.wait(left)  # the next request came early; it is read after this reply
    return False


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _parsed_head(head: bytes) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    match = re.fullmatch(r"(\S+) (\S+) HTTP/1\.[01]", first)
    if not match:
        raise ValueError(f"no request line: {first!r}")
    pairs = (line.partition(":") for line in lines)
    return match[1], match[2], tuple((name.strip(), value.strip()) for name, _, value in pairs)


class _Reader:
    """Reads requests from a connection that may hold more than one."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._held = b""

    def _more(self) -> bool:
        data = self._connection.recv(65536)
        self._held += data
        return bool(data)

    def until(self, mark: bytes) -> bytes:
        """Up to and with a mark; b"" when the client left before."""
        while mark not in self._held:
            if not self._more():
                return b""
        found, _, self._held = self._held.partition(mark)
        return found + mark

    def exactly(self, length: int) -> bytes:
        """So many bytes, or fewer when the client left before."""
        parts, missing = [self._held[:length]], length - len(self._held)
        self._held = self._held[length:]
        while missing > 0:
            data = self._connection.recv(min(missing, 1 << 20))
            if not data:
                break
            parts.append(data)
            missing -= len(data)
        return b"".join(parts)

    def body(self, headers: Mapping[str, str], limit: int | None) -> bytes:
        """The body of a request, at most ``limit`` bytes of it."""
        most = _LIMIT if limit is None else limit
        if "chunked" not in headers.get("transfer-encoding", "").lower():
            return self.exactly(min(int(headers.get("content-length", "0")), most))
        body = b""
        while len(body) < most:
            size = int(self.until(b"\r\n").split(b";")[0] or b"0", 16)
            body += self.exactly(size)
            self.until(b"\r\n")
            if size == 0:
                break
        return body
