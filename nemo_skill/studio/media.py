"""Reading what a media file is, and writing H.264/AAC files, through FFmpeg's libraries (PyAV)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import av
    import numpy as np
    import numpy.typing as npt

AUDIO_RATE = 48_000
_AUDIO_CHUNK = 1024
#: x264's superfast with a short look ahead, which tells what parts of a picture later ones are made of; no B-frames.
#: Measured on drawn scenes against veryfast: a third of the time, 20 % more bytes. Without the look ahead it were 60 %;
#: B-frames save 5 % of the bytes and cost a third more time.
_PRESET, _LOOK_AHEAD = "superfast", "rc-lookahead=4:mbtree=1:bframes=0"
_IMAGE_FORMATS = {"image2", "png_pipe", "jpeg_pipe", "webp_pipe", "bmp_pipe", "tiff_pipe", "gif", "apng", "webp"}
_PLAYLISTS = {
    "hls",
    "dash",
    "concat",
    "ffconcat",
    "sdp",
    "rtsp",
    "mpegts_raw",
    "webvtt",
    "srt",
    "ass",
    "tty",
    "lrc",
    "sap",
}


class MediaError(Exception):
    """A file that can't be read or written as media: what happened and what was expected."""


@dataclass(frozen=True)
class MediaInfo:
    """What a file holds. ``duration_s`` is 0 for still images; absent parts are None."""

    kind: Literal["video", "image", "audio"]
    duration_s: float
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    video_codec: str | None = None
    audio_codec: str | None = None


