"""The rule by which a text names a person or another thing: full names, surnames, declined, joined, transliterated."""

from __future__ import annotations

import base64
import html
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, permutations, product
from urllib.parse import unquote

from solidarity_graph.names.word_forms import (
    consonants,
    latin_forms,
    possible_sound_stems,
    possible_stems,
    script_of,
    sound_stems,
    stems,
)

_ALONE = 3  # letters of a word of a person's name that is searched for alone; of other names, of all of it
_DECLINED = 4  # letters of a word that is also found with other endings
_IN_ADDRESS, _IN_WORD = 5, 7  # letters of a name that is found inside an address or a key, and inside any word
_MOST_WORDS = 4  # of a name whose joined forms are searched for: a longer one has a long word
_DECODINGS = 5  # an address may be percent-encoded in one that is percent-encoded
_NEAR = 6  # pieces of text in which the words of one name stand
_MOST_PIECES = 100_000  # that are kept between texts
_ALPHABETS = {"LATIN", "CYRILLIC", "GREEK", "GEORGIAN", "ARMENIAN"}  # with letters for all vowels
_WITHOUT_SPACES = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR"}
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")
_ENCODINGS = ("utf-8", "cp1251", "koi8-r", "iso8859-2")  # of addresses: those but the first of older sites
_BASE64 = (re.compile(r"[\w+-]{7,}"), re.compile(r"[\w+/-]{7,}"))  # in a path, and elsewhere
_RIGHT_TO_LEFT = re.compile("\u202e([^\u202c\n]*)")
_HANGUL_FILLERS = "\u115f\u1160"
_HOST = re.compile(r"xn--([a-z0-9-]+)", re.IGNORECASE)
_APOSTROPHES = re.compile(r"(?<=[^\W\d_])['’ʼ`´](?=[^\W\d_])")
_CAMEL = re.compile(r"(?<=[^\W\d_])(?=[A-ZА-ЯЁЎІЇЄ][^\W\d_A-ZА-ЯЁЎІЇЄ])")
_HYPHENATED = re.compile(r"(?<=\w)-\s*\n\s*(?=\w)")
_PIECE = re.compile(r'[^\s"<>{}\[\],;|]+')  # JSON and N-Triples have long texts without spaces
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"\w[^\w\s'’,;!?]+\w|\w_\w|\d[^\W\d_]|[^\W\d_]\d|[#@]\w")

Words = tuple[str, ...]


