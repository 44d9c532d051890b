"""What may not be public is published in a form that says nothing of it."""

from __future__ import annotations

import re

import pytest

from solidarity_graph.errors import DataErrors
from solidarity_graph.model import Article, Claim, Concept, Dataset, Edtf, Node, Ref, Text, Timespan
from solidarity_graph.policy import publish
from solidarity_graph.policy.generalisation import widen
from solidarity_graph.records import read_files
from tests.example import example_files, example_overlay
from tests.graphs import all_quads

OVERLAY = "private/articles/lanternfield-vigil.toml"
PERSONS = "private/entities/persons.toml"
VIGIL = Ref("event", "lanternfield-vigil-2031")
SECRETS = (
    "Orsolya", "Wintergreen", "Tobiah", "Marrowby", "Ludmila", "Hedgecott", "Cellar", "cellar", "1.512345",
    "2031-05-02", "ps1v", "pw2n", "pg3k", *(f"cz{number:02}" for number in range(1, 13)),
)  # fmt: skip


def published(files: dict[str, str] | None = None) -> Dataset:
    return publish(read_files(files or example_overlay()))


def refusal(files: dict[str, str]) -> str:
    with pytest.raises(DataErrors) as caught:
        published(files)
    return str(caught.value)


def values(dataset: Dataset, subject: Ref, predicate: str) -> list[Claim]:
    return [claim for claim in dataset.claims if (claim.subject, claim.predicate) == (subject, predicate)]


def changed(path: str, old: str, new: str) -> dict[str, str]:
    files = example_overlay()
    assert old in files[path], "the test changes nothing"
    return files | {path: files[path].replace(old, new)}


def test_without_an_overlay_everything_is_published_as_it_is() -> None:
    whole = read_files(example_files()).whole
    assert published(example_files()) == whole


def test_no_secret_stands_in_the_published_quads() -> None:
    text = "\n".join(map(str, all_quads(published())))
    assert [secret for secret in SECRETS if secret in text] == []


def test_a_pseudonym_has_a_key_and_a_label_that_say_nothing() -> None:
    dataset = published()
    (pseudonym,) = [entity for entity in dataset.entities if entity.level == "pseudonymised"]
    assert re.fullmatch(r"x[a-z2-7]{10}", pseudonym.ref.key)
    assert [label.value for label in pseudonym.labels] == ["a person who is not named"]
    assert not pseudonym.alternatives
    assert not pseudonym.naming
    organisers = {claim.object for claim in values(dataset, VIGIL, "organiser")}
    assert organisers == {pseudonym.ref, Ref("group", "vigil-people")}


def test_a_pseudonym_is_new_in_each_article() -> None:
    files = example_overlay()
    other = (
        files["articles/lanternfield-vigil.toml"].split("[[event]]")[0].replace("lanternfield-vigil", "second-report")
    )
    files["articles/second-report.toml"] = other
    files["private/articles/second-report.toml"] = (
        'format = 1\n[article]\nkey = "second-report"\n[[event]]\nkey = "lanternfield-vigil-2031"\n'
        'class = "SolidarityAction"\norganiser = {value = "person/ps1v", at = [51, 68], claim = "cy01"}\n'
    )
    pseudonyms = [entity.ref for entity in published(files).entities if entity.level == "pseudonymised"]
    assert len(set(pseudonyms)) == 2


def test_another_secret_gives_other_pseudonyms() -> None:
    other = changed("private/overlay.toml", "0123456789abcdef", "fedcba9876543210")
    assert {e.ref for e in published().entities} & {e.ref for e in published(other).entities} == {
        e.ref for e in published().entities if e.level == "public"
    }


def test_below_public_a_claim_has_neither_words_nor_offsets_nor_reasons_nor_its_own_key() -> None:
    below = [claim for claim in published().claims if claim.level != "public"]
    assert below
    for claim in below:
        assert claim.spans == ()
        assert claim.inferred_from == ""
        assert re.fullmatch(r"x[a-z2-7]{10}", claim.key)


def test_a_town_becomes_the_place_around_it_and_a_day_its_month() -> None:
    dataset = published()
    places = {claim.object for claim in values(dataset, VIGIL, "place") if claim.level == "generalised"}
    assert places == {Ref("place", "lanternfield")}
    dates = {claim.object for claim in values(dataset, VIGIL, "date") if claim.level == "generalised"}
    assert dates == {Edtf("2031-05")}


