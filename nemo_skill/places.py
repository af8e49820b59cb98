"""Where things live on this machine, and how files are written there: private, whole, one process at a time."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Mapping
from typing import IO

from nemo_skill.errors import InputError

APP = "text-to-video-diffusion"


def cache_dir(environ: Mapping[str, str] | None = None) -> str:
    """The user's cache folder for this skill (packages, parsed tables); not created here.

    Worked out by hand, because the folder that holds the packages must be found before there are packages.
    """
    env = os.environ if environ is None else environ
    if sys.platform == "win32":
        return os.path.join(_windows_local(env), APP, "Cache")
    if sys.platform == "darwin":
        return os.path.join(os.path.expanduser("~"), "Library", "Caches", APP)
    return os.path.join(env.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache"), APP)


def state_dir(environ: Mapping[str, str] | None = None, chosen: str | None = None) -> str:
    """The folder of journal, token and the embedded backend's data; not created here.

    `chosen` (`--state-dir`) wins, then `NEMO_STATE_DIR`, then the platform's user state folder.
    """
    env = os.environ if environ is None else environ
    given = chosen or env.get("NEMO_STATE_DIR")
    if given:
        return os.path.abspath(os.path.expanduser(given))
    if sys.platform == "win32":
        return os.path.join(_windows_local(env), APP, "State")
    if sys.platform == "darwin":
        return os.path.join(os.path.expanduser("~"), "Library", "Application Support", APP)
    return os.path.join(env.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state"), APP)


def _windows_local(env: Mapping[str, str]) -> str:
    return env.get("LOCALAPPDATA") or os.path.join(os.path.expanduser("~"), "AppData", "Local")


def private_folder(path: str) -> str:
    """Create a folder that only its owner can enter (0700), and prove that it can be written.

    Raises:
        InputError: it can't be created or written.
    """
    import tempfile  # here and below: it costs 5 ms, and the light commands write nothing private

    try:
        os.makedirs(path, mode=0o700, exist_ok=True)
        if os.name == "posix" and os.stat(path).st_mode & 0o077 and os.stat(path).st_uid == os.getuid():
            os.chmod(path, 0o700)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as exc:
        raise InputError(
            f"The state folder {path} can't be written: {exc.strerror or exc}.",
            hint="Make it writable, free some space, or name another one with --state-dir or NEMO_STATE_DIR.",
            code="state_dir",
        ) from exc
    return path


def can_be_written(folder: str) -> bool:
    """Whether a folder, or the nearest one above that exists, can take a new file; nothing is made."""
    while not os.path.lexists(folder):
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above
    return os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK)


def write_private(path: str, data: bytes) -> None:
    """Replace a file atomically; mode 0600 from its first byte on.

    Raises:
        InputError: the folder is missing, full or read-only.
    """
    import tempfile

    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".tmp-", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as exc:
        raise InputError(
            f"{path} can't be written: {exc.strerror or exc}.",
            hint="Make the folder writable, free some space, or name another one with --state-dir.",
            code="state_dir",
        ) from exc


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


class FileLock:
    """An exclusive lock between processes. The operating system releases it when its holder dies."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def try_acquire(self) -> bool:
        """Take the lock now if it is free."""
        if self._file is not None:
            return True
        os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
        file = open(self.path, "ab", opener=lambda path, flags: os.open(path, flags, 0o600))  # noqa: SIM115
        if not _try_lock(file):
            file.close()
            return False
        self._file = file
        return True

    def acquire(self, *, timeout_s: float | None = None, step_s: float = 0.05) -> bool:
        """Wait for the lock; False when the time is up."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while not self.try_acquire():
            if deadline is not None and time.monotonic() >= deadline:
                return False
            time.sleep(step_s)
        return True

    def release(self) -> None:
        if self._file is not None:
            _unlock(self._file)
            self._file.close()
            self._file = None

    def is_held(self) -> bool:
        """Whether any process (this one too) holds the lock."""
        if self._file is not None:
            return True
        if not os.path.exists(self.path):
            return False
        if self.try_acquire():
            self.release()
            return False
        return True


@contextlib.contextmanager
def locked(path: str, *, timeout_s: float | None = None) -> Iterator[None]:
    """Hold a `FileLock` for a block.

    Raises:
        InputError: another process kept it for longer than `timeout_s`.
    """
    lock = FileLock(path)
    try:
        free = lock.acquire(timeout_s=timeout_s)
    except OSError as exc:
        raise InputError(
            f"{path} can't be written: {exc.strerror or exc}.",
            hint="Make its folder writable, or free some space; the state folder can be moved with --state-dir.",
            code="state_dir",
        ) from exc
    if not free:
        raise InputError(
            f"Another process has been holding {path} for {timeout_s:.0f} s.",
            hint="Wait for it to finish, or end it, then run the command again.",
            code="locked",
        )
    try:
        yield
    finally:
        lock.release()