def open_local(path: Path | str) -> Any:
    """Open a local media file for reading with PyAV.

    Only bytes of that one file are ever read: playlists and scripts that name other files or hosts are refused.

    Raises:
        MediaError: the file is missing, is no media, or is a playlist.
    """
    import av

    file = Path(path)
    if not file.is_file():
        raise MediaError(f"There is no file {file.name!r}. Check the path.")
    try:
        container = av.open(
            os.fspath(file.resolve()), mode="r", options={"protocol_whitelist": "file"}, **_lenient_tags(av)
        )
    except (av.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise MediaError(f"{file.name!r} can't be read as video, image or audio ({reason}).") from error
    if set(container.format.name.split(",")) & _PLAYLISTS:
        name = container.format.name
        container.close()
        raise MediaError(f"{file.name!r} is a playlist or script ({name}), not media. Give the media file itself.")
    return container


def _lenient_tags(av: Any) -> dict[str, Any]:
    """Tags in an odd encoding must not make a file unreadable; PyAV 19 dropped the option that said so."""
    return {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}


def probe(path: Path | str) -> MediaInfo:
    """Read what a file holds, by its content and never by its name.

    Raises:
        MediaError: see :func:`open_local`; also when nothing in it can be decoded.
    """
    import av

    file = Path(path)
    with open_local(file) as container:
        video = next((s for s in container.streams.video if s.codec_context is not None), None)
        audio = next((s for s in container.streams.audio if s.codec_context is not None), None)
        if video is None and audio is None:
            raise MediaError(f"{file.name!r} holds no picture and no sound.")
        cover = video is not None and audio is not None and bool(getattr(video, "disposition", 0) & 0x400)
        if video is None or cover:
            assert audio is not None
            return MediaInfo("audio", _seconds(container, audio), audio_codec=audio.codec_context.name)
        frames: list[Any] = []
        try:
            for frame in container.decode(video):
                frames.append(frame)
                if len(frames) == 2:
                    break
        except av.FFmpegError as error:
            if not frames:
                raise MediaError(f"The pictures in {file.name!r} can't be decoded ({error.strerror}).") from error
        if not frames:
            raise MediaError(f"{file.name!r} holds no picture that can be decoded.")
        names = set(container.format.name.split(","))
        still = audio is None and len(frames) == 1 and (bool(names & _IMAGE_FORMATS) or video.frames == 1)
        rate = video.average_rate or video.base_rate
        return MediaInfo(
            "image" if still else "video",
            0.0 if still else _seconds(container, video),
            width=frames[0].width,
            height=frames[0].height,
            fps=None if still or not rate else float(rate),
            video_codec=video.codec_context.name,
            audio_codec=audio.codec_context.name if audio is not None else None,
        )


def _seconds(container: Any, stream: Any) -> float:
    import av

    if container.duration:
        return float(container.duration / av.time_base)
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    end = 0.0
    for packet in container.demux(stream):
        if packet.pts is not None:
            end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return end


def join_videos(parts: Sequence[Path], out: Path) -> None:
    """Put silent videos of one size, rate and codec one after the other, without decoding anything.

    Raises:
        MediaError: a part can't be read, or the file can't be written; there is no file then.
    """
    import av

    try:
        with av.open(os.fspath(out), mode="w", format="mp4", options={"movflags": "+faststart"}) as target:
            stream: Any = None
            begin = 0
            for part in parts:
                with open_local(part) as source:
                    video = source.streams.video[0]
                    if stream is None:
                        stream = target.add_stream_from_template(video)
                    origin = video.start_time or 0
                    for packet in source.demux(video):
                        if packet.pts is None:
                            continue
                        packet.pts += begin - origin
                        packet.dts += begin - origin
                        packet.stream = stream
                        target.mux(packet)
                    begin += round(video.frames / (video.average_rate * video.time_base))
    except (av.FFmpegError, OSError) as error:
        out.unlink(missing_ok=True)
        raise MediaError(f"{out.name!r} can't be written ({error}). Check the folder.") from error
    except BaseException:
        out.unlink(missing_ok=True)
        raise


class VideoWriter:
    """Writes an MP4: H.264 High yuv420p tagged BT.709, AAC 48 kHz stereo, index at the front.

    Use as a context manager. Frames come in order, as ``numpy`` pictures or PyAV frames; sound may come at any
    time before the end. On an exception inside the block the unfinished file is removed.

    Args:
        path: the file to write.
        width, height: even numbers.
        fps: frames a second, exact (``Fraction(30000, 1001)`` is fine).
        audio: whether a sound track is written.
        crf: x264's quality; lower is better.
        threads: of the encoder; 0: as many as it likes.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        width: int,
        height: int,
        fps: int | Fraction = 30,
        audio: bool = False,
        crf: int = 20,
        threads: int = 0,
    ) -> None:
        if width % 2 or height % 2 or width < 2 or height < 2:
            raise MediaError(f"H.264 with 4:2:0 colour needs even sizes, got {width}x{height}.")
        import av

        self._path = Path(path)
        self._size = (width, height)
        self._rate = Fraction(fps)
        try:
            self._container = av.open(os.fspath(self._path), mode="w", format="mp4", options={"movflags": "+faststart"})
        except (av.FFmpegError, OSError) as error:
            raise MediaError(f"{self._path.name!r} can't be written ({error}). Check the folder.") from error
        self._video: Any = self._container.add_stream("libx264", rate=self._rate)
        self._video.width, self._video.height, self._video.pix_fmt = width, height, "yuv420p"
        self._video.options = {
            "preset": _PRESET,
            "crf": str(crf),
            "profile": "high",
            "threads": str(threads),
            "x264-params": f"colorprim=bt709:transfer=bt709:colormatrix=bt709:fullrange=off:{_LOOK_AHEAD}:keyint="
            + str(round(self._rate * 2)),
        }
        self._video.codec_context.time_base = 1 / self._rate
        self._frames = 0
        self._audio: Any = None
        if audio:
            self._audio = self._container.add_stream("aac", rate=AUDIO_RATE)
            self._audio.bit_rate = 192_000
            self._audio.codec_context.layout = "stereo"
            self._samples = 0
            self._fifo: Any = av.AudioFifo()
        self._open = True

    @property
    def frames(self) -> int:
        """How many frames were written."""
        return self._frames

    def write_frame(self, frame: av.VideoFrame) -> None:
        """Encode one frame of the writer's size; its pixel format is converted when it isn't yuv420p."""
        if (frame.width, frame.height) != self._size or frame.format.name != "yuv420p":
            frame = frame.reformat(*self._size, format="yuv420p", dst_colorspace=1, dst_color_range=1)
        frame.pts, frame.time_base = self._frames, 1 / self._rate
        frame.pict_type = 0
        self._frames += 1
        self._mux(self._video.encode(frame))

    def write_rgba(self, picture: npt.NDArray[np.uint8]) -> None:
        """Encode a (height, width, 4) picture; the array must not change until the call returns."""
        import av

        self.write_frame(av.VideoFrame.from_numpy_buffer(picture, format="rgba"))

    def write_yuv(self, planes: npt.NDArray[np.uint8]) -> None:
        """Encode a (height * 3 / 2, width) yuv420p picture, limited range BT.709, copied only where needed."""
        import av

        width, height = self._size
        if planes.shape != (height * 3 // 2, width):
            raise MediaError(f"Expected planes of shape {(height * 3 // 2, width)}, got {planes.shape}.")
        if height % 4 == 0:
            self.write_frame(av.VideoFrame.from_numpy_buffer(planes, format="yuv420p"))
            return
        # PyAV takes a height of h from h * 3 / 2 rows only where h is a multiple of four.
        frame = av.VideoFrame(width, height, "yuv420p")
        flat, at = planes.reshape(-1), 0
        for plane in frame.planes:
            size = plane.width * plane.height
            _fill_plane(plane, flat[at : at + size].reshape(plane.height, plane.width))
            at += size
        self.write_frame(frame)

    def write_audio(self, samples: npt.NDArray[np.float32]) -> None:
        """Append (2, n) float samples at 48 kHz."""
        import av
        import numpy as np

        if self._audio is None:
            raise MediaError("This writer was opened without sound; pass audio=True.")
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples, np.float32), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = AUDIO_RATE, self._samples
        frame.time_base = Fraction(1, AUDIO_RATE)
        self._samples += samples.shape[1]
        self._fifo.write(frame)
        self._drain(partial=False)

    def close(self) -> None:
        """Finish the file."""
        if not self._open:
            return
        self._open = False
        self._mux(self._video.encode(None))
        if self._audio is not None:
            self._drain(partial=True)
            self._mux(self._audio.encode(None))
        self._container.close()

    def abort(self) -> None:
        """Stop and remove the unfinished file."""
        if self._open:
            self._open = False
            self._container.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    def _drain(self, *, partial: bool) -> None:
        while True:
            chunk = self._fifo.read(_AUDIO_CHUNK, partial=partial)
            if chunk is None:
                return
            self._mux(self._audio.encode(chunk))

    def _mux(self, packets: Any) -> None:
        for packet in packets:
            self._container.mux(packet)


def _fill_plane(plane: Any, pixels: npt.NDArray[np.uint8]) -> None:
    import numpy as np

    rows = np.zeros((plane.height, plane.line_size), np.uint8)
    rows[:, : plane.width] = pixels
    plane.update(rows.reshape(-1)[: plane.buffer_size])