def test_what_is_withheld_is_counted_and_nothing_else() -> None:
    (article,) = published().articles
    # The person withheld, the words of a claim below public, and the spelling of a pseudonymised person.
    assert article.withheld == 3


def test_a_disagreement_lists_the_claims_by_the_keys_that_they_are_published_under() -> None:
    dataset = published()
    (disagreement,) = dataset.disagreements
    dates = {claim.key for claim in values(dataset, VIGIL, "date")}
    assert {claim.key for claim in disagreement.claims} == dates
    assert "cz05" not in dates


def test_an_event_below_public_is_one_that_is_not_described() -> None:
    (event,) = [event for event in published().events if event.level != "public"]
    assert [label.value for label in event.labels] == ["an event that is not described"]
    told = {claim.predicate for claim in published().claims if claim.subject == event.ref}
    assert told == {"status", "actionType", "date", "organiser", "inSupportOf"}


def test_a_claim_takes_the_strictest_level_of_what_it_names() -> None:
    stricter = changed(PERSONS, 'level = "pseudonymised"', 'level = "withheld"')
    assert not [entity for entity in published(stricter).entities if entity.level == "pseudonymised"]
    assert published(stricter).articles[0].withheld == 5


def test_an_article_whose_title_names_somebody_is_shown_without_title_address_text_and_key() -> None:
    files = changed(PERSONS, "Orsolya Wintergreen", "Mira Quill")
    for path in ("entities/persons.toml", "entities/organisations.toml"):
        files[path] = files[path].replace("Mira Quill", "Ana Lumen")
    files["articles/lanternfield-vigil.toml"] = (
        files["articles/lanternfield-vigil.toml"].replace("Sentence of Mira Quill", "A sentence")
        .replace("quill-", "a-").replace('{value = "Mira Quill"', '{value = "Ana Lumen"')
    )  # fmt: skip
    files["judgements.toml"] = files["judgements.toml"].replace("quill-", "a-")
    dataset = published(files)
    (article,) = dataset.articles
    assert (article.title, article.url, article.source) == ("An article that is not named", "", None)
    assert re.fullmatch(r"x[a-z2-7]{10}", article.key)
    assert {claim.article for claim in dataset.claims} == {article.key}
    assert all(not claim.spans for claim in dataset.claims)


def test_a_name_in_our_own_words_is_an_error_that_names_the_entry() -> None:
    files = changed("articles/lanternfield-vigil.toml", "Vigil in Lanternfield", "Vigil of Orsi WINTERGREEN")
    assert "event lanternfield-vigil-2031: a name that is not public stands in what would be published" in refusal(
        files
    )


def test_a_phrase_in_which_a_name_stands_is_left_out_and_its_offsets_stay() -> None:
    files = changed(PERSONS, "Orsi Wintergreen", "Foundry Square")
    files["entities/places.toml"] = files["entities/places.toml"].replace('"Foundry Square"', '"A square"')
    files["entities/places.toml"] = files["entities/places.toml"].replace("foundry-square", "a-square")
    files["articles/lanternfield-vigil.toml"] = files["articles/lanternfield-vigil.toml"].replace(
        "foundry-square", "a-square"
    )
    files["private/overlay.toml"] += 'shared = ["square"]'  # without it, a word of the name stands in the place's key
    (claim,) = [claim for claim in published(files).claims if claim.key == "cx05"]
    assert [(span.start, span.phrase) for span in claim.spans] == [(78, "")]


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("entities/groups.toml", "[[group]]", '[[group]]\nlevel = "withheld"', "this folder is public"),
        (PERSONS, 'level = "withheld"\n', "", "it has no level"),
        (PERSONS, 'level = "withheld"', 'level = "secret"', "is no level of disclosure"),
        (PERSONS, 'level = "withheld"', 'level = "erased"', "what is erased is not kept"),
        (PERSONS, 'as = "group/vigil-people"\n', "", "nothing is named in its place"),
        (OVERLAY, 'key = "lanternfield-vigil"\n', 'key = "no-such-article"\n', "there is no article no-such-article"),
        (OVERLAY, ', level = "generalised"}', "}", "nothing about claim cz05 is below public"),
        ("articles/lanternfield-vigil.toml", "person/pq1x", "person/pw2n", "declared in the private overlay alone"),
        ("private/overlay.toml", "0123456789abcdef0123456789abcdef", "tooshort", "32 or more letters and digits"),
    ],
)  # fmt: skip
def test_a_fault_of_the_overlay_names_entry_and_remedy(path: str, old: str, new: str, said: str) -> None:
    assert said in refusal(changed(path, old, new))


