"""What an article file can say of things beyond their names and events: each statement read, mapped and published."""

from __future__ import annotations

import csv

import pyoxigraph
import pytest

from solidarity_graph.documents import Document
from solidarity_graph.errors import DataErrors
from solidarity_graph.model import Claim, Dataset, Text
from solidarity_graph.policy import publish
from solidarity_graph.records import read_files
from solidarity_graph.resources import queries_dir
from solidarity_graph.schema.namespaces import NAMESPACES
from solidarity_graph.schema.ontology import SCHEMES, falls_under
from solidarity_graph.search import index_in_memory
from solidarity_graph.search.facets import words_of
from solidarity_graph.validation import Profile, parse, validate
from tests.example import ARTICLE, REACH, example_files
from tests.graphs import all_quads, documents_of, dumps_of, table_of, union


def example(lines: str = "", files: dict[str, str] | None = None) -> dict[str, str]:
    """The example with lines after its last block, which is that of `person/pq1x`."""
    files = files or example_files()
    return {**files, ARTICLE: files[ARTICLE] + lines}


def published(files: dict[str, str]) -> Dataset:
    return publish(read_files(files))


def said(files: dict[str, str]) -> str:
    """The errors of reading and publishing; empty if there are none."""
    try:
        published(files)
    except DataErrors as errors:
        return str(errors)
    return ""


def claim(dataset: Dataset, key: str) -> Claim:
    return next(claim for claim in dataset.claims if claim.key == key)


def vigil(dataset: Dataset) -> Document:
    return next(doc for doc in documents_of(dataset) if doc["id"].endswith("/id/event/lanternfield-vigil-2031"))


def ask(dataset: Dataset, pattern: str) -> bool:
    """Ask the union of all graphs; things are written as `<person/pq1x>`."""
    store = pyoxigraph.Store()
    store.extend(pyoxigraph.Quad(*triple) for triple in union(all_quads(dataset)))
    base = f"{dataset.description.base}id/"
    return bool(store.query(f"ASK {{ {pattern} }}", prefixes=NAMESPACES, base_iri=base))


def rows(dataset: Dataset, query: str) -> str:
    """The answer of a saved query as CSV."""
    store = pyoxigraph.Store()
    store.extend(pyoxigraph.Quad(*triple) for triple in union(all_quads(dataset)))
    answer = store.query((queries_dir() / f"{query}.rq").read_text("utf-8"))
    return answer.serialize(format=pyoxigraph.QueryResultsFormat.CSV).decode()


# The language of a text.

WORDS = """
name = {value = "Міра Перо", claim = "cx70"}
referredToAs = {value = "друкарка", claim = "cx71"}
occupation = {value = "друкарка", claim = "cx72"}

[[event]]
key = "harbour-picket"
class = "SolidarityAction"
label = { be = "Пікет у порце" }
participation = {agent = "group/vigil-people", role = "host", count = "каля ста", count-unit = "people", claim = "cx73"}
slogan = [{value = "Волю!", claim = "cx74"}, {value = "Free her!", lang = "en", claim = "cx75"}]
demand = [{value = "Release her.", claim = "cx76"}, {value = "Вызваліць яе.", lang = "be", claim = "cx77"}]
description = {value = "It rained.", claim = "cx78"}
"""


@pytest.mark.parametrize(
    ("keys", "language"),
    [(("cx70", "cx71", "cx72", "cx74", "cx77"), "be"), (("cx75", "cx76", "cx78"), "en")],
)
def test_the_words_of_an_article_are_in_its_language_and_those_of_editors_in_english(
    keys: tuple[str, ...], language: str
) -> None:
    dataset = published(belarusian())
    for key in keys:
        assert getattr(claim(dataset, key).object, "language", "") == language, key


def test_a_count_is_in_the_language_of_its_article() -> None:
    (counted,) = (
        value for name, value in claim(published(belarusian()), "cx73").object.properties if name == "countText"
    )  # type: ignore[union-attr]
    assert counted == Text("каля ста", "be")


