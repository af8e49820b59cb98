"""Put pieces of coded pictures one after the other into one file, with the sound beside them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..media import AUDIO_RATE, open_local
from .composition import FPS
from .pieces import Piece

_AAC_FRAME = 1024


class PiecesDontFit(Exception):
    """The pieces can't share one track; the film has to be encoded as a whole."""


def join_pieces(pieces: Sequence[Piece], samples: npt.NDArray[np.float32], out: Path) -> None:
    """Write the packets of every piece (all with a path) and AAC sound.

    Raises:
        PiecesDontFit: decode times would run backwards; there is no file then.
    """
    import av

    try:
        with av.open(str(out), mode="w", format="mp4", options={"movflags": "+faststart"}) as target:
            with open_local(pieces[0].path or "") as first:
                video: Any = target.add_stream_from_template(first.streams.video[0])
            audio: Any = target.add_stream("aac", rate=AUDIO_RATE)
            audio.bit_rate = 192_000
            audio.codec_context.layout = "stereo"
            heard, last = 0, float("-inf")
            for piece in pieces:
                for packet in _packets(piece):
                    decode_s = float(packet.dts * packet.time_base)
                    if decode_s <= last:
                        raise PiecesDontFit
                    last = decode_s
                    packet.stream = video
                    target.mux(packet)
                    heard = _sound_until(target, audio, samples, heard, decode_s)
            _sound_until(target, audio, samples, heard, float("inf"))
            target.mux(audio.encode(None))
    except BaseException:
        out.unlink(missing_ok=True)
        raise


def _packets(piece: Piece) -> Any:
    """The piece's packets, moved to its place in the film."""
    with open_local(piece.path or "") as container:
        stream = container.streams.video[0]
        origin = stream.start_time or 0
        tick = Fraction(1, FPS) / stream.time_base
        begin, end = piece.first * tick, (piece.first + piece.end - piece.start) * tick
        shift = int((piece.start - piece.first) * tick) - origin
        for packet in container.demux(stream):
            if packet.pts is not None and begin <= packet.pts - origin < end:
                packet.pts += shift
                packet.dts += shift
                yield packet


def _sound_until(target: Any, audio: Any, samples: npt.NDArray[np.float32], heard: int, moment_s: float) -> int:
    import av

    until = min(samples.shape[1], int(min(moment_s, 1e9) * AUDIO_RATE) + _AAC_FRAME)
    while heard < until:
        chunk = samples[:, heard : heard + _AAC_FRAME]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(chunk), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = AUDIO_RATE, heard, Fraction(1, AUDIO_RATE)
        target.mux(audio.encode(frame))
        heard += chunk.shape[1]
    return heard
