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
DEV = {
    "pytest>=8.3,<10": "pytest",
    "pytest-xdist>=3.6,<4": "xdist",
    "hypothesis>=6.100,<7": "hypothesis",
    "ruff>=0.8,<1": "ruff",
    "mypy>=1.13,<3": "mypy",
    "types-PyYAML": "yaml",
    "skills-ref==0.1.1": "skills_ref",
    "jsonschema>=4.20,<5": "jsonschema",
}
EXTRAS = {"studio": STUDIO, "documents": DOCUMENTS, "diffusion": DIFFUSION, "dask": DASK, "dev": DEV}


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
    """`py311-studio-1a2b3c4d`: a folder name that changes with the requirements, the Python and the machine."""
    import sysconfig
    import zlib

    text = "\n".join([*sorted(requirements(extras)), sys.version, sysconfig.get_platform(), sys.prefix])
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
    target = os.path.join(work, "site-packages")
    packages = sorted(requirements(extras))
    try:
        os.makedirs(work)
        uv = shutil.which("uv")
        if uv:
            command = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", target, *packages]
            _run([*command, "--compile-bytecode"], extras)
        else:
            venv = os.path.join(work, "venv")
            _run([sys.executable, "-m", "venv", venv], extras, tool="venv")
            folder = "Scripts" if sys.platform == "win32" else "bin"
            python = os.path.join(venv, folder, "python.exe" if sys.platform == "win32" else "python")
            command = [python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
            _run([*command, "--no-warn-script-location", "--target", target, *packages], extras)
            # Only the packages are used; the folder that pip ran in would name a place that is about to change.
            shutil.rmtree(venv, ignore_errors=True)
        with contextlib.suppress(FileExistsError):
            os.rename(work, final)
    except OSError as exc:
        if _site_packages(final) is None:
            raise _failed(extras, f"{exc.filename or final}: {exc.strerror or exc}") from exc
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _run(command: list[str], extras: list[str], *, tool: str = "") -> None:
    import subprocess

    environ = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME", "PIP_USER")}
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environ,
    )
    if done.returncode:
        lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        errors = [line for line in lines if line.lower().startswith(("error", "× ", "x "))] or lines
        reason = errors[-1][:300] if errors else f"exit status {done.returncode}"
        if tool == "venv":
            reason = f"this Python has no working venv module ({reason})"
        raise _failed(extras, reason)


def _failed(extras: list[str], reason: str) -> NetworkError:
    packages = sorted(requirements(extras))
    quoted = " ".join(f'"{package}"' for package in packages)
    names = ", ".join(split_requirement(package)[0] for package in packages)
    return NetworkError(
        f"The packages that this skill needs ({names}) could not be installed: {reason.rstrip('.')}.",
        hint=f"Connect to a package index and run the command again, or install them yourself: "
        f"{os.path.basename(sys.executable)} -m pip install {quoted}",
        code="packages",
    )


def _summary(extras: list[str]) -> str:
    if "diffusion" in extras:
        return f"{len(requirements(extras))} packages (several GB with PyTorch, some minutes)"
    size = "about 100 MB, one or two minutes" if "studio" in extras else "about 10 MB, under a minute"
    return f"{len(requirements(extras))} packages ({size})"