def belarusian() -> dict[str, str]:
    head = 'format = 1\n[article]\nkey = "port"\ntitle = "Порт"\nlanguage = "be"\ngrade = "page-level"\n'
    head += 'published = { value = "2031-05" }\nurl-missing = "none"\ncompleteness = "complete"\n'
    head += '[[entity]]\nkey = "person/pq1x"'
    return {**example_files(), "articles/port.toml": head + WORDS}


# How a text refers to a thing.

REFERRED = """
referredToAs = [
    {value = "Ms. Quill", at = [1, 2], claim = "cx60"},
    {value = "she", at = [3, 4], claim = "cx61"},
    {value = "the printer", at = [5, 6], claim = "cx62"},
]

[[entity]]
key = "organisation/town-hall"
referredToAs = {value = "the hall", at = [7, 8], claim = "cx63"}

[[entity]]
key = "place/foundry-square"
referredToAs = {value = "the square", at = [9, 10], claim = "cx64"}
"""


def test_words_that_are_no_name_are_a_claim_of_their_own() -> None:
    dataset = published(example(REFERRED))
    assert (claim(dataset, "cx60").predicate, claim(dataset, "cx60").object) == (
        "referredToAs",
        Text("Ms. Quill", "en"),
    )
    assert ask(dataset, '<person/pq1x> sg:referredToAs "she"@en . <place/foundry-square> sg:referredToAs ?words')
    assert not ask(
        dataset, '?thing skos:prefLabel|skos:altLabel ?name . FILTER(STR(?name) IN ("Ms. Quill", "the hall"))'
    )


def test_names_are_searched_matched_and_listed_without_them() -> None:
    dataset = published(example(REFERRED))
    person = next(document for document in documents_of(dataset) if document["id"].endswith("/id/person/pq1x"))
    assert person["referredToAs"] == {"en": ["Ms. Quill", "she", "the printer"]}
    assert words_of(person)[0] == ["Mira Quill"]
    for query in ("spellings-of-names", "people-in-several-articles"):
        assert "Ms. Quill" not in rows(dataset, query)
    assert "Mira Quill" in rows(dataset, "spellings-of-names")


@pytest.mark.parametrize(
    "ground", ["office", "public-work", "own-public-act", "campaigning-relative", "relative-in-case"]
)
def test_they_are_covered_by_every_ground_for_naming(ground: str) -> None:
    files = example()
    files["entities/persons.toml"] += (
        f'\n[[person]]\nkey = "pz9w"\nlabel = {{ en = "Tam Vole" }}\nnaming = {{ ground = "{ground}", '
        f'reviewer = "tests", reviewed = "2031-06-01", scope = "tests", {REACH} }}\n'
    )
    block = '\n[[entity]]\nkey = "person/pz9w"\nreferredToAs = {value = "Mr. Vole", at = [1, 2], claim = "cx60"}\n'
    assert said(example(block, files)) == ""


def test_below_public_they_say_nothing() -> None:
    files = example(REFERRED)
    files["private/overlay.toml"] = f'secret = "{"a" * 64}"\n'
    files["private/entities/persons.toml"] = (
        '[[person]]\nkey = "pv2k"\nlabel = { en = "Oda Fenn" }\nlevel = "pseudonymised"\n'
    )
    files["private/" + ARTICLE] = (
        'format = 1\n[article]\nkey = "lanternfield-vigil"\n\n[[entity]]\nkey = "person/pv2k"\n'
        'referredToAs = {value = "the baker of Mill Lane", at = [1, 2], claim = "cx70"}\n'
    )
    assert not [quad for quad in all_quads(published(files)) if "baker" in str(quad)]


# The address of a place.

ADDRESS = """
[[entity]]
key = "place/foundry-square"
address = {value = "Foundry Square 1", at = [9, 10], claim = "cx64"}
"""


