"""The page's values as HTML. The template engine escapes every one; only the agent's Markdown becomes markup."""

from __future__ import annotations

import zlib
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nemo_skill import skill
from nemo_skill.language.translation import Translator

from .view import Said, View, words

if TYPE_CHECKING:
    from jinja2 import Environment
    from markdown_it import MarkdownIt

_FOLDER = Path(__file__).parent
_TAGS = {"en": "en", "zh": "zh-CN", "zh-TW": "zh-TW"}


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # No links and no pictures: the page leads nowhere and fetches nothing from elsewhere.
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
        ["html_block", "html_inline", "link", "image", "autolink", "reference"]
    )


@cache
def _translator() -> Translator:
    return Translator(skill.load().tables["translation"])


@lru_cache(maxsize=512)
def _answer(words: str) -> str:
    """The agent's words without its editor's screen, as HTML; empty when nothing is left."""
    text = _translator().translate(words).text.strip()
    return str(_markdown().render(text)) if text else ""


def project_page(view: View, nonce: str) -> str:
    """The page of a project."""
    from markupsafe import Markup

    answers = [Markup(_answer(item.answer) if isinstance(item, Said) else "") for item in view.said]
    return _render("project.html", view.language, nonce, view=view, answers=answers)


def plain_page(key: str, language: str, nonce: str) -> str:
    """A page with a heading and a sentence: ``expired`` or ``home``."""
    return _render("plain.html", language, nonce, key=key)


def _render(template: str, language: str, nonce: str, **values: Any) -> str:
    def say(key: str, **fields: Any) -> str:
        return words()[key][language].format(**fields)

    return _templates().get_template(template).render(
        say=say, lang=_TAGS[language], nonce=nonce, stamp=_stamp(), **values
    )  # fmt: skip


@cache
def _stamp() -> str:
    """Changes with the page's parts, so that a browser may keep them for ever."""
    small = (path.read_bytes() for name, (path, _) in asset_files().items() if name != "inter.ttf")
    return f"{zlib.crc32(b''.join(small)):08x}"


@cache
def asset_files() -> dict[str, tuple[Path, str]]:
    """Name -> (file, media type) of what the page itself is made of."""
    found = {
        "page.css": (_FOLDER / "page.css", "text/css"),
        "page.js": (_FOLDER / "page.js", "text/javascript"),
        "icon.svg": (_FOLDER / "icon.svg", "image/svg+xml"),
    }
    font = find_spec("fontpkg_inter")
    if font is not None and font.origin is not None:
        found["inter.ttf"] = (Path(font.origin).parent / "files" / "Inter[opsz,wght].ttf", "font/ttf")
    return found