class NameSearch:
    """Searches texts for names, whatever their spelling, script, case, ending or encoding.

    people  names of persons: each word of them counts, in any order, also alone; and an initial with another word.
    others  names of other things, which are searched for whole.
    keys    keys, which are searched for as they are written.
    shared  words and names that others have, too: where a text has only these, it names nobody.
    public  names of persons who may be named: their words do not count where the whole name stands.

    >>> search = NameSearch(["Siarhei Hryč"])
    >>> [search.occur_in(text) for text in ("by SIARHEI HRYC", "Грычу", "s-hrych.example", "Siarheja", "Harry")]
    [True, True, True, True, False]
    """

    def __init__(
        self,
        people: Iterable[str] = (),
        others: Iterable[str] = (),
        keys: Iterable[str] = (),
        *,
        shared: Iterable[str] = (),
        public: Iterable[str] = (),
    ) -> None:
        shared_names = {*map(_words_of, shared)}
        people_names = [name for name in people if _words_of(name) not in shared_names]
        self._people = _names(people_names, shared_names)
        self._others = _names(others, shared_names)
        self._keys = {key for key in map(_words_of, keys) if len("".join(key)) >= _ALONE} - shared_names
        self._shared = {name[0] for name in shared_names if len(name) == 1}
        words = {word for name in people_names for word in _capitalised(name) if len(word) >= _ALONE}
        words |= {name.words[0] for name in self._others if len(name.words) == 1}
        self._alone = {word for word in words if not self._is_shared(word)}
        names = (*self._people, *self._others)
        self._all_words = {word for name in names for word in name.words}
        self._inside = {form for name in names for form in name.joined}
        pairs = {pair for name in self._people for pair in pairwise(name.words)}  # ana-maria, al-khatib
        self._inside |= {form for pair in pairs for form in _joined_forms(pair) if len(form) >= _IN_WORD}
        self._inside |= {
            stem for word in self._alone for each in stems(word) if len(stem := each.rstrip("+")) >= _IN_ADDRESS
        }
        self._unspaced = {whole for name in names if script_of(whole := "".join(name.words)) in _WITHOUT_SPACES}
        # A longer name in which the whole name of somebody else stands may still be theirs.
        several = [name for name in self._people if len(name.words) > 1]
        sharing = {name for name in map(_words_of, public) if any(map(self._may_name, name))}
        allowed = {words for words in sharing if not any(name.is_in(words) for name in several)}
        self._allowed = sorted({name for name in allowed | shared_names if len(name) > 1}, key=len, reverse=True)
        self._pieces: dict[str, _Piece] = {}

    def __bool__(self) -> bool:
        return bool(self._people or self._others or self._keys)

    def occur_in(self, text: str) -> bool:
        """Return True if the text contains one of the names or keys, in any of their forms."""
        if not self:
            return False
        if len(self._pieces) > _MOST_PIECES:
            self._pieces.clear()
        for _ in range(_DECODINGS):
            text = html.unescape(text)
        text = _HYPHENATED.sub("-", _RIGHT_TO_LEFT.sub(lambda match: match[1][::-1], text))
        pieces = [self._piece(piece) for piece in _PIECE.findall(text)]
        return any(map(self._are_in, _clusters(pieces)))

    def _piece(self, text: str) -> _Piece:
        """Return a part of a text without spaces. It is kept: the files of a release repeat the same ones."""
        if (piece := self._pieces.get(text)) is None:
            readings = tuple(tuple(_WORD.findall(reading)) for reading in _readings(text))
            piece = _Piece(readings, bool(_ADDRESS.search(text)))
            piece.may_name = any(map(self._may_name, {*chain(*readings)})) or self._are_in([piece])
            self._pieces[text] = piece
        return piece

    def _may_name(self, word: str) -> bool:
        """Return True if a word can be a part of a name, or of a key."""
        folded = word.casefold()
        return any(folded in key for key in self._keys) or any(_is_form(word, name, 2) for name in self._all_words)

    def _are_in(self, pieces: Sequence[_Piece]) -> bool:
        readings = {_joined(pieces, at): at for at in range(3)}
        return any(self._has_whole(words) or self._has_alone(pieces, at) for words, at in readings.items())

    def _has_whole(self, words: Sequence[str]) -> bool:
        """Return True if a key, or a whole name or one with an initial, stands among these words of a text."""
        line = f" {' '.join(words).casefold()} "
        if any(f" {' '.join(key)} " in line for key in self._keys):
            return True
        words = self._without_allowed(words)
        return any(name.is_in(words) for name in self._people) or any(name.is_in_order(words) for name in self._others)

    def _has_alone(self, pieces: Sequence[_Piece], at: int) -> bool:
        """Return True if a word of a name stands in one of the pieces, or a name inside another word or an address."""
        allowed = self._without_allowed(_joined(pieces, at))
        for piece in pieces:
            words = [word for word in piece.readings[at] if word in allowed and not self._is_shared(word)]
            if any(_is_form(word, name, _fewest_consonants(word, name)) for word in words for name in self._alone):
                return True
            whole = [("".join(words), _IN_ADDRESS)] if piece.is_address else []
            if any(self._is_inside(*part) for part in (*whole, *((word, _IN_WORD) for word in words))):
                return True
        return False

    def _is_inside(self, word: str, shortest: int) -> bool:
        forms = latin_forms(word)
        return any(name in form for name in self._inside if len(name) >= shortest for form in forms) or any(
            name in word.casefold() for name in self._unspaced
        )

    def _is_shared(self, word: str) -> bool:
        return any(_is_same_or_declined(word, shared) for shared in self._shared)

    def _without_allowed(self, words: Sequence[str]) -> Sequence[str]:
        """Return the words of a text without the names of others that stand in it."""
        for name in self._allowed:
            for start in range(len(words) - len(name), -1, -1):
                if all(map(_is_same_or_declined, words[start:], name)):
                    words = [*words[:start], *words[start + len(name) :]]
        return words


@dataclass(slots=True)
class _Piece:
    """A part of a text without spaces: its words, in each of its `_readings`."""

    readings: tuple[Words, ...]
    is_address: bool
    may_name: bool = False


def _joined(pieces: Iterable[_Piece], at: int) -> Words:
    return tuple(word for piece in pieces for word in piece.readings[at])


def _clusters(pieces: Sequence[_Piece]) -> Iterator[Sequence[_Piece]]:
    """Yield the pieces that may name somebody, with those near them."""
    start = end = 0
    for index, piece in enumerate(pieces):
        if piece.may_name:
            if index - _NEAR > end:
                yield pieces[start:end]
                start = index - _NEAR
            end = index + _NEAR + 1
    yield pieces[start:end]


class _Name:
    """A name as its words, in lower case."""

    def __init__(self, words: Words) -> None:
        self.words = words

    @property
    def joined(self) -> Iterator[str]:
        """Yield the name without spaces, in each order, also with initials: `miraquill`, `quillmira`, `mquill`."""
        if 1 < len(self.words) <= _MOST_WORDS:
            for order in permutations(self.words):
                initials = (f"{first[0]}{last}" for first in latin_forms(order[0]) for last in latin_forms(order[-1]))
                yield from (form for form in chain(_joined_forms(order), initials) if len(form) >= _IN_ADDRESS)

    def is_in(self, words: Sequence[str]) -> bool:
        """Return True if all words stand together, with at most one other between them, or one with an initial."""
        if not any(_is_form(word, name, 2) for word in words for name in self.words):
            return False
        if len(self.words) == 1:
            return self.is_in_order(words)
        return any(
            self._are_all_in(words[start : start + len(self.words) + 1]) or self._has_initial(words[start : start + 3])
            for start in range(len(words))
        )

    def is_in_order(self, words: Sequence[str]) -> bool:
        """Return True if the words stand beside each other in their order."""
        return any(
            all(
                _is_form(word, name, _fewest_consonants(word, name))
                for word, name in zip(words[start:], self.words, strict=False)
            )
            for start in range(len(words) - len(self.words) + 1)
        )

    def _are_all_in(self, words: Sequence[str]) -> bool:
        return all(any(_is_form(word, name, 2) for word in words) for name in self.words)

    def _has_initial(self, words: Sequence[str]) -> bool:
        return any(
            _is_initial(initial) and _begins(initial, other) and _is_form(word, name, 2)
            for initial, word in permutations(words, 2)
            for other, name in permutations(self.words, 2)
        )


