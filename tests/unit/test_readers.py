"""Readers: every kind of source, and every kind of bad input."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO

import pytest

from kg import registry
from kg.errors import InputError, UnknownNameError, UsageError
from kg.model import Article
from kg.readers import ReadOptions, formats, known_languages, read, read_text
from kg.readers.base import MAX_BYTES, MAX_CHARACTERS
from kg.readers.decoding import decode
from kg.readers.language import identify

GERMAN = "Die Übernahme der Münchner Firma durch den größeren Konkurrenten wurde am Montag angekündigt, so der Vorstand."
ENGLISH = "The chipmaker said on Monday that it would not buy its rival and that the report was wrong."
DUTCH = "Het bedrijf heeft maandag aangekondigd dat de verkoop van de dochteronderneming dit jaar wordt afgerond."
PAGE = """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Chips</title>
<link rel="canonical" href="https://example.org/chips">
<meta property="article:published_time" content="2024-03-02T10:00:00Z"></head>
<body><nav><a href="/">Start</a></nav><article><h1>Chips</h1><p>{}</p></article></body></html>"""


def one(path: Path, **options: str) -> Article:
    (article,) = read([path], **options)  # type: ignore[arg-type]
    return article


def test_text_is_kept_exactly(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    text = f"\n\u00a0{GERMAN}\r\n\r\n  {GERMAN}\t\n"
    file.write_bytes(text.encode())
    article = one(file)
    assert article.text == text
    assert (article.id, article.source, article.language) == (file.as_posix(), file.as_posix(), "de")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
@pytest.mark.filterwarnings("default")
def test_encodings_are_detected(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(GERMAN.encode(encoding))
    assert one(tmp_path / "a.txt").text == GERMAN


@pytest.mark.parametrize("text", ["Die Übernahme kostet 5 €.", "Café “naïve” – it’s résumé."])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
def test_short_texts_are_decoded(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a") == text


def test_few_broken_bytes_leave_the_rest_utf8(caplog: pytest.LogCaptureFixture) -> None:
    data = f"{GERMAN} Größere Änderungen für München.".encode()
    assert decode(data[:20] + b"\xff" + data[20:], "a.txt").replace("\ufffd", "") == data.decode()
    assert decode(data + "ö".encode()[:1], "a.txt") == data.decode() + "\ufffd"
    assert caplog.messages == ["a.txt: has bytes that are not UTF-8; read as U+FFFD (1 times)"] * 2


def test_one_id_names_one_article(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(GERMAN, encoding="utf-8")
    assert one(tmp_path / "a.txt", article_id="x").id == "x"
    with pytest.raises(UsageError, match=r"b\.txt: is a second article for the id 'x'"):
        list(read([tmp_path], article_id="x"))


def test_page_gives_text_and_metadata(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.format(GERMAN * 3), encoding="utf-8")
    article = one(tmp_path / "a.html")
    assert GERMAN in article.text
    assert "Start" not in article.text
    assert (article.title, article.source) == ("Chips", "https://example.org/chips")
    assert (article.published, article.language) == (date(2024, 3, 2), "de")


def test_page_in_a_declared_encoding(tmp_path: Path) -> None:
    page = PAGE.replace("utf-8", "iso-8859-1").format(GERMAN * 3)
    (tmp_path / "a.html").write_bytes(page.encode("latin-1"))
    assert GERMAN in one(tmp_path / "a.html").text


def test_json_lines_carry_metadata(tmp_path: Path) -> None:
    record = {"id": 7, "body": ENGLISH, "title": "T", "url": "https://example.org/7", "published": "2024-05-06T07:08Z"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n\n", encoding="utf-8")
    article = one(tmp_path / "a.jsonl", text_field="body")
    assert article == Article("7", ENGLISH, "en", "https://example.org/7", "T", date(2024, 5, 6))


def test_unreadable_date_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": ENGLISH, "published": "last week"}), encoding="utf-8")
    with caplog.at_level(logging.WARNING, "kg"):
        assert one(tmp_path / "a.jsonl").published is None
    assert "'last week'" in caplog.text


def test_folders_and_patterns_are_sorted_and_read_once(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.md", "sub/d.pdf", ".hidden.txt"):
        (tmp_path / name).write_text(ENGLISH, encoding="utf-8")
    found = [article.id for article in read([tmp_path, str(tmp_path / "*.txt")])]
    assert found == [(tmp_path / name).as_posix() for name in ("a.txt", "b.txt", "sub/c.md")]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps({"text": ENGLISH}).encode())))
    (article,) = read(["-"])
    assert (article.id, article.source, article.text) == ("-:1", "", ENGLISH)


@pytest.mark.parametrize(
    ("head", "expected"), [("", "text"), ("<html><body>", "html"), ('{"text": "', "jsonl"), ("{not json", "text")]
)
def test_format_is_told_by_content(tmp_path: Path, head: str, expected: str) -> None:
    tail = '"}' if expected == "jsonl" else ""
    body = f"<article><p>{ENGLISH * 3}</p></article>" if expected == "html" else ENGLISH
    (tmp_path / "article").write_text(head + body + tail, encoding="utf-8")
    article = one(tmp_path / "article")
    assert ENGLISH in article.text
    assert ("<" in article.text) is False
    assert article.text.startswith("{") is (head == "{not json")


def test_bytes_that_are_no_article(tmp_path: Path) -> None:
    cases: dict[str, tuple[bytes, str]] = {
        "empty.txt": (b"", "is empty"),
        "blank.txt": (b" \n\t", "is empty"),
        "binary.txt": (bytes(range(256)) * 20, "is binary"),
        "picture.txt": (b"\x89PNG\r\n\x1a\nxxxx", "is binary"),
        "large.txt": (b"x" * (MAX_BYTES + 1), "is larger than 16 MB"),
        "long.txt": (b"ab " * (MAX_CHARACTERS // 3 + 1), "characters, the limit is"),
        "numbers.txt": (b"12345 67890", "has no words"),
        "menu.html": (b"<html><body><nav><a href='/'>Start</a></nav><footer>2024</footer></body></html>", "no article text"),
        "dutch.txt": (DUTCH.encode(), "is in language 'nl'"),
        "none.html": (b"<html><body></body></html>", "has no article text"),
        "empty.jsonl": (b"\n\n", "is empty"),
    }
    for name, (data, _) in cases.items():
        (tmp_path / name).write_bytes(data)
    for name, (_, message) in cases.items():
        with pytest.raises(InputError, match=message) as raised:
            list(read([tmp_path / name]))
        assert name in str(raised.value)
        assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "is not JSON"),
        ("[1]", "is a JSON list"),
        ('{"body": "x"}', "has no text under 'text'"),
        ('{"text": 5}', "has no text under 'text'"),
        ('{"text": "  "}', "has no text"),
        ('{"text": "Bonjour", "language": "fr"}', "says language 'fr'"),
        ("[" * 100_000, "is JSON nested too deeply|is not JSON"),
        ("\x00\x01\x02", "is binary"),
        ('{"text": "Half a pair: \\ud83d, and no more of it."}', "half a surrogate pair at character 13"),
    ],
)
def test_bad_line_is_named_and_the_rest_is_read(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "a.jsonl"
    good = json.dumps({"text": ENGLISH})
    file.write_text(f"{good}\n{line}\n{good}\n", encoding="utf-8")
    with pytest.raises(InputError, match=message) as raised:
        list(read([file]))
    assert str(raised.value).startswith(f"{file.as_posix()}:2: ")
    errors: list[InputError] = []
    assert [article.id for article in read([file], on_error=errors.append)] == [f"{file.as_posix()}:{n}" for n in (1, 3)]
    assert len(errors) == 1


def test_overlong_line_is_skipped_without_holding_it(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    with file.open("w", encoding="utf-8") as stream:
        stream.write('{"text": "' + "x" * 50_000_000 + '"}\n' + json.dumps({"text": ENGLISH}) + "\n")
    errors: list[InputError] = []
    assert [article.text for article in read([file], on_error=errors.append)] == [ENGLISH]
    assert f"{file.as_posix()}:1: is longer than 16 MB" in str(errors[0])


@pytest.mark.parametrize(
    ("path", "message"),
    [("missing.txt", "does not exist"), ("*.none", "matches no file"), ("", "without files to read")],
)
def test_paths_that_yield_nothing(tmp_path: Path, path: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        list(read([tmp_path / path]))


def test_addresses_are_not_fetched() -> None:
    with pytest.raises(InputError, match="nothing is fetched"):
        list(read(["https://example.org/a.html"]))


def test_unknown_names_list_the_known() -> None:
    with pytest.raises(UnknownNameError, match="known are: html, jsonl, text"):
        list(read(["x"], input_format="pdf"))
    with pytest.raises(UnknownNameError, match="known are: auto, de, en"):
        list(read(["x"], language="fr"))


def test_language_given_is_not_questioned(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DUTCH, encoding="utf-8")
    assert one(tmp_path / "a.txt", language="de").language == "de"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "de"),
        (ENGLISH, "en"),
        ("Siemens kauft Firma", "de"),
        ("Chip firm sues rival", "en"),
        ("Der Konzern teilte mit: The deal is done.", "de"),
    ],
)
def test_language_is_identified(text: str, language: str) -> None:
    assert identify(text, "a") == language


def test_text_at_hand() -> None:
    assert read_text(ENGLISH, article_id="x") == Article("x", ENGLISH, "en")


def test_known_languages_are_folders() -> None:
    assert {"de", "en"} <= set(known_languages())


def _upper(stream: BinaryIO, source: str, options: ReadOptions) -> Iterator[Article]:
    yield Article(source, stream.read().decode().upper(), "en")


def test_entry_points_add_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = [SimpleNamespace(name="upper", value=f"{__name__}:_upper")]
    monkeypatch.setattr(registry, "entry_points", lambda group: points)
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    assert formats() == ("html", "jsonl", "text", "upper")
    assert one(tmp_path / "a.txt", input_format="upper").text == ENGLISH.upper()
