"""Text fragments: what a browser looks for on a page, and how it is written into an address."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solidarity_graph.web.text_fragments import address_at, directive


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("the words", "text=the%20words"),
        ("well-known, he said & left", "text=well%2Dknown%2C%20he%20said%20%26%20left"),
        ("100% #1 ~ a+b", "text=100%25%20%231%20~%20a%2Bb"),
        ("на набярэжнай", "text=%D0%BD%D0%B0%20%D0%BD%D0%B0%D0%B1%D1%8F%D1%80%D1%8D%D0%B6%D0%BD%D0%B0%D0%B9"),
        ("  two\u00a0 spaces ", "text=two%20spaces"),
        (" \n ", ""),
    ],
)
def test_a_phrase_is_percent_encoded_with_the_signs_that_have_a_meaning(phrase: str, expected: str) -> None:
    assert directive(phrase) == expected


def test_a_phrase_from_right_to_left_stays_in_the_order_of_reading() -> None:
    assert unquote(directive("שביתה בנמל", before="היום ")) == "text=היום-,שביתה בנמל"


def test_a_long_phrase_is_given_by_its_first_and_last_words() -> None:
    phrase = "one two three four five " + "and so on " * 6 + "vi vii viii ix x"
    assert directive(phrase) == "text=one%20two%20three%20four%20five,vi%20vii%20viii%20ix%20x"


def test_a_long_phrase_of_few_words_is_given_in_full() -> None:
    assert directive("a" * 90) == f"text={'a' * 90}"


def test_a_phrase_of_two_lines_is_given_by_its_ends_since_no_match_reaches_over_a_paragraph() -> None:
    assert directive("A heading\nand the text") == "text=A%20heading,and%20the%20text"


def test_prefix_and_suffix_are_the_nearest_words_of_the_same_line() -> None:
    found = directive("the words", before="far away\nwe all heard clearly ", after=" of the old man\nelsewhere")
    assert found == "text=all%20heard%20clearly-,the%20words,-of%20the%20old"
    assert directive("the words", before="\n", after="\nelsewhere") == "text=the%20words"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/x", "https://a.example/x#:~:text=a&text=b"),
        ("https://a.example/x#top", "https://a.example/x#top:~:text=a&text=b"),
        ("https://a.example/x#:~:text=old", "https://a.example/x#:~:text=a&text=b"),
    ],
)
def test_an_address_keeps_its_own_fragment(address: str, expected: str) -> None:
    assert address_at(address, ["text=a", "", "text=b"]) == expected


def test_without_a_phrase_the_address_is_unchanged() -> None:
    assert address_at("https://a.example/x#top", [""]) == "https://a.example/x#top"


@given(st.text(), st.text(), st.text())
def test_no_text_ends_its_part_of_a_directive(phrase: str, before: str, after: str) -> None:
    found = directive(phrase, before, after)
    assert found == "" or found.count("=") == 1
    assert found.count(",") <= 3
    assert "&" not in found
    assert found.isascii()
    assert not {*'"<> #'} & {*found}