def _joined_forms(words: Words) -> Iterator[str]:
    return map("".join, product(*map(latin_forms, words)))


def _is_initial(word: str) -> bool:
    """Return True for one or two letters of which the first is a capital."""
    return len(word) <= 2 and word[0].isupper()


def _begins(initial: str, word: str) -> bool:
    return any(form.startswith(start) for form in latin_forms(word) for start in latin_forms(initial))


def _fewest_consonants(word: str, name: str) -> int:
    """Return how many consonants a word must have in common with a name that it stands for alone.

    Words in one script are often alike by chance; in a text of another script, the word is in another spelling, too.
    """
    return 4 if script_of(word) in ("LATIN", script_of(name)) else 3


def _is_form(word: str, name: str, fewest_consonants: int) -> bool:
    """Return True if a word of a text is a word of a name: the same, declined, or in another transliteration."""
    if _is_same_or_declined(word, name):
        return True
    if len(name) < _DECLINED:
        return False
    mine, others = sound_stems(name), possible_sound_stems(word)
    if not {script_of(name), script_of(word)} <= _ALPHABETS:
        mine, others = frozenset(map(consonants, mine)), frozenset(map(consonants, others))
    return any(len(consonants(key)) >= fewest_consonants for key in mine & others)


def _is_same_or_declined(word: str, name: str) -> bool:
    if not latin_forms(name).isdisjoint(latin_forms(word)):
        return True
    return len(name) >= _DECLINED and not stems(name).isdisjoint(possible_stems(word))


def _names(names: Iterable[str], shared: Collection[Words]) -> list[_Name]:
    words = {*map(_words_of, names)} - {*shared}
    return [_Name(name) for name in sorted(words) if len("".join(name)) >= _ALONE]


def _words_of(name: str) -> Words:
    return tuple(_WORD.findall(_APOSTROPHES.sub("", _visible(name)).casefold()))


def _capitalised(name: str) -> Words:
    """Return the words of a name without particles, which begin with a small letter: `von`, `de la`."""
    words = [word for word in _WORD.findall(_APOSTROPHES.sub("", _visible(name))) if not word[0].islower()]
    return _words_of(" ".join(words) or name)


def _readings(text: str) -> tuple[str, str, str]:
    """Return the text without escapes and invisible characters; also without apostrophes; also split at capitals."""
    decoded = _visible(_decoded(text))
    plain = _APOSTROPHES.sub("", decoded)
    return decoded, plain, _CAMEL.sub(" ", plain)


def _decoded(text: str) -> str:
    text = _ESCAPED.sub(lambda match: chr(int(match[1] or match[2], 16)), text).replace("\\x", "%")
    for _ in range(_DECODINGS):
        text = html.unescape(_unquoted(text))
    encoded = {word for pattern in _BASE64 for word in pattern.findall(text)}
    return _HOST.sub(_from_punycode, " ".join(filter(None, (text, *map(_from_base64, sorted(encoded))))))


def _unquoted(text: str) -> str:
    """Return the text without percent-encoding; where this is no UTF-8, in each encoding that it may be."""
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return " ".join(unquote(text, encoding) for encoding in _ENCODINGS)


def _from_base64(word: str) -> str:
    """Return the text that a part of an address encodes, or an empty one if that is hardly a text."""
    try:
        content = base64.b64decode(word + "=" * (-len(word) % 4), "-_" if {*"-_"} & {*word} else None)
    except ValueError:
        return ""
    text = content.decode(errors="replace")
    return text if 4 * text.count("\ufffd") < len(text) else ""


def _from_punycode(match: re.Match[str]) -> str:
    try:
        return match[1].encode("ascii").decode("punycode")
    except UnicodeError:
        return match[0]


def _visible(text: str) -> str:
    """Return the text in NFKC without soft hyphens, zero-width characters and accents that are left."""
    if text.isascii():
        return text
    return "".join(map(_letter_of_sign, filter(_is_visible, unicodedata.normalize("NFKC", text))))


def _is_visible(char: str) -> bool:
    return unicodedata.category(char) not in ("Cf", "Mn", "Mc", "Me") and char not in _HANGUL_FILLERS


def _letter_of_sign(char: str) -> str:
    """Return the letter in a sign that NFKC leaves as it is: 🅐, 🅰, 🇦."""
    is_sign = unicodedata.category(char) == "So" and " LETTER " in (name := unicodedata.name(char, ""))
    return name[-1] if is_sign else char
