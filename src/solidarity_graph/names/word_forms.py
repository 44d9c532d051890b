"""Forms by which one word of a name is compared with another: in Latin letters, by stems, and by sounds.

`latin_forms` transliterates any alphabet; `stems` and `possible_stems` compare a name with its declined forms;
`sound_keys` make spellings of different schemes equal (Bialiatski, Bialacki, Bjaljazki, Belyatsky).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

_LETTERS = re.findall(
    r"\S+",
    "а a б b в v ґ g д d е e ё io ж zh з z и i і i ї i й i к k л l м m н n о o п p р r с s т t у u ў u ф f х kh ц ts "
    "ч ch ш sh щ shch ъ - ы i ь - э e ю iu я ia є e ђ d ј i љ l њ n ћ c џ dzh ѓ g ќ k ѕ dz ρ r ' - ’ - "
    "ә a ө o ү u һ h ə a þ th ð d œ oe ŋ n ո o ძ dz",
)
_CYRILLIC: dict[str, str] = {char: latin.strip("-") for char, latin in zip(_LETTERS[::2], _LETTERS[1::2], strict=True)}
# What is read in two ways: Belarusian and Russian г, and carons with or without the h of English spellings.
_READINGS = (
    str.maketrans(_CYRILLIC | {"г": "h"}),
    str.maketrans(
        _CYRILLIC
        | {"г": "g", "č": "ch", "š": "sh", "ž": "zh", "ć": "ts", "ś": "s", "ź": "z", "đ": "dj"}
        | {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ə": "e"}
    ),
)
_SAME = str.maketrans("yjw", "iiv")
_SHORT_U = re.compile(r"(?<=[aeio])u(?![aeiou])")  # ў is a consonant: Karaliou, Karaliovym; Housha, Hovsha
_VOWELS = "aeiou"
# Endings of declined Slavic and Baltic names, and the `s` of plurals and genitives; of longer stems others, too.
_ENDING = re.compile(r"[aeiou]{0,3}(?:(?:[ghkc]h?|[mvs])[aeiou]{0,2}|aia)?")
_LONG_ENDING = re.compile(r"[aeiou]{0,3}(?:(?:[ghkc]h?|[mvsnlt]|ll|ss|st|lt|ks|nak|nek|val|vel)[aeiou]{0,2})?")
_LONGEST_ENDING = 6
_SHORTEST_STEM, _LONG_STEM = 3, 5
_CHANGED = {"k": "ts", "g": "z", "h": "z", "kh": "s"}  # before the endings -e and -y
_SOUND_ENDING = re.compile(r"V?(?:[chmnsvklt]V?)?")
_SOUNDS = {
    "tsch": ["c"], "tch": ["c"], "sch": ["s"], "sh": ["s"], "sz": ["s"], "zh": ["s"], "rz": ["s", "rs"],
    "dzh": ["c"], "dz": ["d", "c"], "ch": ["c", "h"], "cz": ["c"], "ts": ["c", "t"], "tz": ["c"], "kh": ["h"],
    "ph": ["f"], "th": ["t"], "qu": ["kv"], "c": ["c", "k"], "ff": ["v"], "g": ["h"], "q": ["k"], "x": ["ks"],
    "z": ["s", "c"],
}  # fmt: skip
_SOUND = re.compile(f"{'|'.join(sorted(_SOUNDS, key=len, reverse=True))}|[{_VOWELS}]+|[a-z]")
_MOST_KEYS = 32


@lru_cache(1 << 14)
def latin_forms(word: str) -> frozenset[str]:
    """Return a word in NFKC in lower-case Latin letters without accents, in each way that it may be transliterated.

    >>> sorted(latin_forms("Грыч")), sorted(latin_forms("Hryč"))
    (['grich', 'hrich'], ['hric', 'hrich'])
    """
    lower = word.casefold()
    for greek, latin in (("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("ου", "u")):
        lower = lower.replace(greek, latin)
    plain = {_plain(lower.translate(reading)) for reading in _READINGS} - {""}
    return frozenset(plain | {form.replace("ts", "c") for form in plain})  # Syrytsa, Syryca


def _plain(text: str) -> str:
    latin = "".join(map(_latin, unicodedata.normalize("NFKD", text)))
    return latin.translate(_SAME).replace("ii", "i").replace("ie", "e")


def _latin(char: str) -> str:
    """Return the Latin letters of one letter of another alphabet, from its Unicode name; other signs as they are."""
    if char.isascii():
        return char
    if unicodedata.combining(char):
        return ""
    if " LETTER " not in (name := unicodedata.name(char, "")):
        return char
    base = name.partition(" WITH ")[0]
    if base != name and name.startswith("CYRILLIC"):
        return _CYRILLIC.get(unicodedata.lookup(base), "")  # ң is read as н
    letter = base.split()[-1].lower()
    sound = re.match(r"[^aeiou]+|[aeiou]+", letter)
    return letter if name.startswith("LATIN") or not sound else sound[0]


@lru_cache(1 << 14)
def stems(word: str) -> frozenset[str]:
    """Return the stems of a word of a name, to which endings are added; with `+` if the ending begins with a vowel.

    >>> sorted(stems("Syrytsa")), sorted(stems("Kupets")), sorted(stems("Makey"))
    (['siric+', 'sirits+'], ['kupc+', 'kupec', 'kupets', 'kupic+', 'kupits+', 'kupts+'], ['make+'])
    """
    forms = {variant for form in latin_forms(word) for variant in (form, _SHORT_U.sub("v", form))}
    return frozenset(stem for form in forms for stem in _stems_of(form))


def _stems_of(form: str) -> Iterator[str]:
    stem = form.rstrip(_VOWELS)
    if stem == form:
        yield form
        yield from (f"{shorter}+" for shorter in _without_fleeting_vowel(form) if len(shorter) > _SHORTEST_STEM)
    elif form.endswith(("ai", "ei", "oi")):
        yield f"{form[:-1]}+"  # й is a consonant: Makey, Makeya
        if len(stem) >= _LONG_STEM - form.endswith("oi"):
            yield f"{stem}+"  # and an adjective: Gustoy, Gustogo
    elif len(stem) >= _SHORTEST_STEM:
        yield f"{stem}+"
    if len(form) > _LONG_STEM + 1 and (nominative := re.fullmatch(r"(.+[^aeiou])(?:[aiou]*s|sh)", form)):
        yield f"{nominative[1]}+"  # the nominative of Lithuanian, Latvian and Greek
    if changed := re.fullmatch(r"(.{2,}[^k])(kh|[kgh])a", form):
        yield f"{changed[1]}{_CHANGED[changed[2]]}+"  # Hrynka, Hryntsy


def _without_fleeting_vowel(form: str) -> Iterator[str]:
    """Yield the form without a last vowel that endings drop: Kupets, Kuptsa; Zaiats, Zaitsa."""
    if run := re.fullmatch(r"(.*[^aeiou])([aeiou]+)([^aeiou]{1,2})", form):
        yield from (run[1] + vowels + run[3] for vowels in ("", run[2][:-1], f"{run[2][:-1]}i") if vowels != run[2])


@lru_cache(1 << 14)
def possible_stems(word: str) -> frozenset[str]:
    """Return the stems that a word of a text may have: its Latin forms without each possible ending; see `stems`."""
    # Three letters and a vowel are many an English word: very, nine.
    shortest = _SHORTEST_STEM + (script_of(word) == "LATIN")
    return frozenset(
        form[:end] + plus
        for form in latin_forms(word)
        for end in range(max(shortest, len(form) - _LONGEST_ENDING), len(form) + 1)
        if (_LONG_ENDING if end >= _LONG_STEM else _ENDING).fullmatch(form[end:])
        for plus in (("", "+") if form[end : end + 1] in (*_VOWELS,) else ("",))
    )


@lru_cache(1 << 14)
def sound_keys(word: str) -> frozenset[str]:
    """Return what different transliterations of a word have in common: classes of consonants, and `V` for vowels.

    >>> sorted(sound_keys("Bialiatski") & sound_keys("Bialacki") & sound_keys("Беляцкий"))
    ['bVlVckV', 'bVlVkV']
    """
    return frozenset(key for form in latin_forms(word) for key in _keys_of(form))


def _keys_of(form: str) -> Iterator[str]:
    options = [_options(sound) for sound in _SOUND.findall(form)]
    for sounds in islice(product(*options), _MOST_KEYS):
        yield re.sub(r"(.)\1+", r"\1", "".join(sounds))


def _options(sound: str) -> list[str]:
    if sound[0] in _VOWELS:
        # Paplauny and Paplavny: the Belarusian ў is a vowel in some schemes, a consonant in others.
        return ["V", "Vv"] if len(sound) > 1 and sound.endswith("u") else ["V"]
    return _SOUNDS.get(sound, [sound])


@lru_cache(1 << 14)
def sound_stems(word: str) -> frozenset[str]:
    """Return the sound keys of the stems of a word of a name, with `+` as `stems` has it."""
    return frozenset(key + stem[len(stem.rstrip("+")) :] for stem in stems(word) for key in _keys_of(stem))


@lru_cache(1 << 14)
def possible_sound_stems(word: str) -> frozenset[str]:
    """Return the sound keys of a word of a text without each possible ending; see `possible_stems`."""
    return frozenset(
        key[:end] + plus
        for key in sound_keys(word)
        for end in range(max(2, len(key) - 3), len(key) + 1)
        if _SOUND_ENDING.fullmatch(key[end:])
        for plus in (("", "+") if key[end : end + 1] == "V" else ("",))
    )


def consonants(key: str) -> str:
    """Return a sound key without its vowels."""
    return key.replace("V", "").rstrip("+")


def script_of(word: str) -> str:
    """Return the first word of the Unicode name of a word's first letter: `LATIN`, `CYRILLIC`, `CJK`."""
    return unicodedata.name(word[0], "").partition(" ")[0]
