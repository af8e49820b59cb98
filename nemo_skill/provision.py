"""Provides the packages that the skill needs: the ones at hand if they fit, else an environment in the cache folder.

Standard library only, since this runs before there are packages. An environment is keyed by its requirements and by the
Python that made it; it is built beside its place and renamed into it, so that a half-built one is never used. Its
site-packages folder is put on `sys.path` of the running process: a second interpreter start would double the time of
every short command.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable

from nemo_skill import places
from nemo_skill.errors import NetworkError

# Requirement -> a module that proves it. pyproject.toml and the header of scripts/nemo.py agree (a test compares).
CORE = {
    "httpx>=0.27,<0.29": "httpx",
    "httpx-sse>=0.4,<0.5": "httpx_sse",
    "pydantic>=2.7,<3": "pydantic",
    "pyyaml>=6.0.1,<7": "yaml",
    "rich>=13.7,<16": "rich",
}
STUDIO = {
    "starlette>=0.40,<2": "starlette",
    "uvicorn>=0.30,<1": "uvicorn",
    "python-multipart>=0.0.12,<0.1": "python_multipart",
    "jinja2>=3.1.4,<4": "jinja2",
    "markdown-it-py>=3,<5": "markdown_it",
    "opencc>=1.1.9,<2": "opencc",
    "numpy>=1.26,<3": "numpy",
    "av>=17.1,<20": "av",
    "pillow>=11.3,<14": "PIL",
    "thorvg-python>=1.1.3,<2": "thorvg_python",
    "fontpkg-inter>=4.1,<5": "fontpkg_inter",
    "manimgx-fonts-cjk>=2026.9.26,<2028": "manimgx_fonts_cjk",
    "manimgx-fonts>=2026.9.26,<2028": "manimgx_fonts",
    "uharfbuzz>=0.50,<1": "uharfbuzz",
}
DOCUMENTS = {
    "pypdf>=5,<8": "pypdf",
    "cryptography>=42": "cryptography",
    "python-docx>=1.1.2,<2": "docx",
    "charset-normalizer>=3.3,<4": "charset_normalizer",
}
DIFFUSION = {
    "torch>=2.4,<3": "torch",
    "diffusers>=0.36,<1": "diffusers",
    "transformers>=4.49,<6": "transformers",
    "accelerate>=1.1,<2": "accelerate",
    "sentencepiece>=0.2,<1": "sentencepiece",
    "ftfy>=6.2,<7": "ftfy",
}
DASK = {
    "distributed>=2024.8,<2028": "distributed",
}
EXTRAS = {"studio": STUDIO, "documents": DOCUMENTS, "diffusion": DIFFUSION, "dask": DASK}


def requirements(extras: Iterable[str]) -> dict[str, str]:
    """Requirement -> module for the core and some extras."""
    found = dict(CORE)
    for extra in extras:
        found |= EXTRAS[extra]
    return found


def provide(extras: Iterable[str] = (), *, say: Callable[[str], None]) -> None:
    """Make the packages importable in this process.

    Args:
        extras: names from `EXTRAS`, on top of the core.
        say: told one line when something has to be installed.

    Raises:
        NetworkError: the packages can't be installed.
    """
    # Without this httpx brings its own command line, and with it click, rich and pygments: a third of its import.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    wanted = requirements(sorted(extras))
    if all(_is_at_hand(requirement, module) for requirement, module in wanted.items()):
        return
    _use(environment(sorted(extras), say=say))


def environment(extras: list[str], *, say: Callable[[str], None]) -> str:
    """The site-packages folder of an environment that has the core and `extras`, built if need be."""
    root = os.path.join(places.cache_dir(), "envs")
    for candidate in _supersets(extras):
        site = _site_packages(os.path.join(root, _key(candidate)))
        if site is not None:
            return site
    name = _key(extras)
    final = os.path.join(root, name)
    try:
        os.makedirs(root, exist_ok=True)
    except OSError as exc:
        raise _failed(extras, f"{root} can't be written: {exc.strerror}") from exc
    with places.locked(os.path.join(root, f"{name}.lock"), timeout_s=1800):
        site = _site_packages(final)
        if site is None:
            say(f"Setting up for the first run: installing {_summary(extras)} ...")
            _build(final, extras)
            site = _site_packages(final)
    if site is None:
        raise _failed(extras, "the new environment is incomplete")
    return site


def _supersets(extras: list[str]) -> list[list[str]]:
    """Sets of extras that serve as well, the smallest first."""
    names = sorted(EXTRAS)
    subsets = [[n for i, n in enumerate(names) if mask >> i & 1] for mask in range(1 << len(names))]
    return sorted((s for s in subsets if set(extras) <= set(s)), key=len)


def _key(extras: list[str]) -> str:
    """`py311-studio-1a2b3c4d`: a folder name that changes with the requirements, the kind of Python and the machine.

    Any two Pythons that can load the same compiled modules share it, whichever agent brought them.
    """
    import sysconfig
    import zlib
    from importlib.machinery import EXTENSION_SUFFIXES

    text = "\n".join([*sorted(requirements(extras)), EXTENSION_SUFFIXES[0], sysconfig.get_platform()])
    label = "-".join(["core", *extras])
    return f"py{sys.version_info[0]}{sys.version_info[1]}-{label}-{zlib.crc32(text.encode()):08x}"


def _site_packages(folder: str) -> str | None:
    """The packages of a finished environment; None when there is none."""
    site = os.path.join(folder, "site-packages")
    return site if os.path.isdir(site) else None


def _use(site: str) -> None:
    """Put the folder before other installed packages, but behind the standard library and the skill itself."""
    for position, entry in enumerate(sys.path):
        if os.path.basename(entry) in ("site-packages", "dist-packages"):
            sys.path.insert(position, site)
            break
    else:
        sys.path.append(site)
    importlib.invalidate_caches()


def _is_at_hand(requirement: str, module: str) -> bool:
    """Whether this interpreter has the package in an accepted version (read from its metadata's folder name)."""
    spec = importlib.util.find_spec(module)
    if spec is None:
        return False
    location = spec.origin or next(iter(spec.submodule_search_locations or ()), None)
    if location is None:
        return False
    site = os.path.dirname(location)
    if os.path.basename(location).startswith("__init__."):
        site = os.path.dirname(site)
    name, bounds = split_requirement(requirement)
    version = _installed_version(site, name)
    return version is not None and fits(version, bounds)


def _installed_version(site: str, name: str) -> str | None:
    try:
        entries = os.listdir(site)
    except OSError:
        return None
    start = name.lower().replace("-", "_") + "_"
    for entry in entries:
        if entry.endswith(".dist-info") and entry.lower().replace("-", "_").startswith(start):
            rest = entry[len(start) : -len(".dist-info")]
            if rest[:1].isdigit():
                return rest
    return None


def split_requirement(requirement: str) -> tuple[str, list[tuple[str, tuple[int, ...]]]]:
    """`"httpx>=0.27,<0.29"` -> `("httpx", [(">=", (0, 27)), ("<", (0, 29))])`."""
    for position, char in enumerate(requirement):
        if char in "<>=!":
            bounds = []
            for clause in requirement[position:].split(","):
                operator = clause.rstrip("0123456789.")
                bounds.append((operator, _numbers(clause[len(operator) :])))
            return requirement[:position], bounds
    return requirement, []


def fits(version: str, bounds: list[tuple[str, tuple[int, ...]]]) -> bool:
    """Whether a version's leading numbers satisfy all bounds."""
    found = _numbers(version)
    tests = {">=": found.__ge__, "<": found.__lt__, "==": found.__eq__}
    return all(tests[operator](bound) for operator, bound in bounds)


def _numbers(version: str) -> tuple[int, ...]:
    numbers = []
    for part in version.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits))
    return tuple(numbers)