def test_a_street_address_is_no_name_of_the_place_and_stands_on_the_row_of_what_took_place_there() -> None:
    dataset = published(example(ADDRESS))
    assert ask(
        dataset, '<place/foundry-square> schema:address "Foundry Square 1"@en ; skos:prefLabel "Foundry Square"@en'
    )
    assert not ask(dataset, "<place/foundry-square> skos:altLabel ?name")
    assert "Foundry Square 1" not in rows(dataset, "spellings-of-names")
    (row,) = csv.DictReader(table_of("actions.csv", dataset).splitlines())
    assert (row["address"], row["places"]) == ("Foundry Square 1", "Foundry Square")


@pytest.mark.parametrize("key", ["person/pq1x", "organisation/town-hall", "group/vigil-people"])
def test_nothing_but_a_place_has_an_address(key: str) -> None:
    assert "has no property 'address'" in said(example(ADDRESS.replace("place/foundry-square", key)))


# Numbers that are only about.


def counted(count: str) -> dict[str, str]:
    """The example with other words and bounds for the people at the vigil."""
    files = example_files()
    old = 'count = "some forty people", count-min = 40, count-max = 40'
    return {**files, ARTICLE: files[ARTICLE].replace(old, count)}


@pytest.mark.parametrize(
    ("count", "least", "most", "about"),
    [
        ('count = "30 people", count-min = 30, count-max = 30', "30", "30", ""),
        ('count = "about 30 people", count-min = 30, count-max = 30, count-about = true', "30", "30", "true"),
        ('count = "some 20 to 30", count-min = 20, count-max = 30, count-about = true', "20", "30", "true"),
        ('count = "nearly 30", count-max = 30, count-about = true', "", "30", "true"),
        ('count = "over 100", count-min = 101', "101", "", ""),
        ('count = "just over 100", count-min = 101, count-about = true', "101", "", "true"),
        ('count = "up to 50", count-max = 50', "", "50", ""),
        ('count = "dozens"', "", "", ""),
    ],
)
def test_bounds_say_whether_they_are_only_about(count: str, least: str, most: str, about: str) -> None:
    dataset = published(counted(count))
    node = next(claim["object"] for claim in vigil(dataset)["claims"] if claim["predicate"].endswith("#participation"))
    assert [str(node.get(name, "")) for name in ("countMin", "countMax")] == [least, most]
    assert node.get("countApproximate", "") == (about and True)
    assert ask(dataset, "?count sg:countApproximate true") == bool(about)
    (row,) = csv.DictReader(table_of("actions.csv", dataset).splitlines())
    assert [row[name] for name in ("people_min", "people_max", "people_about")] == [least, most, about]


def test_a_row_says_about_only_of_the_bounds_that_it_shows() -> None:
    files = counted('count = "about 30", count-min = 30, count-max = 30, count-about = true')
    other = 'participation = [\n{role = "attendee", agent = "group/vigil-people", count = "50", count-min = 50, '
    other += 'count-max = 50, count-unit = "people", at = [1, 2], claim = "cx60"},\n{agent'
    files[ARTICLE] = (
        files[ARTICLE].replace("participation = {agent", other).replace('claim = "cx06"}', 'claim = "cx06"}]')
    )
    (row,) = csv.DictReader(table_of("actions.csv", published(files)).splitlines())
    assert [row[name] for name in ("people_min", "people_max", "people_about")] == ["50", "50", ""]


@pytest.mark.parametrize(
    ("count", "message"),
    [
        ('count = "dozens", count-about = true', "count-about without a bound. Add count-min"),
        ('count = "30", count-min = 30, count-about = false', "count-about must be true, not False"),
        ('count = "30", count-min = 30, count-about = "yes"', "count-about must be true, not 'yes'"),
    ],
)
def test_a_marker_that_marks_nothing_is_an_error(count: str, message: str) -> None:
    assert message in said(counted(count))


