"""The list of well-known names, its matcher and the lexicon."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
import spacy

from kg.errors import InputError, UnknownNameError
from kg.known import (
    Flag,
    Known,
    NameMatcher,
    bare,
    compiled,
    compiling,
    known_matcher,
    lexicon,
    load,
    load_file,
    tokenize,
)
from kg.known.lexicon import single
from kg.known.names import TYPES, read, slug
from kg.known.places import adjectives, regular_adjective
from kg.languages.tokenizer import adapt


def flags(token: str, lang: str = "de") -> Flag:
    return Flag(lexicon().flags(token, lang))


def test_list_has_five_thousand_entries_of_every_type() -> None:
    by_type = Counter(entry.type for entry in load())
    assert sum(by_type.values()) >= 5000
    assert set(by_type) == set(TYPES)
    assert min(by_type.values()) >= 250


def test_no_name_is_listed_twice_with_one_type() -> None:
    keys = Counter(entry.key for entry in load())
    assert [key for key, count in keys.items() if count > 1] == []


def test_wikidata_ids_are_given_once() -> None:
    ids = Counter(entry.wikidata for entry in load() if entry.wikidata)
    assert [wikidata for wikidata, count in ids.items() if count > 1] == []


def test_every_kind_is_documented() -> None:
    text = resources.files("kg.known").joinpath("README.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`([a-z0-9-]+)`", text))
    assert {entry.kind for entry in load()} - documented == set()


def test_names_are_clean() -> None:
    for entry in load():
        for surface in entry.surfaces:
            assert surface == surface.strip() and "  " not in surface and "?" not in surface[:1]
        assert re.fullmatch(r"[a-z]+/[a-z0-9-]+", entry.key)


def test_surface_of_several_entries_is_ambiguous_in_each() -> None:
    bearers: dict[str, list[Known]] = {}
    for entry in load():
        for surface in entry.surfaces:
            bearers.setdefault(surface, []).append(entry)
    shared = {surface: entries for surface, entries in bearers.items() if len(entries) > 1}
    assert [s for s, entries in shared.items() if not all(entry.is_ambiguous(s) for entry in entries)] == []


@pytest.mark.parametrize("name", ["Meta", "Bild", "Windows", "Apple", "Ford"])
def test_common_words_are_ambiguous(name: str) -> None:
    assert any(entry.is_ambiguous(name) for entry in load() if name in entry.surfaces)


@pytest.mark.parametrize(("name", "expected"), [("Süddeutsche Zeitung", "sueddeutsche-zeitung"), ("H&M", "h-and-m")])
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_slug_of_other_scripts_is_ascii() -> None:
    assert re.fullmatch(r"x[0-9a-f]+", slug("東京"))


def test_load_file_reads_three_formats_alike(tmp_path: Path) -> None:
    csv_file, tsv_file, jsonl_file = (tmp_path / f"names.{ending}" for ending in ("csv", "tsv", "jsonl"))
    csv_file.write_text('name,type,aliases\n"Ada, Inc.",Company,Ada|?AI\n', encoding="utf-8")
    tsv_file.write_text("# own names\nname\ttype\taliases\nAda, Inc.\tCompany\tAda|?AI\n", encoding="utf-8")
    record = {"name": "Ada, Inc.", "type": "Company", "aliases": ["Ada", "?AI"], "ambiguous": False}
    jsonl_file.write_text(json.dumps(record) + "\n\n", encoding="utf-8")
    expected = [Known("company/ada-inc", "Ada, Inc.", "Company", aliases=("Ada", "AI"), ambiguous_aliases=("AI",))]
    assert [list(load_file(path)) for path in (csv_file, tsv_file, jsonl_file)] == [expected] * 3


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "name,type\nAda,Company\nBob,Human\n", "a.csv:3: unknown type 'Human'"),
        ("a.csv", "name,type\n,Company\n", "a.csv:2: empty name"),
        ("a.csv", "label,type\n", "a.csv:1: no column 'name'"),
        ("a.csv", "name,type\nAda,Company,x\n", "a.csv:2: 3 columns"),
        ("a.tsv", "name\ttype\twikidata\nAda\tCompany\t12\n", "a.tsv:2: '12' is no Wikidata id"),
        ("a.tsv", "name\ttype\tambiguous\nAda\tCompany\tyes\n", "a.tsv:2: ambiguous is 'yes'"),
        ("a.jsonl", '{"name": "Ada"', "a.jsonl:1: no JSON"),
        ("a.jsonl", "[]", "a.jsonl:1: not a JSON object"),
    ],
)
def test_broken_files_name_file_and_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(message)):
        list(load_file(path))


def test_missing_file_and_unknown_extension(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(load_file(tmp_path / "none.csv"))
    with pytest.raises(UnknownNameError, match="known are: .csv, .jsonl, .tsv"):
        list(load_file(tmp_path / "names.xlsx"))


def test_file_that_is_not_utf8_is_an_input_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("name,type\nMüller,Person\n".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        list(load_file(path))


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("Hannover-Messe", ["Hannover", "-", "Messe"]),
        ("1. FC Köln", ["1.", "FC", "Köln"]),
        ("AT&T", ["AT&T"]),
        ("Booking.com", ["Booking.com"]),
        ("St. Gallen", ["St.", "Gallen"]),
        ("C++", ["C++"]),
        ("Yahoo!", ["Yahoo", "!"]),
        ("GPT-4", ["GPT-4"]),
        ("E-Mail", ["E-Mail"]),
        ("9-Euro-Ticket", ["9-Euro", "-", "Ticket"]),
        ("L'Oréal", ["L'Oréal"]),
        ("Donald J. Trump", ["Donald", "J.", "Trump"]),
        ("Toys (R)", ["Toys", "(", "R", ")"]),
    ],
)
def test_tokenize(name: str, tokens: list[str]) -> None:
    assert tokenize(name) == tokens


@pytest.mark.parametrize(
    ("token", "expected"),
    [("Microsofts", "Microsoft"), ("Apple's", "Apple"), ("Apple’s", "Apple"), ("Mercedes'", "Mercedes"), ("s", "s")],
)
def test_bare(token: str, expected: str) -> None:
    assert bare(token) == expected


def test_matcher_takes_the_longest_name_and_does_not_overlap() -> None:
    matcher = NameMatcher([("Deutsche", 1), ("Deutsche Bank", 2), ("Bank of America", 3), ("Bank", 4)])
    tokens = ["Deutsche", "Bank", "of", "America", "Bank", "of", "Deutsche"]
    assert list(matcher.matches(tokens)) == [(0, 2, 2), (4, 5, 4), (6, 7, 1)]


def test_matcher_tolerates_endings_only_where_asked() -> None:
    matcher = NameMatcher([("Hannover-Messe", "fair"), ("Siemens", "firm"), ("Siemen", "none")])
    tokens = ["Siemens", "Hannover", "-", "Messes", "Siemens'"]
    assert list(matcher.matches(tokens)) == [(0, 1, "firm")]
    assert list(matcher.matches(tokens, normal=bare)) == [(0, 1, "firm"), (1, 4, "fair"), (4, 5, "firm")]


def test_matcher_keeps_the_first_of_equal_names_and_skips_empty_ones() -> None:
    matcher = NameMatcher([("Ada", 1), ("Ada", 2), ("  ", 3)])
    assert (len(matcher), matcher.get(["Ada"]), matcher.get(["Bob"])) == (1, 1, None)


def test_matcher_uses_the_tokenizer_it_is_given() -> None:
    matcher = NameMatcher([("a-b", 1)], tokenize=str.split)
    assert list(matcher.matches(["a-b"])) == [(0, 1, 1)]


def test_known_matcher_yields_all_bearers_of_a_name() -> None:
    first, second = Known("company/x", "Ada", "Company"), Known("product/y", "Y", "Product", aliases=("Ada",))
    assert list(known_matcher([first, second]).matches(["Ada"])) == [(0, 1, (first, second))]


@pytest.mark.parametrize(
    ("token", "flag"),
    [
        ("Sabine", Flag.FIRST_NAME),
        ("Schmidt", Flag.SURNAME),
        ("Dresden", Flag.PLACE),
        ("DRESDEN", Flag.PLACE),
        ("Dresdens", Flag.PLACE),
        ("Münchner", Flag.PLACE | Flag.ADJECTIVE),
        ("GmbH", Flag.LEGAL_FORM),
        ("Prof.", Flag.TITLE),
        ("Volkswagen", Flag.COMPANY),
        ("Bundestag", Flag.ORGANIZATION),
        ("Playstation", Flag.PRODUCT),
        ("Gamescom", Flag.EVENT),
        ("Essen", Flag.PLACE | Flag.AMBIGUOUS),
    ],
)
def test_flags(token: str, flag: Flag) -> None:
    assert flag in flags(token)


def test_unknown_words_have_no_flags() -> None:
    assert (flags("und"), flags("xyzzy"), flags("")) == (Flag(0), Flag(0), Flag(0))


def test_adjectives_of_places_are_german_only() -> None:
    assert Flag.ADJECTIVE not in flags("Münchner", "en")


def test_sequence_flags_cover_all_tokens_of_a_name() -> None:
    found = lexicon().sequence_flags(["Die", "Deutsche", "Bank", "in", "New", "York"], "de")
    assert [bool(bits & Flag.COMPANY) for bits in found] == [False, True, True, False, False, False]
    assert [bool(bits & Flag.PLACE) for bits in found][3:] == [False, True, True]


@pytest.mark.parametrize("tokens", [["McDonald's"], ["McDonald", "'s"]])
def test_known_matcher_finds_names_in_either_tokenisation(tokens: list[str]) -> None:
    entry = Known("company/mcdonald-s", "McDonald's", "Company")
    assert list(known_matcher([entry]).matches(tokens)) == [(0, len(tokens), (entry,))]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_names_are_split_as_the_pipelines_split_text(lang: str) -> None:
    nlp = adapt(spacy.blank(lang))
    matcher = known_matcher(load())
    surfaces = [surface for entry in load() for surface in entry.surfaces]
    found = sum(matcher.get([token.text for token in nlp.make_doc(surface)]) is not None for surface in surfaces)
    assert found / len(surfaces) > 0.995


def test_lexicon_refuses_unknown_languages() -> None:
    with pytest.raises(UnknownNameError, match="known are: de, en"):
        lexicon().flags("Roma", "it")


def test_gender_of_first_names() -> None:
    assert (lexicon().gender("Sabine"), lexicon().gender("Peter"), lexicon().gender("Xyz")) == ("f", "m", "")


@pytest.mark.parametrize(
    ("form", "place"),
    [("Berliner", "Berlin"), ("Bremer", "Bremen"), ("Göttinger", "Göttingen"), ("Zürcher", "Zürich"), ("Haager", "Den Haag")],
)
def test_adjectives(form: str, place: str) -> None:
    assert adjectives()[form] == place


@pytest.mark.parametrize("word", ["Werner", "Lager", "Lehrer"])
def test_names_and_words_are_no_adjectives(word: str) -> None:
    assert word not in adjectives()


def test_regular_adjective_of_short_names_is_empty() -> None:
    assert regular_adjective("Au") == ""


def test_compiled_tables_are_those_of_the_sources() -> None:
    file = resources.files("kg.known").joinpath(compiled.FILE)
    assert gzip.decompress(file.read_bytes()).decode("utf-8") == compiling.content(), "run python -m kg.known.compiling"


def test_compiled_entries_are_those_of_the_list() -> None:
    tables = compiled.tables()
    assert tuple(tables.entry(number) for number in range(len(tables))) == read()


@pytest.mark.parametrize(("lang", "column"), [("de", 0), ("en", 1)])
def test_compiled_flags_are_those_of_the_sources(lang: str, column: int) -> None:
    assert compiled.tables().numbers("token", column) == single(lang)


def test_changed_sources_are_read_though_compiled_tables_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "sources_digest", lambda: "another")
    tables = compiled.tables.__wrapped__()
    assert tables.pairs("known") == compiled.tables().pairs("known")


@pytest.mark.parametrize("name", ["places.tsv.gz", "first_names.tsv.gz", "surnames.tsv.gz", compiled.FILE])
def test_gazetteers_carry_no_time_stamp(name: str) -> None:
    assert resources.files("kg.known").joinpath(name).read_bytes()[4:8] == bytes(4)


def test_gazetteers_are_small() -> None:
    folder = resources.files("kg.known")
    sizes = [len(item.read_bytes()) for item in folder.iterdir() if item.name.endswith(".gz")]
    assert sum(sizes) < 3_000_000