def test_pseudonyms_need_a_secret() -> None:
    files = example_overlay()
    del files["private/overlay.toml"]
    assert "private/overlay.toml: the overlay has no secret" in refusal(files)


def test_an_event_of_which_only_the_overlay_tells_is_not_published_without_claims() -> None:
    more = '\n[[event]]\nkey = "secret-meeting"\nclass = "SolidarityAction"\nlabel = { en = "A meeting" }\n'
    files = changed(OVERLAY, '[[entity]]\nkey = "person/ps1v"', f'{more}\n[[entity]]\nkey = "person/ps1v"')
    assert "secret-meeting" not in {event.ref.key for event in published(files).events}


def test_an_event_that_the_overlay_labels_is_still_one_of_the_data() -> None:
    label = 'label = { en = "Vigil in Lanternfield" }\n'
    files = changed("articles/lanternfield-vigil.toml", label, "")
    head = 'key = "lanternfield-vigil-2031"\nclass = "SolidarityAction"\n'
    files[OVERLAY] = files[OVERLAY].replace(head, head + label)
    files["judgements.toml"] = (
        '[[disagreement]]\nkey = "said"\nabout = "event/lanternfield-vigil-2031"\non = "status"\nkind = "conflict"\n'
        'claims = ["cx01", "cx02"]\nwho = "tests"\nwhen = "2031-06-01"\nnote = "n"\n'
    )
    assert [each.key for each in published(files).disagreements if each.key == "said"]


def test_a_name_that_is_not_public_is_found_in_the_key_of_a_judgement() -> None:
    files = example_overlay()
    files["judgements.toml"] = (
        '[[disagreement]]\nkey = "what-the-printer-said"\nabout = "event/lanternfield-vigil-2031"\non = "status"\n'
        'kind = "conflict"\nclaims = ["cx01", "cx02"]\nwho = "tests"\nwhen = "2031-06-01"\nnote = "n"\n'
    )
    assert published(files)
    files["judgements.toml"] = files["judgements.toml"].replace("the-printer", "tobiah-marrowby")
    assert "judgements.toml, disagreement what-tobiah-marrowby-said: a name that is not public" in refusal(files)


SPELLINGS = [
    "Wintergreen",
    "O. Wintergreen",
    "wintergreen's",
    "Уинтергрин Арсоля",
    "orsolyawintergreen",
]
PLACES_OF_A_NAME = [
    ("entities/groups.toml", 'key = "vigil-people"', 'key = "vigil-people"\nalt = {{ en = "Friends of {}" }}'),
    ("dataset.toml", 'title = "Lanternfield"', 'title = "Lanternfield and {}"'),
    ("dataset.toml", 'publisher = "Nobody"', 'publisher = "{}"'),
    ("dataset.toml", 'editors = ["tests"]', 'editors = ["tests", "{}"]'),
    ("articles/lanternfield-vigil.toml", "Ink is no crime!", "Free {}"),
    ("articles/lanternfield-vigil.toml", 'value = "printer"', 'value = "printer with {}"'),
    ("articles/lanternfield-vigil.toml", "some forty people", "forty friends of {}"),
    ("articles/lanternfield-vigil.toml", 'value = "2031-05-04"', 'value = "2031-05-04", inferred-from = "{} told"'),
    ("entities/persons.toml", "her case", "her case, with {}"),
]  # fmt: skip


NAMES_ONLINE = (
    'webAddress = {value = "https://x.example/free/orsolya-wintergreen?s=1", at = [69, 92], claim = "cx60"}',
    'webAddress = {value = "https://x.example/%57intergreen", at = [69, 92], claim = "cx60"}',
    'webAddress = {value = "https://wintergreen.example/", at = [69, 92], claim = "cx60"}',
    'hashtag = {value = "#FreeWintergreen", at = [69, 92], claim = "cx60"}',
    'hashtag = {value = "#freeorsolyawintergreen", at = [69, 92], claim = "cx60"}',
    'hashtag = {value = "#УинтергринАрсоля", at = [69, 92], claim = "cx60"}',
)


@pytest.mark.parametrize("line", NAMES_ONLINE)
def test_a_name_is_found_in_the_address_and_the_hashtag_of_an_action(line: str) -> None:
    path, slogan = "articles/lanternfield-vigil.toml", "slogan = {"
    harmless = re.sub('value = "[^"]*"', f'value = "{"#Ink" if "#" in line else "https://x.example/ink"}"', line)
    assert published(changed(path, slogan, f"{harmless}\n{slogan}"))
    assert ": a name that is not public stands in what would be published." in refusal(
        changed(path, slogan, f"{line}\n{slogan}")
    )