# The address of an article.

URL = 'url = "https://gazette.example/vigil"\n'
FOUND = """url-found = "by a search for its title"
url-found-by = "an editor"
url-found-on = "2031-06-01"
url-status = "copy-read"
url-archived = "https://archive.example/vigil"
"""


def addressed(fields: str) -> dict[str, str]:
    """The example with other fields for its article's address."""
    files = example_files()
    assert URL in files[ARTICLE]
    return {**files, ARTICLE: files[ARTICLE].replace(URL, fields)}


def test_an_article_tells_its_address_how_it_was_found_whether_it_was_seen_and_a_copy() -> None:
    assert ask(
        published(addressed(URL + FOUND)),
        "<article/lanternfield-vigil> schema:url <https://gazette.example/vigil> ; sg:addressStatus sgc:copy-read ; "
        'schema:archivedAt <https://archive.example/vigil> ; sg:addressFound "by a search for its title"@en ; '
        'sg:addressFoundBy "an editor" ; sg:addressFoundOn "2031-06-01"^^xsd:date',
    )


def test_an_article_without_an_address_says_why() -> None:
    dataset = published(addressed('url-missing = "it was a leaflet"\n'))
    assert ask(dataset, '<article/lanternfield-vigil> sg:noAddress "it was a leaflet"@en')
    assert not ask(dataset, "<article/lanternfield-vigil> schema:url ?address")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (URL + 'url-missing = "none"\n', "url-missing says why there is no url, but there is one. Take one"),
        (URL + FOUND.replace('url-found-by = "an editor"\n', ""), "url-found-by is missing"),
        (URL + FOUND.replace('url-found-on = "2031-06-01"\n', ""), "url-found-on is missing"),
        (URL + FOUND.replace("2031-06-01", "2031-06"), "url-found-on: 2031-06 is not a day"),
        (URL + FOUND.replace("copy-read", "seen"), "'seen' is no status of an address"),
        (FOUND, "a url-found without url"),
        ('url-status = "gone"\n', "a url-status without url"),
    ],
)
def test_an_address_at_fault_says_what_to_mend(fields: str, message: str) -> None:
    assert message in said(addressed(fields))


def test_below_public_an_article_tells_nothing_of_its_address() -> None:
    files = addressed(URL + FOUND)
    files["private/overlay.toml"] = f'secret = "{"a" * 64}"\n'
    files["private/judgements.toml"] = files.pop("judgements.toml")
    files["private/articles/other.toml"] = (
        files.pop(ARTICLE)
        .replace('"lanternfield-vigil"', '"other"', 1)
        .replace("[article]\n", '[article]\nlevel = "withheld"\n')
    )
    (article,) = published(files).articles
    assert not [field.name for field, _ in article.values() if field.name.startswith("url")]


# A whole text and its excerpt.


def with_whole_text(more: str = "", cut: str = 'completeness = "cut-off"') -> dict[str, str]:
    """The example, cut off, and another article that gives its whole text and says that the vigil was held."""
    files = example_files()
    files[ARTICLE] = files[ARTICLE].replace('completeness = "complete"', cut)
    files["articles/whole.toml"] = f"""format = 1
[article]
key = "whole"
title = "Lanternfield stands with Mira Quill"
url-missing = "it was a leaflet"
publisher = "organisation/town-hall"
completeness = "complete"
grade = "page-level"
whole-text-of = "article/lanternfield-vigil"
{more}
[[event]]
key = "lanternfield-vigil-2031"
class = "SolidarityAction"
status = {{ value = "held", claim = "cw01" }}
"""
    return files


def using(files: dict[str, str], name: str, old: str, new: str) -> dict[str, str]:
    """The files with a text replaced in one of them."""
    path = f"articles/{name}"
    return {**files, path: files[path].replace(old, new)}


