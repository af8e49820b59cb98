"""What is heard: every sound of a film decoded or synthesised, shaped and mixed to one stereo track."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..media import AUDIO_RATE, open_local
from .composition import MUSIC_VOLUME, Film, Sound

Samples = npt.NDArray[np.float32]


def mix(
    film: Film, cancelled: Callable[[], bool] = lambda: False, progress: Callable[[float], None] = lambda share: None
) -> Samples:
    """(2, n) samples at 48 kHz, as long as the film; silence where nothing sounds; never clipped.

    What the studio made itself is levelled: to -16 LUFS with music at its usual volume (louder or quieter music moves
    it from there), to -23 LUFS where only a place is heard. Uploaded sound alone stays as it came.
    """
    total = round(film.duration_ms * AUDIO_RATE / 1000)
    out = np.zeros((2, total), np.float32)
    usual = np.zeros_like(out) if any(s.style and s.volume != MUSIC_VOLUME for s in film.sounds) else out
    voices = np.zeros_like(out) if any(sound.duck for sound in film.sounds) else out
    places = [_Place.of(sound, total) for sound in sounds_of(film)]
    # What ducks comes last: what it makes room for must be known by then.
    audible = sorted((place for place in places if place.room > 0), key=lambda place: place.sound.duck)
    for number, (place, heard) in enumerate(_heard(audible)):
        if cancelled():
            break
        progress((number + 1) / len(audible))
        sound, start = place.sound, place.start
        end = start + heard.shape[1]
        if sound.duck:
            heard *= _room_for(voices)[start:end]
        elif voices is not out and sound.source is not None and sound.source.origin == "upload":
            voices[:, start:end] += heard
        out[:, start:end] += heard
        if usual is not out:
            usual[:, start:end] += heard * np.float32(MUSIC_VOLUME / sound.volume if sound.style else 1.0)
    return _mastered(out, usual, film)


class _Place(NamedTuple):
    """Where a sound stands in the mix: its first sample, and how many there are of it (0: not heard)."""

    sound: Sound
    start: int
    room: int

    @classmethod
    def of(cls, sound: Sound, total: int) -> _Place:
        start = round(sound.start_ms * AUDIO_RATE / 1000)
        room = min(round(sound.duration_ms * AUDIO_RATE / 1000), total - start)
        return cls(sound, start, room if sound.volume > 0 else 0)


def _heard(places: Sequence[_Place]) -> Iterator[tuple[_Place, Samples]]:
    """Each sound as it goes into the mix; the next one is made meanwhile, and no more, since they fill memory."""

    def made(place: _Place) -> Samples:
        return _shaped(_samples(place.sound, place.room)[:, : place.room], place.sound, place.room)

    with ThreadPoolExecutor(2) as pool:
        ahead: deque[tuple[_Place, Future[Samples]]] = deque()
        for place in places:
            ahead.append((place, pool.submit(made, place)))
            if len(ahead) > 1:
                first, future = ahead.popleft()
                yield first, future.result()
        for first, future in ahead:
            yield first, future.result()


MUSIC_LUFS, PLACE_LUFS = -16.0, -23.0
_MOST_DB, _LEAST_DB = 18.0, -6.0


def _mastered(out: Samples, usual: Samples, film: Film) -> Samples:
    from ..music import integrated_lufs, limit

    heard = [sound for sound in sounds_of(film) if sound.volume > 0]
    gain = 0.0
    if any(sound.style for sound in heard):
        gain = MUSIC_LUFS - integrated_lufs(usual)
    elif not any(sound.source is not None and not sound.source.prompt for sound in heard):
        gain = PLACE_LUFS - integrated_lufs(usual)
    gain = min(max(gain, _LEAST_DB), _MOST_DB)
    out *= np.float32(10 ** (gain / 20))
    # A file that peaks at full scale is left as it came.
    return limit(out) if gain or float(np.max(np.abs(out), initial=0.0)) > 0.98 else out


_DUCKED = 0.28
_HEARD = 0.008
_STEP = AUDIO_RATE // 100
_HOLD_STEPS, _SLOPE_STEPS = 35, 25


def _room_for(voices: Samples) -> npt.NDArray[np.float32]:
    """The gain of ducking music at each sample: down while something is heard, with soft slopes around it."""
    count = -(-voices.shape[1] // _STEP)
    padded = np.zeros(count * _STEP, np.float32)
    padded[: voices.shape[1]] = np.abs(voices).max(axis=0)
    loud = padded.reshape(count, _STEP).mean(axis=1) > _HEARD
    # Pauses between words are bridged, so that the music doesn't pump.
    held = np.convolve(loud, np.ones(2 * _HOLD_STEPS + 1), mode="same") > 0
    slope = np.ones(_SLOPE_STEPS) / _SLOPE_STEPS
    soft = np.convolve(np.pad(held.astype(np.float64), _SLOPE_STEPS, mode="edge"), slope, mode="same")
    gain = 1 - (1 - _DUCKED) * soft[_SLOPE_STEPS : _SLOPE_STEPS + count]
    at = np.arange(voices.shape[1]) / _STEP - 0.5
    return np.interp(at, np.arange(count), gain).astype(np.float32)


def sounds_of(film: Film) -> Iterator[Sound]:
    """The audio tracks, and the clips: footage with its own sound, drawn scenes with that of their place."""
    yield from film.sounds
    for clip in film.clips:
        if clip.source.kind == "video" and clip.volume > 0 and (clip.source.origin == "upload" or clip.source.prompt):
            yield Sound(
                start_ms=clip.start_ms,
                duration_ms=clip.played_ms if clip.source.origin == "upload" else clip.duration_ms,
                volume=clip.volume,
                source=clip.source,
                offset_ms=clip.offset_ms,
                speed=clip.speed,
                fade_in_ms=max(clip.fade_in_ms, clip.crossfade_ms),
                fade_out_ms=clip.fade_out_ms,
            )


def _samples(sound: Sound, room: int) -> Samples:
    seconds = room / AUDIO_RATE
    if sound.source is None:
        from ..music import synthesize

        return np.asarray(synthesize(sound.style, seconds, sound.seed), np.float32)
    if sound.source.prompt:
        from ..engines import ClipRequest
        from ..music import ambience
        from ..plan import plan_shot

        source = sound.source
        request = ClipRequest(source.prompt, round(seconds * 1000), source.width, source.height, seed=source.seed)
        return np.asarray(ambience(plan_shot(request), seconds), np.float32)
    needed = round(room * sound.speed)
    decoded = decode_audio(sound.source.path, sound.offset_ms / 1000, needed)
    if sound.loop and 0 < decoded.shape[1] < needed:
        from ..music import looped

        decoded = looped(decoded, needed, min(AUDIO_RATE // 10, decoded.shape[1] // 4))
    return decoded if sound.speed == 1.0 else _stretched(decoded, sound.speed)


def _shaped(samples: Samples, sound: Sound, room: int) -> Samples:
    shaped: Samples = samples * np.float32(sound.volume)
    length = shaped.shape[1]
    into = min(length, round(sound.fade_in_ms * AUDIO_RATE / 1000))
    if into:
        shaped[:, :into] *= np.linspace(0, 1, into, dtype=np.float32)
    # The fade belongs to the end of the segment, which the source may not reach.
    out = round(sound.fade_out_ms * AUDIO_RATE / 1000)
    if out:
        ramp = np.clip(np.linspace(1, 0, out, dtype=np.float32), 0, 1)
        begin = room - out
        first = max(0, begin)
        if first < length:
            shaped[:, first:length] *= ramp[first - begin : length - begin]
    return shaped


def decode_audio(path: str, start_s: float, count: int) -> Samples:
    """Up to ``count`` samples of a file's sound from ``start_s`` on; an empty array when it has none."""
    import av

    pieces: list[Samples] = []
    have = 0
    with open_local(path) as container:
        if not container.streams.audio:
            return np.zeros((2, 0), np.float32)
        stream = container.streams.audio[0]
        origin = float((stream.start_time or 0) * stream.time_base)
        if start_s > 1:
            container.seek(int((origin + start_s - 0.5) / stream.time_base), stream=stream, backward=True)
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=AUDIO_RATE)
        skip: int | None = None
        for frame in _frames(container, stream, resampler):
            chunk = frame.to_ndarray()
            if skip is None:
                begins = (float(frame.time) if frame.time is not None else 0.0) - origin
                skip = round((start_s - begins) * AUDIO_RATE)
                if skip < 0:
                    pieces.append(np.zeros((2, min(-skip, count)), np.float32))
                    have, skip = min(-skip, count), 0
            taken = chunk[:, skip : skip + count - have]
            skip = max(0, skip - chunk.shape[1])
            if taken.shape[1]:
                pieces.append(np.ascontiguousarray(taken, np.float32))
                have += taken.shape[1]
            if have >= count:
                break
    return np.concatenate(pieces, axis=1) if pieces else np.zeros((2, 0), np.float32)


