"""Whether a text names somebody: in every spelling, script, ending and encoding, and not by chance."""

from __future__ import annotations

import sys
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest

from solidarity_graph.names import NameSearch
from solidarity_graph.names.word_forms import latin_forms

BIELAKRYNICKI = "Hryhor Bialakrynitski"  # nobody's name
FORMS_OF_IT = [
    "Hryhor Bialakrynitski", "HRYHOR BIALAKRYNITSKI", "Bialakrynitski, Hryhor", "Hryhor Ivanavich Bialakrynitski",
    # The surname alone, with initials, declined, of a relative.
    "Bialakrynitski", "H. Bialakrynitski", "H.Bialakrynitski", "Bialakrynitski H.", "Bialakrynitski's",
    "Bialakrynitski’s", "Bialakrynitskis", "Bialakrynitskaha", "Bialakrynitskamu", "Bialakrynitskim",
    "Bialakrynitskaya", "Bialakrynitskio", "Bialakrynitskiego", "Bialakrynitskinak", "Bialakrynitskille",
    # Other scripts and transliterations.
    "Белакрыніцкі", "Белакрыніцкага", "Белакрыніцкім", "Белокриницкого", "Белокриницкому", "Г. Белакрыніцкі",
    "Bielakrynicki", "Białakrynicki", "Bjalakrynizki", "Byalakrynitsky", "Белакры\u0301ницкий", "ბიალაკრინიცკი",
    "Μπιαλακρινίτσκι", "Բիալակրինիցկի", "בילקריניצקי",
    # Joined, hyphenated, escaped, invisible.
    "hryhorbialakrynitski", "bialakrynitskihryhor", "hbialakrynitski", "#FreeBialakrynitski", "#freebialakrynitski",
    "https://free-bialakrynitski.example/", "https://hryhor.bialakrynitski.example", "hryhor_bialakrynitski.html",
    "bialakry-nitski.html", "Bialakry-\n    nitski", "FreeHryhorBialakrynitski", "bialakrynitski2031.jpg",
    "https://x.example/tag/%D0%91%D0%B5%D0%BB%D0%B0%D0%BA%D1%80%D1%8B%D0%BD%D1%96%D1%86%D0%BA%D1%96",
    "https://x.example/?u=https%253A%252F%252Fy.example%252F%2525D0%252591bialakrynitski",
    "https://x.example/Белакрыніцкі", "Bialakry\u00adnitski", "Bialakry\u200bnitski",
    "\\u0411\\u0435\\u043b\\u0430\\u043a\\u0440\\u044b\\u043d\\u0456\\u0446\\u043a\\u0456", "&#1041;елакрыніцкі",
    "Ｂialakrynitski", "Biálakrynitski", "Bіаlakrynitski",  # the last with letters of two scripts
    "Hryhor's letter", "hryhor", "बियालाक्रिनित्स्की",
    # Signs that no reader sees, or sees as a letter.
    "Bialakry\u3164nitski", "B\u20ddi\u20ddalakrynitski", "\u202eikstinyrkalaiB ,rohyrH", "🅑🅘🅐🅛🅐🅚🅡🅨🅝🅘🅣🅢🅚🅘",
    "&amp;#1041;елакрыніцкі", "%26%231041%3Bелакрыніцкі", "\\x42ialakrynitski",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMS_OF_IT)
def test_a_person_is_named_by_each_form_of_the_name(text: str) -> None:
    assert NameSearch([BIELAKRYNICKI]).occur_in(f"A text ({text}) about it")


def test_the_rule_does_not_find_what_docs_safety_says_that_it_does_not() -> None:
    texts = ("M. Q.", "Q***l", "Qu1ll", "Qull", "Qui.", "Q u i l l", "Quillgate", "the printer")
    assert [text for text in texts if NameSearch(["Mira Quill"]).occur_in(text)] == []
    assert not NameSearch(["Лев Орёл"]).occur_in("Орла")
    assert not NameSearch(["Orsolya Wintergreen"]).occur_in("Уинтергрин")
    assert not NameSearch(["Hryhor Bialakrynitski"]).occur_in("ビャラクリニツキ")
    assert not NameSearch(["Tural Cəmbərov"]).occur_in("Jambarov")
    assert not NameSearch(["Siarhei Hryč"]).occur_in("Sergei")


def test_every_letter_can_be_read() -> None:
    letters = "".join(char for char in map(chr, range(sys.maxunicode)) if char.isalpha())
    assert latin_forms(letters)


def test_a_host_in_punycode_is_read() -> None:
    host = "гоўша".encode("punycode").decode()
    assert NameSearch(["Alena Housha"]).occur_in(f"https://xn--{host}.example/")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r"])