def test_a_whole_text_is_linked_to_its_excerpt_and_adds_no_origin() -> None:
    dataset = published(with_whole_text())
    assert ask(dataset, "<article/whole> sg:wholeTextOf <article/lanternfield-vigil>")
    assert ask(dataset, "<event/lanternfield-vigil-2031> sg:origins 1")
    (cut,) = [doc for doc in documents_of(dataset) if doc["id"].endswith("/article/lanternfield-vigil")]
    assert {"property": f"{NAMESPACES['sg']}wholeTextOf"} in [role for each in cut["mentions"] for role in each["as"]]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (with_whole_text(cut='completeness = "complete"'), "article/lanternfield-vigil is not cut off from it"),
        (
            using(with_whole_text(), "whole.toml", "article/lanternfield-vigil", "article/whole"),
            "article/whole is not cut",
        ),
        (with_whole_text('relays = "article/none"'), "article/none is not declared"),
    ],
)
def test_a_whole_text_of_what_is_no_excerpt_is_an_error(files: dict[str, str], message: str) -> None:
    assert message in said(files)


@pytest.mark.parametrize("level", ["withheld", "generalised"])
def test_a_whole_text_does_not_give_away_an_excerpt_that_is_not_public(level: str) -> None:
    files = with_whole_text()
    files["private/overlay.toml"] = f'secret = "{"a" * 64}"\n'
    text = files.pop("articles/whole.toml")
    files["private/articles/whole.toml"] = text.replace("[article]\n", f'[article]\nlevel = "{level}"\n')
    assert [article.whole_text_of for article in published(files).articles] == [(), ()]


# Legal documents.

DOCUMENT = """
[[entity]]
key = "document/order"
date = {value = "2030-06-16", at = [9, 10], claim = "cx64"}
documentNumber = {value = "112-a", at = [9, 10], claim = "cx65"}
issuedBy = {value = "organisation/town-hall", at = [9, 10], claim = "cx66"}
"""


def with_document(lines: str = DOCUMENT) -> dict[str, str]:
    files = example(lines)
    files["entities/documents.toml"] = '[[document]]\nkey = "order"\nlabel = { en = "Order on gatherings" }\n'
    return files


def test_a_legal_document_has_its_day_its_number_and_who_issued_it() -> None:
    dataset = published(with_document())
    assert ask(
        dataset,
        '<document/order> sg:documentNumber "112-a" ; sg:issuedBy <organisation/town-hall> . '
        '<claim/cx64> sg:notBefore "2030-06-16"^^xsd:date ; rdf:subject <document/order> ; rdf:predicate sg:date',
    )
    (order,) = [doc for doc in documents_of(dataset) if doc["id"].endswith("/id/document/order")]
    assert order["documentNumber"] == "112-a"
    assert order["issuedBy"] == [f"{dataset.description.base}id/organisation/town-hall"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"112-a"', "112", "value must be text, not 112"),
        ("organisation/town-hall", "place/inkland", "place/inkland is a Place; a Agent belongs here"),
        ("2030-06-16", "16 June 2030", "16 June 2030 is not an EDTF date"),
        ("document/order", "organisation/gazette", "Organisation has no property 'documentNumber'"),
    ],
)
def test_a_document_at_fault_says_what_to_mend(old: str, new: str, message: str) -> None:
    assert message in said(with_document(DOCUMENT.replace(old, new)))


def test_below_public_a_document_tells_neither_number_nor_issuer() -> None:
    files = example()
    files["private/overlay.toml"] = f'secret = "{"a" * 64}"\n'
    files["private/entities/documents.toml"] = (
        '[[document]]\nkey = "order"\nlabel = { en = "Order" }\nlevel = "pseudonymised"\n'
    )
    files["private/" + ARTICLE] = 'format = 1\n[article]\nkey = "lanternfield-vigil"\n' + DOCUMENT
    quads = all_quads(published(files))
    assert not [quad for quad in quads if "112-a" in str(quad) or "issuedBy" in str(quad)]