IN_CUSTODY = """
[[event]]
key = "printer-held"
class = "Stay"
level = "pseudonymised"
concerns = {value = "person/ps1v", at = [51, 68], claim = "cz20"}
detainedAt = {value = "place/cooper-cellar", at = [78, 92], claim = "cz21"}
startDate = {value = "2031-05-02", at = [37, 50], claim = "cz22"}
heldBy = {value = "organisation/town-hall", at = [51, 68], claim = "cz23"}

[[event]]
key = "printer-death"
class = "DeathInCustody"
level = "pseudonymised"
concerns = {value = "person/pw2n", at = [51, 68], claim = "cz24"}
statedCause = {value = "a fall in the cellar", at = [51, 68], claim = "cz25"}

[[event]]
key = "ink-prize"
class = "Conferral"
level = "pseudonymised"
recipient = {value = "person/pq1x", at = [51, 68], claim = "cz26"}
receivedBy = {value = "person/ps1v", at = [51, 68], claim = "cz27"}

[[entity]]
key = "case/press"
caseState = [
    {state = "charged", agent = "person/ps1v", date = "2031-05-02", at = [37, 50], claim = "cz28"},
    {state = "convicted", agent = "person/pw2n", date = "2031-05-02", at = [37, 50], claim = "cz29"},
]
"""
ONLINE = """\
webAddress = {value = "https://x.example/cellar", at = [69, 92], claim = "cz30", level = "generalised"}
hashtag = {value = "#CellarPress", at = [69, 92], claim = "cz31", level = "generalised"}
participation = {role = "host", agent = "group/vigil-people", place = "place/cooper-cellar", at = [1,2], claim = "cz32"}
"""


def with_custody() -> dict[str, str]:
    files = changed(OVERLAY, 'description = {value = "It began', ONLINE.strip() + '\ndescription = {value = "It began')
    files[OVERLAY] += IN_CUSTODY
    files["entities/cases.toml"] = '[[case]]\nkey = "press"\nlabel = { en = "The case of the press" }\n'
    return files


def test_what_befalls_somebody_in_custody_tells_no_more_than_their_level_allows() -> None:
    dataset = published(with_custody())
    (held,) = [claim for claim in dataset.claims if claim.predicate == "concerns"]
    assert re.fullmatch(r"person/x[a-z2-7]{10}", str(held.object))
    assert re.fullmatch(r"event/x[a-z2-7]{10}", str(held.subject))
    told = {claim.predicate: claim.object for claim in dataset.claims if claim.subject == held.subject}
    assert told["detainedAt"] == Ref("place", "lanternfield")
    assert told["startDate"] == Edtf("2031-05")
    assert not [event for event in dataset.events if event.class_name == "DeathInCustody"], "a withheld person's"
    (received,) = [claim for claim in dataset.claims if claim.predicate == "receivedBy"]
    assert re.fullmatch(r"person/x[a-z2-7]{10}", str(received.object))


def test_a_state_of_a_case_names_an_accused_by_a_pseudonym_or_is_left_out() -> None:
    (state,) = [claim for claim in published(with_custody()).claims if claim.predicate == "caseState"]
    assert isinstance(state.object, Node)
    assert state.object.get("legalState") == Concept("charged")
    assert re.fullmatch(r"person/x[a-z2-7]{10}", str(state.object.get("agent")))
    assert state.object.get("date") == Edtf("2031-05")


def test_below_public_an_action_has_no_address_and_no_hashtag_and_the_place_of_a_part_is_wider() -> None:
    claims = [claim for claim in published(with_custody()).claims if claim.subject == VIGIL and claim.level != "public"]
    assert not {claim.predicate for claim in claims} & {"webAddress", "hashtag"}
    (part,) = [claim.object for claim in claims if claim.predicate == "participation"]
    assert isinstance(part, Node)
    assert part.get("place") == Ref("place", "lanternfield")


