"""A clip's segments on an existing Dask cluster (https://distributed.dask.org), to the same bytes as here."""

from __future__ import annotations

import importlib.util
import queue
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nemo_skill.studio.engines import EngineCancelled, EngineError
from nemo_skill.studio.engines.segments import Painter, Segment, engine_version

_CONNECT_S = 10
_LOOK_S = 0.2
#: Frames between two looks over the network.
_STRIDE = 5

# A worker may run several tasks in threads; the drawing library must not.
_drawing = threading.Lock()
_painter: Painter | None = None


def problem(address: str) -> str | None:
    """Why the cluster can't be used; None when its scheduler answers and has workers."""
    try:
        client = _connected(address)
    except EngineError as error:
        return str(error)
    client.close()
    return None


def drawn(
    address: str, segments: Sequence[Segment], on_frames: Callable[[int], None], cancelled: Callable[[], bool]
) -> Iterator[tuple[Segment, bytes]]:
    """Each segment with the bytes of its MP4, as they are finished.

    Args:
        address: of the scheduler, like ``tcp://host:8786``.
        on_frames: told how many more frames are drawn.
        cancelled: asked several times a second.

    Raises:
        EngineCancelled: ``cancelled`` said so; the workers stop within a few frames.
        EngineError: the scheduler can't be reached, or a worker failed.
    """
    from distributed import Event

    client = _connected(address)
    topic = f"frames-{uuid.uuid4().hex}"
    counts: queue.SimpleQueue[int] = queue.SimpleQueue()
    stop = Event(topic, client=client)
    try:
        client.subscribe_topic(topic, lambda event: counts.put(event[1]))
        waiting = {
            client.submit(draw, segment, engine_version(), topic, key=f"{segment.key}-{topic}", retries=1): segment
            for segment in segments
        }
        while waiting:
            if cancelled():
                stop.set()
                client.cancel(list(waiting))
                raise EngineCancelled("The clip was cancelled.")
            for future in [future for future in waiting if future.done()]:
                yield waiting.pop(future), _content(future)
            time.sleep(_LOOK_S)
            while not counts.empty():
                on_frames(counts.get())
    finally:
        client.close()


def _connected(address: str) -> Any:
    if importlib.util.find_spec("distributed") is None:
        raise EngineError("Drawing on a Dask cluster needs 'distributed'. Install text-to-video-diffusion[dask].")
    from distributed import Client

    try:
        client = Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise EngineError(
            f"The Dask scheduler at {address} can't be reached ({_words(error)}). "
            "Check NEMO_DASK_SCHEDULER, or unset it to draw on this machine."
        ) from error
    if not client.scheduler_info(n_workers=-1).get("workers"):
        client.close()
        raise EngineError(f"The Dask scheduler at {address} has no workers. Start some: dask worker {address}")
    return client


def _content(future: Any) -> bytes:
    try:
        content: bytes = future.result()
    except Exception as error:  # Whatever went wrong over there comes back as it was raised.
        raise EngineError(
            f"A Dask worker could not draw ({_words(error)}). Its environment needs this same package, "
            "text-to-video-diffusion[studio,dask]."
        ) from error
    return content


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else 'no reason given'}"


def draw(segment: Segment, version: str, topic: str) -> bytes:
    """The body of a task, in a worker: the segment's MP4.

    Raises:
        RuntimeError: the worker's package differs from the caller's, so that the bytes would differ too.
    """
    global _painter
    from distributed import Event, get_worker

    if version != engine_version():
        raise RuntimeError("the worker has another version of the package")
    worker = get_worker()
    stop = Event(topic)
    count = 0

    def on_frame() -> None:
        nonlocal count
        count += 1
        if count % _STRIDE == 0 or count == segment.frames:
            worker.log_event(topic, count % _STRIDE or _STRIDE)
            if stop.is_set():
                raise EngineCancelled("The clip was cancelled.")

    with _drawing, tempfile.TemporaryDirectory(prefix="segment-") as folder:
        if _painter is None or _painter.scene != segment.scene:
            _painter = Painter(segment)
        out = Path(folder) / "segment.mp4"
        _painter.encode(segment, out, on_frame)
        return out.read_bytes()
