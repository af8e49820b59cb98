"""Prompts out of documents: the words in their order, and a clear error where there are none to be had."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest

from nemo_skill.cli import documents
from nemo_skill.cloud.inspect import LocalFile
from nemo_skill.errors import InputError

GERMAN = "Ein schöner Sonnenuntergang über dem Meer, dann füge bitte ruhige Musik und größere Schrift hinzu."
CHINESE = "黄昏时分，一只狐狸在雪林中奔跑，镜头缓缓推进，配上轻柔的钢琴曲，最后出现标题。"
TAIWANESE = "夕陽下的海邊，一隻狗在沙灘上奔跑，鏡頭慢慢拉遠，配上輕鬆的音樂，最後出現標題。"
JAPANESE = "夕暮れの海辺で犬が走っています。カメラはゆっくり引いて、最後にタイトルを表示してください。"


def read(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return documents.read(LocalFile(str(path), name, "document", len(content)), say=lambda line: None)


def refused(folder: Path, name: str, content: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        read(folder, name, content)
    assert name in caught.value.message
    return caught.value


def pdf(*texts: str) -> bytes:
    """A PDF with a page for each text, in a standard font."""
    writer = pypdf.PdfWriter()
    font = pypdf.generic.DictionaryObject()
    for key, value in (("/Type", "/Font"), ("/Subtype", "/Type1"), ("/BaseFont", "/Helvetica")):
        font[pypdf.generic.NameObject(key)] = pypdf.generic.NameObject(value)
    for text in texts:
        page = writer.add_blank_page(400, 300)
        stream = pypdf.generic.DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        fonts = pypdf.generic.DictionaryObject({pypdf.generic.NameObject("/F1"): font})
        page[pypdf.generic.NameObject("/Resources")] = pypdf.generic.DictionaryObject(
            {pypdf.generic.NameObject("/Font"): fonts}
        )
        page[pypdf.generic.NameObject("/Contents")] = stream
    return written(writer)


def written(writer: pypdf.PdfWriter, **protection: Any) -> bytes:
    if protection:
        writer.encrypt(**protection, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def protected(content: bytes, **protection: Any) -> bytes:
    return written(pypdf.PdfWriter(clone_from=BytesIO(content)), **protection)


@pytest.fixture
def brief() -> Iterator[bytes]:
    """A DOCX with a table between two paragraphs, one of its rows spanning both columns."""
    document = docx.Document()
    document.add_paragraph("A fox in the snow.")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Shot 1", "wide, dusk"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "Ten seconds"
    document.add_paragraph("End with a title.")
    out = BytesIO()
    document.save(out)
    yield out.getvalue()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "utf-8"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "cp1252"),
        ("Ein Fuchs läuft", "cp1252"),
        ("Voilà l’été à la plage", "cp1252"),
        ("Лиса бежит по снежному лесу в сумерках, камера медленно приближается.", "cp1251"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (JAPANESE, "cp932"),
    ],
)
def test_text_in_any_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    """Old programs save text in the encoding of their country."""
    assert read(tmp_path, "brief.txt", text.encode(encoding)) == text


def test_docx_in_the_order_of_the_page(tmp_path: Path, brief: bytes) -> None:
    """Tables stay where they stand; a merged cell is read once."""
    words = "A fox in the snow.\nShot 1 | wide, dusk\nTen seconds\nEnd with a title."
    assert read(tmp_path, "brief.docx", brief) == words


def test_pdf_all_pages(tmp_path: Path) -> None:
    """Every page counts."""
    assert read(tmp_path, "brief.pdf", pdf("A fox", "in the snow")).split() == ["A", "fox", "in", "the", "snow"]


def test_pdf_that_anyone_may_open(tmp_path: Path) -> None:
    """Protected against printing only: there is no password to read it."""
    content = protected(pdf("A fox"), user_password="", owner_password="printing")
    assert read(tmp_path, "brief.pdf", content) == "A fox"


@pytest.mark.parametrize(
    ("name", "content", "code", "word"),
    [
        ("scan.pdf", pdf(""), "empty", "no text"),
        ("secret.pdf", protected(pdf("A fox"), user_password="x"), "encrypted", "password"),
        ("cut.pdf", pdf("A fox")[:200], "damaged", "damaged"),
        ("page.pdf", b"<html>not a document</html>", "damaged", "damaged"),
        ("secret.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "encrypted", "password"),
        ("cut.docx", b"PK\x03\x04" + bytes(60), "damaged", "damaged"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(40), 4001, "not a text file"),
        ("blank.txt", b" \n\t\n", "empty", "no text"),
        ("novel.txt", b"a fox " * 40_000, 4002, "too long"),
        ("novel.pdf", pdf(*["a fox in the snow " * 700] * 20), 4002, "too long"),
        ("book.pdf", pdf(*[""] * 501), 4002, "501 pages"),
    ],
)
def test_refused(tmp_path: Path, name: str, content: bytes, code: int | str, word: str) -> None:
    """Each tells what it found and what would do instead."""
    error = refused(tmp_path, name, content)
    assert error.code == code and word in error.message and error.hint


def test_archive_that_would_fill_the_memory(tmp_path: Path, brief: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few kB may unpack to gigabytes: the archive's own list tells, before anything is unpacked."""
    monkeypatch.setattr(documents, "_MAX_UNPACKED_BYTES", 1 << 20)
    bomb = BytesIO(brief)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/more.xml", b"<a/>" * (1 << 19))
    assert len(bomb.getvalue()) < 1 << 17
    assert refused(tmp_path, "bomb.docx", bomb.getvalue()).code == 4002