def test_no_secret_of_those_in_custody_stands_in_the_published_quads() -> None:
    text = "\n".join(map(str, all_quads(published(with_custody()))))
    secrets = (*SECRETS, *(f"cz{number}" for number in range(20, 33)), "printer-", "ink-prize", "a fall", "x.example")
    assert [secret for secret in secrets if secret in text] == []


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(("path", "old", "new"), PLACES_OF_A_NAME)
def test_a_name_in_each_spelling_is_found_in_each_text(path: str, old: str, new: str, spelling: str) -> None:
    assert "a name that is not public stands in what would be published. Say it" in refusal(
        changed(path, old, new.format(spelling))
    )


def test_a_name_that_a_claim_of_the_overlay_gives_is_found_as_well() -> None:
    files = changed("dataset.toml", 'title = "Lanternfield"', 'title = "Lanternfield and Vervain"')
    assert published(files)
    overlay = "private/articles/lanternfield-vigil.toml"
    files[overlay] = files[overlay].replace("O. Wintergreen", "Sola Vervain")
    assert "a name that is not public stands in what would be published. Say it" in refusal(files)


def test_somebody_public_may_be_named_who_shares_a_word_of_the_name_with_somebody_who_is_not() -> None:
    files = changed("private/entities/persons.toml", "Tobiah Marrowby", "Mira Marrowby")
    assert "Mira Quill" in str(published(files).entities)
    files["dataset.toml"] = files["dataset.toml"].replace('title = "Lanternfield"', 'title = "Mira"')
    assert "a name that is not public stands in what would be published." in refusal(files)


def test_a_name_that_is_not_public_is_found_in_the_key_of_a_thing() -> None:
    hall = '\n[[place]]\nkey = "{}-hall"\nlabel = {{ en = "A hall" }}\nwithin = "place/lanternfield"\n'
    files = example_overlay()
    places = files["entities/places.toml"]
    assert published({**files, "entities/places.toml": places + hall.format("town")})
    files["entities/places.toml"] = places + hall.format("wintergreen")
    assert "wintergreen-hall: a name that is not public stands in what would be published." in refusal(files)


def test_the_risk_of_an_organisation_is_published_unless_it_is_private() -> None:
    block = '[[organisation]]\norganisation = "organisation/{}"\nwhere = "Inkland"\nsince = "2031"\nsource = "a law"\n'
    act = '[[act]]\naction-type = "vigil"\nwhere = "place/inkland"\nsince = "2040"\nsource = "a law"\n'
    files = example_overlay() | {"risk.toml": block.format("gazette") + act}
    files["private/risk.toml"] = block.format("gazette").replace("Inkland", "Elsewhere")
    (risk,) = published(files).risks
    assert (risk.organisation, risk.where) == (Ref("organisation", "gazette"), "Inkland")


def test_a_name_is_found_in_the_list_of_risks() -> None:
    files = example_overlay()
    risk = '[[organisation]]\norganisation = "organisation/gazette"\nwhere = "Inkland"\nsince = "2031"\nsource = "{}"\n'
    files["risk.toml"] = risk.format("a law")
    assert published(files)
    files["risk.toml"] = risk.format("https://x.example/of-marrowby")
    assert "risk.toml" in refusal(files)


def test_a_word_that_the_overlay_declares_as_shared_is_no_name() -> None:
    files = changed("dataset.toml", 'title = "Lanternfield"', 'title = "Wintergreens of Lanternfield"')
    assert 'write shared = ["..."] in private/overlay.toml' in refusal(files)
    files["private/overlay.toml"] += 'shared = ["Wintergreen"]\n'
    assert published(files).description.title == "Wintergreens of Lanternfield"
    files["dataset.toml"] = files["dataset.toml"].replace("Wintergreens", "O. Wintergreen")
    assert "a name that is not public" in refusal(files)


@pytest.mark.parametrize("field", ["title", "url"])
def test_an_article_named_after_somebody_by_surname_is_shown_without_title_and_address(field: str) -> None:
    new = {"title": 'title = "Marrowby and Mira Quill"', "url": 'url = "https://x.example/t-marrowby"'}[field]
    old = (
        'title = "Lanternfield stands with Mira Quill"' if field == "title" else 'url = "https://gazette.example/vigil"'
    )
    files = changed("articles/lanternfield-vigil.toml", old, new)
    (article,) = published(files).articles
    assert (article.title, article.url, article.level) == ("An article that is not named", "", "generalised")