def test_an_address_is_read_in_its_encoding(encoding: str) -> None:
    once = quote("гладыч", encoding=encoding)
    for address in (once, quote(once), quote(quote(once)), once.lower(), f"%E9&q={quote('гладыч')}"):
        assert NameSearch(["Alena Hladych"]).occur_in(f"https://x.example/search?q={address}&lang=be")


@pytest.mark.parametrize("text", ["https://x.example/ada-quill", "Quill", "Ада Квіл сказала"])
def test_an_address_in_base64_within_an_address_is_read(text: str) -> None:
    search = NameSearch(["Ada Quill", "Ада Квіл"])
    standard, in_address = b64encode(text.encode()).decode(), urlsafe_b64encode(text.encode()).decode().rstrip("=")
    # The last is how a collector of news wraps it: with some bytes of its own around the address.
    wrapped = urlsafe_b64encode(b"\x08\x13\x22\x4b" + text.encode() + b"\xd2\x01").decode()
    addresses = (f"?u={quote(standard)}", f"?u={standard}&x=1", f"/{in_address}.html", f"/articles/{wrapped}?hl=en")
    assert [each for each in addresses if not search.occur_in(f"https://y.example{each}")] == []
    assert not search.occur_in(f"https://y.example/{b64encode(b'somebody else said').decode()}")


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Alena Housha", ["Гоўшы", "Гоўшу", "Гоўшай", "Houshy", "А. Гоўша", "ahousha"]),
        ("Пётр Купец", ["Купца", "Kuptsa", "P. Kupets", "купцом"]),
        ("Nina Hrynka", ["Hryntsy", "Грынцы", "Грынкай"]),
        ("Olga Zayats", ["Зайца", "Zaitsa", "Zayatsem"]),
        ("Lew Makey", ["Макея", "Makeya", "Makey's", "L. Makey"]),
        ("Лев Густой", ["Густого", "Gustogo", "Gustoy"]),
        ("Ivan Paplaŭny", ["Паплаўнага", "Paplaunaha", "Паплавного", "Paplavny"]),
        ("Vytas Petrauskas", ["Petrausko", "Petrauskui", "Petrauską"]),
        ("Ján Čierny", ["Čierneho", "Cierny", "Čiernemu"]),
        ("Siarhei Hryč", ["Hrych", "Грыча", "Hryc"]),
        ("Dz. Kastsiushka", ["Касцюшкі", "Костюшко", "Kastsiushka"]),
        ("Dmitry Reznikoff", ["Reznikov", "Резникова"]),
        ("Wen Xu", ["Xu Wen", "wen-xu", "W. Xu"]),
        ("Ada Kim", ["Kim", "Kim's"]),
        ("王小波", ["支持王小波的人"]),
        ("Ada von der Lumen", ["A. von der Lumen", "Lumens", "vonderlumen.example", "ada-lumen"]),
        ("alena housha", ["Housha", "Гоўшы"]),
        ("Mira O'Quill", ["OQuill", "O’Quill's", "o-quill"]),
        # Finnish and Hungarian endings, on a name that is too short to be found inside a word.
        ("Ada Lumen", ["Lumenlla", "Lumenssa", "Lumensta", "Lumenlta", "Lumenksi", "Lumennak", "Lumenvel"]),
        # Each a reading of its letters.
        ("Ales Duž", ["Duzh", "Дуж", "Du\u00adž"]),
        ("Ljubo Jović", ["Jovits", "Jovich"]),
        ("Iegor Viedrau", ["Vedrau", "Wiedrau", "Ведрава"]),
        ("Пётр Грычук", ["Hrytchuk", "Hrytschuk"]),
        ("Алесь Маладзянка", ["Molodenko"]),
        ("Ahmad Vex", ["Ахмада"]),
        ("Иван Боец", ["Бойца", "Boitsa"]),
        ("Віктар Кацман", ["Katzman"]),
        ("Тарас Турасаў", ["Thurasow"]),
        ("Філіман Квятун", ["Philiman", "Quiatun"]),
        ("Аляксей Ксандар", ["Xandar", "Xanndar"]),
        ("Ян Жэпіньскі", ["Rzepinski"]),
        ("Ganna Tamazid", ["Тамазидава"]),
        ("Ada Vex", ["ReleaseAdaVex"]),
        # Letters that are written as two, and those of other Latin and Cyrillic alphabets.
        ("Ada Müller", ["Mueller", "adamueller", "Мюллера"]),
        ("Ada Mueller", ["Müller"]),
        ("Åse Þórdal", ["Aase", "Thordal"]),
        ("Đuro Desœuvre", ["Djuro", "Duro", "Desoeuvre"]),
        ("Sona Əlbaliyeva", ["Albaliyeva", "Elbaliyeva", "Албалиева"]),
        ("Әсел Жаңгубаева", ["Asel", "Zhangubaeva"]),
        ("Tako Verindze", ["ვერინძე"]),
        ("Arto Petronyan", ["Պետրոնյան"]),
        # A last consonant that is written as a vowel, and nominatives with an ending.
        ("Alena Houshyna", ["Hovshyna"]),
        ("Ales Kvatsa", ["Kvaca", "Kvacy"]),
        ("Ivan Karaliou", ["Karaliovym", "Koraleva", "Коралеву"]),
        ("Juris Vērmaņš", ["Vērmaņa", "Vērmaņam"]),
        ("Domas Brankevičius", ["Brankevičiaus", "Brankevičiui"]),
        ("Nikos Kalitopoulos", ["Kalitopoulou", "Καλιτοπούλου"]),
        ("Mira Quill", ["Q\u3164uill", "Q\u20ddu\u20ddill"]),
        # Two neighbouring words in one.
        ("Abu Samir al-Tamazi", ["Altamazi"]),
        ("Ana-Maria Vox", ["Anamaria"]),
    ],
)
def test_names_of_each_kind_are_found_declined(name: str, forms: list[str]) -> None:
    search = NameSearch([name])
    assert [form for form in forms if not search.occur_in(form)] == []


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (BIELAKRYNICKI, ["black", "The court in Minsk sentenced him.", "Balaclava", "cricket", "blackout"]),
        ("Mira Quill", ["tranquil", "Miracle", "quilt", "call", "kill", "admiral"]),
        ("Lew Makey", ["makes", "make", "making", "maker"]),
        ("Vera Nina", ["very", "nine"]),
        ("Alena Housha", ["house", "houses", "household", "hush"]),
        ("Costa Silva", ["costs", "silver"]),
        ("Wen Xu", ["Xu", "when"]),
        ("Ada von der Lumen", ["von", "der Tag", "volumen"]),
        ("Ales Kim", ["also", "alas", "skim", "kimono"]),
    ],
)
def test_other_words_name_nobody(name: str, texts: list[str]) -> None:
    assert [text for text in texts if NameSearch([name]).occur_in(text)] == []