# An allegation, and where information came from.

OFFICIAL = f"""
[[person]]
key = "pz9w"
label = {{ en = "Tam Vole" }}
naming = {{ ground = "office", reviewer = "tests", reviewed = "2031-06-01", scope = "the letter", {REACH} }}
"""


def with_violation(speech: str) -> dict[str, str]:
    """The example with a claim that the vigil broke the order."""
    files = with_document()
    files["entities/persons.toml"] += OFFICIAL
    new = 'inViolationOf = {value = "document/order", at = [9, 10], claim = "cx70"%s}\nslogan = {'
    return using(files, "lanternfield-vigil.toml", "slogan = {", new % speech)


def results(files: dict[str, str]) -> list[str]:
    """The names of the constraints that the graph of the files violates."""
    graph = parse(dumps_of(all_quads(published(files)))["nt"], ".nt", "example.nt")
    return sorted(
        {result.source_shape.rpartition("#")[2] for result in validate(graph, profile=Profile.STRICT).results}
    )


def test_an_official_alleges_that_somebody_broke_a_decision() -> None:
    files = with_violation(', modality = "alleged", attributed-to = "person/pz9w"')
    assert ask(
        published(files),
        "<claim/cx70> sg:modality sgc:alleged ; sg:attributedTo <person/pz9w> ; rdf:object <document/order>",
    )
    assert not ask(published(files), "?event sg:inViolationOf ?rule")
    assert results(files) == results(with_document())


def test_that_somebody_broke_a_decision_is_nobody_s_fact() -> None:
    assert "inViolationOf: alleged, but by nobody" in said(with_violation(', modality = "alleged"'))
    stated = results(with_violation(', attributed-to = "person/pz9w"'))
    assert set(stated) - set(results(with_document())) == {"violation-is-alleged"}


def test_information_has_an_organisation_for_its_source() -> None:
    new = 'description = {value = "The visit was cancelled.", at = [9, 10], claim = "cx70", modality = "alleged", '
    new += 'attributed-to = ["organisation/gazette", "organisation/town-hall"]}\nslogan = {'
    dataset = published(using(example_files(), "lanternfield-vigil.toml", "slogan = {", new))
    speakers = "<claim/cx70> sg:speakers ?list . ?list rdf:first <organisation/gazette> ; rdf:rest/rdf:first ?source"
    assert ask(dataset, f"{speakers} . FILTER(?source = <organisation/town-hall>)")


# The country of a prisoner.

COUNTRY = 'country = {value = "place/inkland", at = [9, 10], claim = "cx64"}\n'


def test_a_prisoner_leads_to_the_country() -> None:
    dataset = published(example(COUNTRY))
    assert ask(dataset, "<person/pq1x> sg:country <place/inkland>")
    (country,) = [doc for doc in documents_of(dataset) if doc["id"].endswith("/id/place/inkland")]
    roles = [role["property"] for mention in country["mentions"] for role in mention["as"]]
    assert f"{NAMESPACES['sg']}country" in roles


def test_the_country_is_a_place_and_of_a_campaigned_prisoner_alone() -> None:
    assert "place/inkland is a Place" not in said(example(COUNTRY))
    assert "a Place belongs here" in said(example(COUNTRY.replace("place/inkland", "group/vigil-people")))
    files = example(COUNTRY)
    files["entities/persons.toml"] = files["entities/persons.toml"].replace("campaigned-prisoner", "office")
    assert "says country of person/pq1x, who is named on the ground office alone" in said(files)


def test_below_public_a_person_tells_no_country() -> None:
    files = example()
    files["private/overlay.toml"] = f'secret = "{"a" * 64}"\n'
    files["private/entities/persons.toml"] = (
        '[[person]]\nkey = "pv2k"\nlabel = { en = "Oda Fenn" }\nlevel = "pseudonymised"\n'
    )
    head = 'format = 1\n[article]\nkey = "lanternfield-vigil"\n[[entity]]\nkey = "person/pv2k"\n'
    files["private/" + ARTICLE] = head + COUNTRY
    assert not [quad for quad in all_quads(published(files)) if quad.predicate.value.endswith("#country")]


