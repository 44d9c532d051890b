"""The tokens of a text are the whole text, and reading them takes time that grows with its length and no faster."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solidarity_graph.sparql.query_text.lexer import located_tokens

_PIECES = [
    *('"', "'", '"""', "'''", "\\", '\\"', "\\u0041", "<", "<<", ">", "#", "\n"),
    *(":", "a", "a.", "-", "_", "@", "%41", "1", "?", " ", "(", "é"),
]
_texts = st.lists(st.sampled_from(_PIECES)).map("".join)
# What each kind of token reads before it is known whether there is such a token.
_READ = [
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"<<[^<>\"{}|^`\\\x00-\x20]*",
        r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4})*",
        r'"""(?:[^"\\]|\\.|"(?!""))*',
        r"'''(?:[^'\\]|\\.|'(?!''))*",
        r'"(?:[^"\\\n\r]|\\.)*',
        r"'(?:[^'\\\n\r]|\\.)*",
        r"[^\W\d_][\w.-]*",
        r"\w+",
    )
]


def count_read(text: str) -> int:
    starts = [offset for _, _, offset in located_tokens(text)]
    return sum(len(match[0]) for start in starts for kind in _READ if (match := kind.match(text, start)))


@given(_texts)
def test_the_tokens_of_any_text_are_the_whole_text(text: str) -> None:
    found = [*located_tokens(text)]
    assert "".join(token for _, token, _ in found) == text
    assert all(token and text.startswith(token, offset) for _, token, offset in found)


@given(_texts, _texts.filter(bool))
def test_no_kind_of_token_reads_a_character_more_than_once(start: str, repeated: str) -> None:
    text = start + repeated * 40
    assert count_read(text) <= len(_READ) * len(text)


@pytest.mark.parametrize("repeated", ['\\"', "\\'", '"\\', '\\"""', "a-", "a.", "a\\'", '<"\\'])
def test_what_was_read_anew_from_each_quote_or_letter_is_read_once(repeated: str) -> None:
    text = repeated * 1000
    assert count_read(text) <= len(_READ) * len(text)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ('"" """"a"" ""b"""', ['""', " ", '""""a"" ""b"""']),
        # No end, and so, to the engine, an empty string and another one
        ('"""a" b', ['""', '"a"', " ", "b"]),
        ("'a\nb'", ["'", "a", "\n", "b", "'"]),
        (r"'a\'b' \'c", [r"'a\'b'", " ", r"\'", "c"]),
        (r'"\\" "\\\""', [r'"\\"', " ", r'"\\\""']),
        ("?a-ex:b.ex:c", ["?a", "-", "ex:b.ex:c"]),
        ("1-ex:b 'a'.ex:c", ["1", "-", "ex:b", " ", "'a'", ".", "ex:c"]),
    ],
)
def test_quotes_and_names_end_where_the_engine_ends_them(text: str, tokens: list[str]) -> None:
    assert [token for _, token, _ in located_tokens(text)] == tokens