def test_a_declared_word_names_nobody_alone_and_still_does_with_the_rest_of_the_name() -> None:
    search = NameSearch(["Mira Quill"], shared=["Quill"])
    alone = ["Quill", "Quills", "a quill", "Ana Quill", "A. Quill", "/quill.html"]
    assert [text for text in alone if search.occur_in(text)] == []
    with_it = [
        "Mira Quill",
        "Mira Jane Quill",
        "M. Quill",
        "М. Quill",
        "Quill Mira",
        "miraquill",
        "mquill.example",
        "mira-quill",
    ]
    assert [text for text in with_it if not search.occur_in(text)] == []
    assert NameSearch(["Mira Quill"], shared=["Mira", "Quill"]).occur_in("Mira Jane Quill")


def test_a_declared_name_is_that_of_others() -> None:
    search = NameSearch(["Mira Quill"], shared=["Quill House", "tranquillity"])
    texts = ("near Quill House", "a-tranquillity-base", "near Quill", "Mira Quill House")
    assert [search.occur_in(text) for text in texts] == [False, False, True, True]
    namesake = NameSearch(["Mira Quill", "Wen Xu"], shared=["Mira Quill"])
    assert [namesake.occur_in(text) for text in ("Mira Quill", "Quill", "Xu Wen")] == [False, False, True]


def test_in_the_name_of_somebody_public_a_shared_word_names_only_them() -> None:
    search = NameSearch(["Mira Quill"], public=["Ana Quill"])
    assert NameSearch(["Mira Quill"], public=["Mira Quill Lumen"]).occur_in("Mira Quill Lumen spoke")
    texts = ("Ana Quill spoke", "/ana-quill", "Quill spoke", "M. Quill", "Ana Quill and Quill", "Mira Quill")
    assert [search.occur_in(text) for text in texts] == [False, False, True, True, True, True]


def test_other_things_are_named_by_their_whole_name_and_keys_as_they_are() -> None:
    search = NameSearch(others=["Cooper's Cellar"], keys=["cellar-meeting", "pw2n"])
    found = ("in Coopers Cellar", "the cooper’s cellar", "cooperscellar", "the-cellar-meeting", "person/pw2n")
    assert [text for text in found if not search.occur_in(text)] == []
    assert [text for text in ("the cellar", "a cooper", "meeting", "pw2nx") if search.occur_in(text)] == []


def test_another_thing_with_one_word_is_found_in_an_address() -> None:
    assert NameSearch(others=["Viasna"]).occur_in("https://freeviasna.example/")


def test_a_long_text_is_searched_where_the_words_stand_near_each_other() -> None:
    far = " word" * 50
    assert NameSearch(["An Xu"]).occur_in(f"{far} Xu, An {far}")
    assert not NameSearch(["An Xu"]).occur_in(f"{far} Xu {far} An {far}")
    assert not NameSearch().occur_in("anything")
