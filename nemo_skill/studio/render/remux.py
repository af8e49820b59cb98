"""The fast way: clips that need no pixel changed are copied into the file as they are, without encoding again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..media import AUDIO_RATE, open_local
from .composition import FPS, Clip, Film

_FRAME_MS = 1000 / FPS
_AAC_FRAME = 1024


def can_copy(film: Film) -> bool:
    """Whole drawn clips, end to end, on a canvas of their size, with nothing on top, all encoded alike."""
    if film.captions or not film.clips:
        return False
    end = 0
    for clip in film.clips:
        if abs(clip.start_ms - end) > 1 or not _untouched(clip, film):
            return False
        end = clip.end_ms
    return abs(end - film.duration_ms) < _FRAME_MS and _encoded_alike(film)


def _untouched(clip: Clip, film: Film) -> bool:
    return (
        clip.source.origin == "generated"
        and clip.source.kind == "video"
        and clip.offset_ms == 0
        and clip.speed == 1.0
        and not (clip.fade_in_ms or clip.fade_out_ms or clip.crossfade_ms or clip.looks)
        and (clip.source.width, clip.source.height) == (film.width, film.height)
        and abs(clip.source.duration_ms - clip.duration_ms) < _FRAME_MS / 2
    )


def _encoded_alike(film: Film) -> bool:
    """One set of decoder parameters serves the whole file."""
    seen = set()
    for clip in film.clips:
        with open_local(clip.source.path) as container:
            stream = container.streams.video[0]
            context = stream.codec_context
            frames = round(clip.duration_ms / _FRAME_MS)
            if context.name != "h264" or stream.average_rate != FPS or stream.frames != frames:
                return False
            seen.add(bytes(context.extradata or b""))
    return len(seen) == 1


def copy_film(film: Film, samples: npt.NDArray[np.float32], out: Path) -> None:
    """Write the clips' own packets one after the other, and the sound beside them."""
    import av

    try:
        with av.open(str(out), mode="w", format="mp4", options={"movflags": "+faststart"}) as target:
            with open_local(film.clips[0].source.path) as first:
                video: Any = target.add_stream_from_template(first.streams.video[0])
            audio: Any = target.add_stream("aac", rate=AUDIO_RATE)
            audio.bit_rate = 192_000
            audio.codec_context.layout = "stereo"
            begin = Fraction(0)
            heard = 0
            for clip in film.clips:
                with open_local(clip.source.path) as source:
                    stream = source.streams.video[0]
                    origin = stream.start_time or 0
                    for packet in source.demux(stream):
                        if packet.dts is None:
                            continue
                        shift = int(begin / stream.time_base) - origin
                        packet.pts += shift
                        packet.dts += shift
                        moment = float(packet.dts * packet.time_base)
                        packet.stream = video
                        target.mux(packet)
                        heard = _sound_until(target, audio, samples, heard, moment)
                    begin += Fraction(stream.frames, FPS)
            _sound_until(target, audio, samples, heard, float("inf"))
            target.mux(audio.encode(None))
    except BaseException:
        out.unlink(missing_ok=True)
        raise


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