def _frames(container: Any, stream: Any, resampler: Any) -> Iterator[Any]:
    import av

    try:
        for frame in container.decode(stream):
            yield from resampler.resample(frame)
        yield from resampler.resample(None)
    except av.FFmpegError:
        # A damaged tail: what could be read is heard.
        return


def _stretched(samples: Samples, speed: float) -> Samples:
    """Faster or slower at the same pitch (libavfilter's atempo, which takes 0.5 to 100 at a time)."""
    import av

    if samples.shape[1] < AUDIO_RATE // 20:
        return samples
    graph = av.filter.Graph()
    last = graph.add_abuffer(format="fltp", sample_rate=AUDIO_RATE, layout="stereo", time_base=Fraction(1, AUDIO_RATE))
    factors = []
    while speed < 0.5:
        factors.append(0.5)
        speed /= 0.5
    factors.append(speed)
    for value in factors:
        step = graph.add("atempo", f"{value:.6f}")
        last.link_to(step)
        last = step
    planar = graph.add("aformat", f"sample_fmts=fltp:sample_rates={AUDIO_RATE}:channel_layouts=stereo")
    last.link_to(planar)
    last = planar
    sink = graph.add("abuffersink")
    last.link_to(sink)
    graph.configure()
    pieces: list[Samples] = []
    step_size = AUDIO_RATE
    for begin in range(0, samples.shape[1], step_size):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[:, begin : begin + step_size]), format="fltp", layout="stereo"
        )
        frame.sample_rate, frame.pts = AUDIO_RATE, begin
        graph.push(frame)
        pieces += _pulled(graph)
    graph.push(None)
    pieces += _pulled(graph)
    return np.concatenate(pieces, axis=1) if pieces else samples[:, :0]


def _pulled(graph: Any) -> list[Samples]:
    import av

    found: list[Samples] = []
    while True:
        try:
            found.append(np.asarray(graph.pull().to_ndarray(), np.float32))
        except (av.BlockingIOError, av.EOFError):
            return found
