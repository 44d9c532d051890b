"""Words that an annotator quotes, found in a source text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solidarity_graph.errors import DataErrors
from solidarity_graph.records import annotate, load_sources
from solidarity_graph.records.quoted_words import QuotedWords
from tests.example import ARTICLE, SOURCES, example_files


def found(text: str, words: str, **how: object) -> list[str]:
    return [text[start:end] for start, end in QuotedWords(text, 0, len(text)).find(words, **how)]  # type: ignore[arg-type]


def difference(text: str, words: str) -> str:
    return QuotedWords(text, 0, len(text)).difference(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a caf\u00e9 here", "cafe\u0301"),
        ("a cafe\u0301 here", "caf\u00e9"),
        ("\u0430\u0434 \u0443\u0306\u043b\u0430\u0434\u044b", "\u045e\u043b\u0430\u0434\u044b"),  # Belarusian short u
        ("\u0430\u0434 \u045e\u043b\u0430\u0434\u044b", "\u0443\u0306\u043b\u0430\u0434\u044b"),
        ("\uac01", "\u1100\u1161\u11a8"),  # a syllable of Hangul
        ("q\u0323\u0307", "q\u0307\u0323"),  # the order of marks on two sides of a letter
        ("5 \u212b", "5 \u00c5"),  # the sign of the angstrom is the letter
        ("one\u00a0two\n three", "one two three"),
        ("one two", "one\u202ftwo"),
    ],
)
def test_canonically_equivalent_words_are_found_as_they_stand_in_the_text(text: str, words: str) -> None:
    (written,) = found(text, words)
    assert "".join(written.split()) in "".join(text.split())
    assert unicodedata.normalize("NFC", "".join(written.split())) == unicodedata.normalize(
        "NFC", "".join(words.split())
    )


def test_offsets_are_those_of_the_source_text_after_characters_of_another_length() -> None:
    text = "e\u0301e\u0301 \u00e9 picket"
    assert QuotedWords(text, 0, len(text)).find("picket") == [(7, 13)]
    assert QuotedWords(text, 0, len(text)).find("\u00e9 p") == [(5, 8)]
    assert QuotedWords(text, 2, len(text)).find("\u00e9") == [(2, 4), (5, 6)]


def test_a_letter_is_not_found_without_its_accent() -> None:
    assert found("caf\u00e9 cafe\u0301", "cafe") == []
    assert found("caf\u00e9 cafe\u0301 cafe", "cafe") == ["cafe"]
    assert found("e\u0301", "\u0301") == []


def test_words_are_whole_where_that_is_asked() -> None:
    assert found("vigil vigils vigil-keeper", "vigil", whole=True) == ["vigil", "vigil"]


CHARACTERS = st.sampled_from(
    [*"ab \u00a0\n", "e\u0301", "\u00e9", "\u045e", "\u0443\u0306", "\uac01", "q\u0307\u0323", "\u05d0", "\u200f"]
)
SOME = st.lists(CHARACTERS, max_size=8)


@given(SOME, st.lists(CHARACTERS, min_size=1, max_size=4), SOME, st.sampled_from(["NFC", "NFD"]))
def test_words_are_found_where_they_stand_in_either_normal_form(
    before: list[str], words: list[str], after: list[str], form: str
) -> None:
    quoted = "".join(words)
    assume(quoted.strip())
    text = "".join((*before, *words, *after))
    spans = QuotedWords(text, 0, len(text)).find(unicodedata.normalize(form, quoted))

    assert spans
    for start, end in spans:
        assert normal(text[start:end]) == normal(quoted)


def normal(text: str) -> str:
    """The text in normal form C, with one space for white space: between words, and at the ends."""
    edges = (" " if text[:1].isspace() else "", " " if text[-1:].isspace() else "")
    return unicodedata.normalize("NFC", " ".join(text.split()).join(edges))


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("It\u2019s over", "It's", "at character 2 it has U+2019 RIGHT SINGLE QUOTATION MARK, where find has U+0027"),
        ("\u00abFree\u00bb", '"Free"', "at character 0 it has U+00AB LEFT-POINTING DOUBLE ANGLE QUOTATION MARK"),
        ("2011\u20132013", "2011-2013", "at character 4 it has U+2013 EN DASH, where find has U+002D HYPHEN-MINUS"),
        ("2011-2013", "2011\u22122013", "it has U+002D HYPHEN-MINUS, where find has U+2212 MINUS SIGN"),
        ("a pi\u00adcket", "picket", "at character 4 it has U+00AD SOFT HYPHEN, where find has nothing"),
        ("a picket", "pi\u00adcket", "at character 4 it has nothing, where find has U+00AD SOFT HYPHEN"),
        ("a\u200bpicket", "apicket", "at character 1 it has U+200B ZERO WIDTH SPACE, where find has nothing"),
        ("\ufeffpicket", "\u200epicket", "at character 1 it has nothing, where find has U+200E LEFT-TO-RIGHT MARK"),
        ("pic\u2060ket", "pic\ufeffket", "it has U+2060 WORD JOINER, where find has U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("o\ufb03ce", "office", "it has U+FB03 LATIN SMALL LIGATURE FFI, where find has U+0066"),
        ("wait\u2026", "wait...", "it has U+2026 HORIZONTAL ELLIPSIS, where find has U+002E FULL STOP"),
        ("caf\u00e9\u2019s", "cafe\u0301's", "at character 4 it has U+2019"),
        ("caf\u00e9", "cafe", "it has U+00E9 LATIN SMALL LETTER E WITH ACUTE, where find has U+0065"),
        ("cafe", "caf\u00e9", "at character 3 it has U+0065 LATIN SMALL LETTER E, where find has U+00E9"),
        ("\u0441\u0443\u0301\u0434", "\u0441\u0443\u0434", "at character 1 it has U+0443 CYRILLIC SMALL LETTER U and"),
        ("\u0441\u0456\u043b", "\u0441i\u043b", "U+0456 CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I, where"),
        ("\u062a\u064f\u0645", "\u062a\u0645", "it has U+062A ARABIC LETTER TEH and U+064F ARABIC DAMMA"),
        ("\u0646\u0640\u0635", "\u0646\u0635", "at character 1 it has U+0640 ARABIC TATWEEL, where find has nothing"),
        ("\u0641\u064a", "\u0641\u06cc", "ARABIC LETTER YEH, where find has U+06CC ARABIC LETTER FARSI YEH"),
        ("\u0628\u200c\u0647", "\u0628\u0647", "it has U+200C ZERO WIDTH NON-JOINER, where find has nothing"),
        ("a picket", "a march", ""),
        ("a picket", "\u00ad", ""),
        ("a picket", "\u0301", ""),
    ],
)  # fmt: skip
def test_words_that_only_look_alike_are_told_apart_by_name_and_place(text: str, words: str, said: str) -> None:
    told = difference(text, words)
    assert said in told
    assert bool(told) == bool(said)


def test_every_difference_is_named() -> None:
    told = difference("\u201cI\u2019m\u00adn't\u201d", "\"I'mn't\"")
    assert [part.split(" it has")[0] for part in told.split("; ")] == [f"at character {n}" for n in (0, 2, 4, 8)]


LIKE = st.text(alphabet="ab -'\u2019\u2013\u00ad\u200b\u00a0e\u0301\u00e9", max_size=20)


@given(LIKE, LIKE)
def test_words_that_are_not_found_differ_from_the_text_in_a_character_that_is_in_one_of_them(
    text: str, words: str
) -> None:
    if not found(text, words):
        for code in re.findall(r"U\+([0-9A-F]{4})", difference(text, words)):
            # Characters are named composed.
            assert chr(int(code, 16)) in "".join(unicodedata.normalize(f, text + words) for f in ("NFC", "NFD"))


def test_annotate_says_which_characters_differ() -> None:
    files = example_files()
    find = files[ARTICLE].replace('at = [209, 225], claim = "cx08"', 'find = "Ink is\u00ad no crime!"')
    with pytest.raises(DataErrors) as refused:
        annotate(find, load_sources(SOURCES), set(), file=ARTICLE)
    assert "does not stand in the article, but almost: at character 215 it has nothing, where find has U+00AD" in str(
        refused.value
    )
    assert "Copy the words from the source text, or write such a character as \\u00AD." in str(refused.value)
