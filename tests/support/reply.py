"""What a server puts on the wire for one request, with every fault that a network or a server can add.

A ``Reply`` is built by chained calls, each of which returns the reply itself::

    Reply(200).sse([{"text": "Hi"}, 0.2, HEARTBEAT]).cut_after(120)
    Reply(206).body(b"...").header("Content-Range", "bytes 5-9/10").declare_length(99)
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

HEARTBEAT = b"event: heartbeat\ndata:\n\n"
PING = b": ping\n\n"
EMPTY_DATA = b"data:\n\n"

Event = dict[str, Any] | str | bytes | float
"""One piece of an event stream: a dict is sent as the JSON of ``data:``, a string as its text, bytes as they are,
and a number is a pause in seconds."""


class Send(NamedTuple):
    """Bytes to send."""

    data: bytes


class Pause(NamedTuple):
    """Wait; None: until the client leaves or the server is closed."""

    seconds: float | None


class End(NamedTuple):
    """Close the connection; ``reset``: with a TCP reset instead of an orderly end."""

    reset: bool = False


Action = Send | Pause | End


def text_event(text: str, *, partial: bool | None = None) -> dict[str, Any]:
    """An event of the Agent Development Kit with text of the model."""
    event: dict[str, Any] = {"content": {"role": "model", "parts": [{"text": text}]}, "author": "nemo_agent"}
    return event if partial is None else event | {"partial": partial}


def tool_event(name: str, **args: Any) -> dict[str, Any]:
    """An event of the Agent Development Kit with a tool call."""
    part = {"functionCall": {"id": f"call_{name}", "name": name, "args": args}}
    return {"content": {"role": "model", "parts": [part]}, "author": "nemo_agent"}


def result_event(name: str, **response: Any) -> dict[str, Any]:
    """An event of the Agent Development Kit with what a tool returned."""
    part = {"functionResponse": {"id": f"call_{name}", "name": name, "response": response}}
    return {"content": {"role": "user", "parts": [part]}, "author": "nemo_agent"}


class Reply:
    """One HTTP response. Without a call that says otherwise it is whole, framed by its length, and kept alive."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.read_limit: int | None = None
        self._reason: str | None = None
        self._headers: list[tuple[str, str]] = []
        self._pieces: list[bytes | Pause] = []
        self._framing = "length"
        self._declared: int | None = None
        self._delay: Pause | None = None
        self._before = b""
        self._raw: bytes | None = None
        self._cut: int | None = None
        self._cut_in_head: int | None = None
        self._stall: tuple[int, float | None] | None = None
        self._dribble: tuple[int, float] | None = None
        self._end: End | None = None
        self._byte_order_mark = False

    # -- content --------------------------------------------------------------------------------------------------

    def body(self, data: bytes | str, content_type: str = "text/plain; charset=utf-8") -> Reply:
        """A plain body; text is sent as UTF-8."""
        self._pieces = [data.encode() if isinstance(data, str) else data]
        return self._typed(content_type)

    def json(self, value: Any, content_type: str = "application/json") -> Reply:
        """A JSON body."""
        return self.body(json.dumps(value, ensure_ascii=False), content_type)

    def data(self, value: Any, *, code: int = 0, message: str = "success") -> Reply:
        """The service's envelope around a value: ``{"code", "message", "data"}``."""
        return self.json({"code": code, "message": message, "data": value})

    def error(self, code: int, message: str = "refused", data: Any = None) -> Reply:
        """The service's envelope of a failure."""
        return self.json({"code": code, "message": message, "data": data})

    def sse(self, events: Sequence[Event], *, pause: float = 0.0, content_type: str = "text/event-stream") -> Reply:
        """An event stream, one chunk an event, ``pause`` seconds apart; the stream just closes at its end."""
        self._pieces = []
        for event in events:
            if isinstance(event, (int, float)):
                self._pieces.append(Pause(float(event)))
                continue
            if pause and self._pieces:
                self._pieces.append(Pause(pause))
            self._pieces.append(_event_bytes(event))
        self._framing = "chunked"
        self.header("Cache-Control", "no-cache")
        return self._typed(content_type)

    def pieces(self, *pieces: bytes | float, content_type: str = "application/octet-stream") -> Reply:
        """A body in pieces (a chunk each when chunked); a number is a pause in seconds."""
        self._pieces = [Pause(float(piece)) if isinstance(piece, (int, float)) else piece for piece in pieces]
        return self._typed(content_type)

    def redirect(self, location: str, status: int = 302) -> Reply:
        """Send the client elsewhere."""
        self.status = status
        return self.header("Location", location)

    def raw(self, data: bytes) -> Reply:
        """These bytes and nothing else instead of an HTTP response; the connection is closed after them."""
        self._raw = data
        return self

    # -- head -----------------------------------------------------------------------------------------------------

    def header(self, name: str, value: str) -> Reply:
        """Add a header; the same name may come twice."""
        self._headers.append((name, value))
        return self

    def without(self, name: str) -> Reply:
        """Leave out a header that another call set."""
        self._headers = [pair for pair in self._headers if pair[0].lower() != name.lower()]
        return self

    def reason(self, text: str) -> Reply:
        """The words after the status code."""
        self._reason = text
        return self

    def byte_order_mark(self) -> Reply:
        """Begin the body with a UTF-8 byte order mark."""
        self._byte_order_mark = True
        return self

    def _typed(self, content_type: str) -> Reply:
        return self.without("Content-Type").header("Content-Type", content_type)

    # -- framing --------------------------------------------------------------------------------------------------

    def chunked(self) -> Reply:
        """Frame the body in chunks."""
        self._framing = "chunked"
        return self

    def until_close(self) -> Reply:
        """Neither length nor chunks: the body lasts until the connection is closed."""
        self._framing = "close"
        return self

    def declare_length(self, length: int) -> Reply:
        """A Content-Length that need not be true; after the real body the connection is closed."""
        self._framing, self._declared, self._end = "length", length, End()
        return self

    # -- faults ---------------------------------------------------------------------------------------------------

    def after(self, seconds: float) -> Reply:
        """Wait before the first byte of the response."""
        self._delay = Pause(seconds)
        return self

    def never(self) -> Reply:
        """Take the request and never answer."""
        self._delay = Pause(None)
        return self

    def cut_after(self, length: int, *, reset: bool = False) -> Reply:
        """Send the head and this many bytes of the body, then close; 0 cuts right after the head."""
        self._cut, self._end = length, End(reset)
        return self

    def cut_in_head(self, length: int = 12, *, reset: bool = False) -> Reply:
        """Send this many bytes of the head, then close; 0 closes without a word."""
        self._cut_in_head, self._end = length, End(reset)
        return self

    def reset(self) -> Reply:
        """Take the request and reset the connection without a word."""
        return self.cut_in_head(0, reset=True)

    def stall_after(self, length: int, seconds: float | None = None) -> Reply:
        """Send this many bytes of the body, then nothing for a while (None: ever), then go on."""
        self._stall = (length, seconds)
        return self

    def dribble(self, size: int = 1, every: float = 0.0) -> Reply:
        """Send head and body in packets of ``size`` bytes, ``every`` seconds apart."""
        self._dribble = (size, every)
        return self

    def garbage(self, data: bytes = b"\x00\xff\x13garbage\r\n\r\n") -> Reply:
        """Bytes that are no HTTP before the response."""
        self._before = data
        return self

    def then_close(self, *, reset: bool = False) -> Reply:
        """Close the kept-alive connection after the whole response, without having said so."""
        self._end = End(reset)
        return self

    def reading_only(self, length: int) -> Reply:
        """Answer when this many bytes of the request's body have come, as a server does that refuses an upload."""
        self.read_limit, self._end = length, End()
        return self

    # -- the wire -------------------------------------------------------------------------------------------------

    def actions(self, *, head_only: bool = False) -> Iterator[Action]:
        """What to do on the connection, in order. ``head_only``: the answer to a HEAD request."""
        if self._delay:
            yield self._delay
        if self._raw is not None:
            yield from self._packets(self._raw)
            yield End()
            return
        head = self._before + self._head()
        if self._cut_in_head is not None:
            yield from self._packets(head[: self._cut_in_head])
            yield self._end or End()
            return
        yield from self._packets(head)
        if not head_only:
            yield from self._body()
        if self._end is not None or self._framing == "close":
            yield self._end or End()

    def _payload(self) -> list[bytes | Pause]:
        return [b"\xef\xbb\xbf", *self._pieces] if self._byte_order_mark else self._pieces

    def _head(self) -> bytes:
        length = sum(len(piece) for piece in self._payload() if isinstance(piece, bytes))
        phrases = {status.value: status.phrase for status in HTTPStatus}
        reason = self._reason if self._reason is not None else phrases.get(self.status, "Unknown")
        lines = [f"HTTP/1.1 {self.status} {reason}", *(f"{name}: {value}" for name, value in self._headers)]
        if self._framing == "chunked":
            lines.append("Transfer-Encoding: chunked")
        elif self._framing == "length" and self.status not in (204, 304):
            lines.append(f"Content-Length: {length if self._declared is None else self._declared}")
        elif self._framing == "close":
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _body(self) -> Iterator[Action]:
        sent = 0
        stall = self._stall
        for piece in self._payload():
            if isinstance(piece, Pause):
                yield piece
                continue
            if not piece:
                continue
            if self._framing == "chunked":
                yield Send(f"{len(piece):x}\r\n".encode())
            rest = piece
            if stall is not None and sent + len(rest) > stall[0] and not self._cut_before(stall[0]):
                first = max(stall[0] - sent, 0)
                yield from self._packets(rest[:first])
                sent, rest = sent + first, rest[first:]
                yield Pause(stall[1])
                stall = None
            if self._cut is not None and sent + len(rest) >= self._cut:
                yield from self._packets(rest[: self._cut - sent])
                return
            yield from self._packets(rest)
            sent += len(rest)
            if self._framing == "chunked":
                yield Send(b"\r\n")
        if self._framing == "chunked" and self._cut is None:
            yield Send(b"0\r\n\r\n")

    def _cut_before(self, offset: int) -> bool:
        return self._cut is not None and self._cut < offset

    def _packets(self, data: bytes) -> Iterator[Action]:
        if not self._dribble:
            if data:
                yield Send(data)
            return
        size, every = self._dribble
        for start in range(0, len(data), size):
            yield Send(data[start : start + size])
            if every:
                yield Pause(every)


def _event_bytes(event: dict[str, Any] | str | bytes) -> bytes:
    if isinstance(event, bytes):
        return event
    text = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
    return "".join(f"data: {line}\n" for line in text.split("\n")).encode() + b"\n"