# Kinds of organisations.

KIND = """
[[entity]]
key = "organisation/gazette"
organisationKind = {value = "media-outlet", at = [9, 10], claim = "cx64"}
"""


def declared(fields: str) -> dict[str, str]:
    """The example with fields for the town hall's declaration, and a claim of the kind of another organisation."""
    files = example(KIND)
    old = 'label = { en = "Town hall of Lanternfield" }\n'
    files["entities/organisations.toml"] = files["entities/organisations.toml"].replace(old, old + fields)
    return files


def test_the_kind_of_an_organisation_is_claimed_or_declared_with_its_source() -> None:
    dataset = published(declared('kind = "local-authority"\nkind-source = "its site"\n'))
    assert ask(dataset, "<organisation/gazette> sg:organisationKind sgc:media-outlet")
    hall = '<organisation/town-hall> sg:organisationKind sgc:local-authority ; dcterms:source "its site"'
    assert ask(dataset, hall)
    index = index_in_memory(documents_of(dataset), dataset.description.base)
    listing = index.listing("organisations")
    for kind, key in (("media-outlet", "gazette"), ("local-authority", "town-hall")):
        assert listing.facets["kind"][kind] & listing.bitmap([f"organisation/{key}"])
    index.close()


def test_tables_tell_what_kinds_of_bodies_organise_and_impose() -> None:
    files = declared('kind = "local-authority"\nkind-source = "its site"\n')
    old = "slogan = {"
    new = 'organiser = {value = "organisation/gazette", at = [9, 10], claim = "cx70"}\nslogan = {'
    dataset = published(using(files, "lanternfield-vigil.toml", old, new))
    (action,) = csv.DictReader(table_of("actions.csv", dataset).splitlines())
    assert (action["organisers"], action["organiser_kinds"]) == ("The Gazette", "media-outlet")
    measures = csv.DictReader(table_of("measures.csv", dataset).splitlines())
    assert sorted(row["imposed_by_kinds"] for row in measures) == ["", "local-authority"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ('kind = "court"\n', "a kind without kind-source"),
        ('kind-source = "its site"\n', "a kind-source without kind"),
        ('kind = "tribunal"\nkind-source = "its site"\n', "'tribunal' is no kind of organisation"),
    ],
)
def test_a_kind_at_fault_says_what_to_mend(fields: str, message: str) -> None:
    assert message in said(declared(fields))


def test_below_public_an_organisation_tells_no_kind() -> None:
    files = example()
    files["private/overlay.toml"] = f'secret = "{"a" * 64}"\n'
    files["private/entities/organisations.toml"] = (
        '[[organisation]]\nkey = "guild"\nlabel = { en = "Guild" }\nlevel = "pseudonymised"\nkind = "trade-union"\n'
        'kind-source = "its site"\n'
    )
    claims = KIND.replace("gazette", "guild").replace("media-outlet", "trade-union")
    claims += 'affiliation = {with = "organisation/gazette", role = "member", at = [9, 10], claim = "cx65"}\n'
    files["private/" + ARTICLE] = 'format = 1\n[article]\nkey = "lanternfield-vigil"\n' + claims
    quads = all_quads(published(files))
    assert [quad for quad in quads if quad.predicate.value.endswith("#affiliation")]
    assert not [quad for quad in quads if "trade-union" in str(quad) or "its site" in str(quad)]


def test_every_kind_that_is_asked_for_is_there() -> None:
    asked = "non-governmental-organisation association-of-journalists media-outlet public-authority court university"
    asked += " intergovernmental-body place-of-detention informal-group movement"
    assert set(asked.split()) <= SCHEMES["organisation-kinds"]
    assert falls_under("court", "public-authority")