def test_who_decided_is_named_only_where_the_public_data_declares_them() -> None:
    files = example_overlay()
    decided = 'who = "Ana Lumen"\nwhen = "2031-06-01"\nnote = "n"\n'
    files["judgements.toml"] = f'[[assessment]]\nof = "cx05"\ngrade = "doubtful-statement"\n{decided}'
    files["judgements.toml"] += f'[[unknown-outcome]]\nsentence = "event/quill-sentence"\n{decided}'
    files["entities/persons.toml"] = files["entities/persons.toml"].replace('"tests"', '"Ana Lumen"')
    found = 'url-found = "by its title"\nurl-found-by = "Ana Lumen"\nurl-found-on = "2031-06-01"\n'
    path = "articles/lanternfield-vigil.toml"
    files[path] = files[path].replace("publisher = ", f"{found}publisher = ", 1)
    text = "\n".join(map(str, all_quads(published(files))))
    assert "Ana Lumen" not in text
    assert text.count('"an editor"') == 4
    files["dataset.toml"] = files["dataset.toml"].replace('["tests"]', '["tests", "Ana Lumen"]')
    assert "Ana Lumen" in {each.who for each in published(files).assessments}
    assert [naming.reviewer for entity in published(files).entities for naming in entity.naming] == ["Ana Lumen"]


def test_below_public_lengths_of_time_and_values_of_lists_stay_and_texts_do_not() -> None:
    """As docs/safety.md says under what is not prevented."""
    kept = (Timespan("P1613D"), Concept("severe-regime"))
    assert tuple(widen(value, lambda ref: ref) for value in kept) == kept
    assert widen(Text("the printer", "en"), lambda ref: ref) is None


def test_a_count_below_public_becomes_its_order_of_magnitude() -> None:
    files = changed(PERSONS, "Orsolya", "Orsolya")
    forty = 'count-unit = "people", at = [51, 68], claim = "cx06"'
    files["articles/lanternfield-vigil.toml"] = re.sub(
        r"(?m)^participation = .*\n", "", files["articles/lanternfield-vigil.toml"]
    )
    files[OVERLAY] += (
        '\n[[event]]\nkey = "lanternfield-vigil-2031"\nclass = "SolidarityAction"\nparticipation = {agent = '
        '"group/vigil-people", role = "participant", count = "some forty people", count-min = 38, count-max = 120, '
        f'{forty.replace("cx06", "cz77")}, level = "generalised"}}\n'
    )
    (participation,) = values(published(files), VIGIL, "participation")
    node = dict(participation.object.properties)  # type: ignore[union-attr]
    assert (node["countText"], node["countMin"], node["countMax"]) == (Text("some", "en"), 10, 999)
    assert node["countUnit"] == Concept("people")


SECOND = """format = 1
[article]
key = "second-report"
title = "A report"
language = "be"
level = "{}"
completeness = "cut-off"
grade = "page-level"
publisher = "organisation/cellar-press"
published = {{ value = "2031-05-09" }}

[[event]]
key = "lanternfield-vigil-2031"
class = "SolidarityAction"
actionType = {{ value = "picket", claim = "cw01" }}
"""


def with_second(level: str, publishers_level: str = "pseudonymised") -> dict[str, str]:
    stand_in = 'as = "organisation/gazette"\n' if publishers_level == "generalised" else ""
    return example_overlay() | {
        "private/articles/second-report.toml": SECOND.format(level),
        "private/entities/organisations.toml": '[[organisation]]\nkey = "cellar-press"\n'
        f'label = {{ en = "Inkpot Press" }}\nlevel = "{publishers_level}"\n{stand_in}',
    }


def second(files: dict[str, str]) -> Article:
    (article,) = [article for article in published(files).articles if article.level != "public"]
    return article


def test_a_withheld_article_tells_neither_day_nor_language_nor_completeness() -> None:
    article = second(with_second("withheld"))
    assert (article.published, article.language, article.completeness, article.publisher) == ("", "", "", None)
    lines = [str(quad) for quad in all_quads(published(with_second("withheld"))) if article.key in str(quad)]
    assert not [line for line in lines if '"be"' in line or "@be" in line or "cut-off" in line]
    assert second(with_second("generalised")).completeness == "cut-off"


@pytest.mark.parametrize(("level", "expected"), [("generalised", {"gazette"}), ("withheld", set())])
def test_an_article_of_the_overlay_may_have_a_publisher_who_is_not_public(level: str, expected: set[str]) -> None:
    publisher = second(with_second("generalised", level)).publisher
    assert {publisher.key if publisher else None} - {None} == expected
    dataset = published(with_second("generalised", "pseudonymised"))
    named = {article.publisher for article in dataset.articles} - {None}
    assert named <= {entity.ref for entity in dataset.entities}