def _build(final: str, extras: list[str]) -> None:
    import shutil  # here and below: nearly every run finds its packages and builds nothing

    work = f"{final}.{os.getpid()}.tmp"
    shutil.rmtree(work, ignore_errors=True)
    try:
        os.makedirs(work)
        install_packages(os.path.join(work, "site-packages"), sorted(requirements(extras)))
        with contextlib.suppress(FileExistsError):
            os.rename(work, final)
    except InstallFailed as exc:
        raise _failed(extras, str(exc), has_pip=exc.has_pip) from exc
    except OSError as exc:
        if _site_packages(final) is None:
            raise _failed(extras, f"{exc.filename or final}: {exc.strerror or exc}") from exc
    finally:
        shutil.rmtree(work, ignore_errors=True)


class InstallFailed(Exception):
    """What the installer said; `has_pip` is false where there was none."""

    has_pip = True


def install_packages(target: str, packages: list[str], *, dependencies: bool = True) -> None:
    """Install packages into a folder: by uv if it is there, else by this Python's pip, else by one of its own.

    Raises:
        InstallFailed: the installer ended with an error.
        OSError: the folder can't be written.
    """
    import shutil

    options = [] if dependencies else ["--no-deps"]
    folder = os.path.dirname(target)
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", target, *options, *packages]
        _run([*command, "--compile-bytecode"], folder)
        return
    python, venv = sys.executable, ""
    if importlib.util.find_spec("pip") is None:
        venv = os.path.join(folder, "venv")
        _run([sys.executable, "-m", "venv", venv], folder, tool="venv")
        python = os.path.join(venv, *(("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")))
    command = [python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--retries", "1"]
    _run([*command, "--no-warn-script-location", "--target", target, *options, *packages], folder)
    if venv:
        # Only the packages are used; the folder that pip ran in would name a place that is about to change.
        shutil.rmtree(venv, ignore_errors=True)


def _run(command: list[str], folder: str, *, tool: str = "") -> None:
    import subprocess

    # Settings that fit the user's own installations, but not one into a folder.
    unfit = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PIP_TARGET", "PIP_PREFIX")
    environ = {key: value for key, value in os.environ.items() if key not in unfit}
    environ |= {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}
    done = subprocess.run(
        command,
        cwd=folder,  # nothing from the user's own folder is imported in pip's place
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environ,
    )
    if done.returncode:
        lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        failed = InstallFailed(_reason(lines) or f"exit status {done.returncode}")
        if tool == "venv":
            failed = InstallFailed(f"this Python has no pip and no working venv module ({failed})")
            failed.has_pip = False
        raise failed


def _reason(lines: list[str]) -> str:
    """The telling line of an installer's output; pip takes an index out of reach for one without the package."""
    for line in lines:
        if "retrying" in line.lower():
            why = line.rpartition("] ")[2].partition("'")[0] if "[Errno" in line else ""
            return f"the package index can't be reached{f' ({why})' if why else ''}"
    errors = [line for line in lines if line.lower().startswith(("error", "× ", "x "))] or lines[-1:]
    return errors[-1].removeprefix("ERROR: ").removeprefix("error: ")[:300] if errors else ""


def _failed(extras: list[str], reason: str, *, has_pip: bool = True) -> NetworkError:
    packages = sorted(requirements(extras))
    quoted = " ".join(f'"{package}"' for package in packages)
    names = ", ".join(split_requirement(package)[0] for package in packages)
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    hint = f"Connect to a package index and run the command again, or install them: {python} -m pip install {quoted}"
    if not has_pip:
        hint = f"Install uv, or pip for {python}, and run the command again. The packages: {quoted}"
    return NetworkError(
        f"The packages that this skill needs ({names}) could not be installed: {reason.rstrip('.')}.",
        hint=hint,
        code="packages",
    )


def _summary(extras: list[str]) -> str:
    if "diffusion" in extras:
        return f"{len(requirements(extras))} packages (several GB with PyTorch, some minutes)"
    size = "about 100 MB, one or two minutes" if "studio" in extras else "about 10 MB, under a minute"
    return f"{len(requirements(extras))} packages ({size})"
