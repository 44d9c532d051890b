"""Mapping: which triples a claim becomes, and what the summary makes of claims."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from solidarity_graph.model import (
    Article,
    Assessment,
    Claim,
    Concept,
    Dataset,
    DateInterval,
    Disagreement,
    Edtf,
    Merge,
    Node,
    Realisation,
    Ref,
    Removal,
    RiskyOrganisation,
    Timespan,
    WebAddress,
    date_interval,
)
from solidarity_graph.rdf import IndependentOrigins, origins, summarise
from solidarity_graph.rdf.independent_origins import outlets_of
from solidarity_graph.rdf.terms import Namer
from tests.example import example_dataset
from tests.graphs import all_quads, files_of, union

BASE = "https://example.org/lanternfield/"
VIGIL = Ref("event", "lanternfield-vigil-2031")
SENTENCE = Ref("event", "quill-sentence")
PREFIXES = {
    "sg": "https://w3id.org/solidarity-graph/ontology#",
    "sgc": "https://w3id.org/solidarity-graph/concept/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "oa": "http://www.w3.org/ns/oa#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "g": f"{BASE}graph/",
    "claim": f"{BASE}id/claim/",
    "event": f"{BASE}id/event/",
}


def graph_of(dataset: Dataset) -> Store:
    store = Store()
    store.extend(all_quads(dataset))
    return store


def ask(dataset: Dataset, pattern: str) -> bool:
    return bool(graph_of(dataset).query(f"ASK {{ {pattern} }}", prefixes=PREFIXES))


def with_claims(*claims: Claim) -> Dataset:
    dataset = example_dataset()
    return replace(dataset, claims=(*dataset.claims, *claims))


def extra(predicate: str, value, subject: Ref = VIGIL, **parts) -> Claim:
    return Claim(
        key="cextra", article="lanternfield-vigil", subject=subject, predicate=predicate, object=value, **parts
    )


def summary_of(dataset: Dataset, event: Ref = VIGIL):
    return next(summary for summary in summarise(dataset) if summary.event.ref == event)


def test_a_claim_leads_to_its_words():
    assert ask(
        example_dataset(),
        "GRAPH g:lanternfield-vigil { claim:cx04 rdf:predicate sg:date ; sg:evidence ?span ; sg:modality ?how . "
        '?span oa:start 37 ; oa:end 50 ; oa:exact "On 3 May 2031" }',
    )


def test_an_asserted_claim_has_its_plain_triple_and_an_alleged_one_has_not():
    asserted = extra("demand", Edtf("2031"))
    pattern = "event:lanternfield-vigil-2031 sg:demand ?what"
    assert ask(with_claims(asserted), f"GRAPH ?g {{ {pattern} }}")
    alleged = replace(asserted, modality="alleged", attributed_to=(Ref("organisation", "gazette"),))
    assert not ask(with_claims(alleged), f"GRAPH ?g {{ {pattern} }}")


def test_nested_speech_keeps_its_order():
    speakers = (Ref("organisation", "town-hall"), Ref("organisation", "gazette"))
    dataset = with_claims(extra("demand", Edtf("2031"), attributed_to=speakers))
    first, second = (f"<{BASE}id/{speaker}>" for speaker in speakers)
    assert ask(
        dataset,
        f"GRAPH ?g {{ claim:cextra sg:attributedTo {first} , {second} ; sg:speakers ?list . "
        f"?list rdf:first {first} ; rdf:rest ?rest . ?rest rdf:first {second} ; rdf:rest rdf:nil }}",
    )
    assert not ask(example_dataset(), "GRAPH ?g { ?claim sg:speakers ?list }")


def test_a_value_node_is_named_after_its_claim():
    assert ask(
        example_dataset(),
        f"GRAPH ?g {{ event:lanternfield-vigil-2031 sg:participation <{BASE}id/claim/cx06#value> . "
        f'<{BASE}id/claim/cx06#value> sg:countText "some forty people"@en ; sg:countMin 40 }}',
    )


def test_a_state_of_a_case_is_a_value_node_with_its_own_date():
    state = Node("CaseState", (("legalState", Concept("not-charged")), ("date", Edtf("2031-05/2031-07"))))
    dataset = with_claims(extra("caseState", state, Ref("case", "quill-case")))
    assert ask(
        dataset,
        "GRAPH g:lanternfield-vigil { ?case sg:caseState ?state . "
        "claim:cextra rdf:object ?state . ?state a sg:CaseState ; sg:legalState sgc:not-charged ; "
        'sg:date "2031-05/2031-07"^^<http://id.loc.gov/datatypes/edtf/EDTF> }',
    )


def test_a_yes_is_a_boolean_and_an_address_is_a_literal():
    suspended = with_claims(extra("suspended", True, SENTENCE))
    assert ask(suspended, "GRAPH g:lanternfield-vigil { event:quill-sentence sg:suspended true }")
    address = WebAddress("https://openlist.example/p/77")
    assert ask(
        with_claims(extra("webAddress", address)),
        'GRAPH ?any { event:lanternfield-vigil-2031 sg:webAddress "https://openlist.example/p/77"^^xsd:anyURI }',
    )


def test_parts_are_fragments_of_their_owner():
    namer, claim = Namer("https://example.org/"), Ref("claim", "c4m")
    assert namer.thing(claim, "span", 0).value == "https://example.org/id/claim/c4m#span"
    assert namer.thing(claim, "span", 1).value == "https://example.org/id/claim/c4m#span-2"
    assert namer.thing(claim, "value").value == "https://example.org/id/claim/c4m#value"


def test_there_are_no_blank_nodes():
    for quad in all_quads(example_dataset()):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)


def test_an_article_graph_holds_nothing_but_claims_their_parts_their_triples_and_the_article():
    dataset = example_dataset()
    quads = [q for q in all_quads(dataset) if q.graph_name.value == f"{BASE}graph/lanternfield-vigil"]
    claimed = {
        (str(s["s"]), str(s["p"]), str(s["o"]))
        for s in graph_of(dataset).query(
            "SELECT ?s ?p ?o { GRAPH ?g { ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; "
            "sg:modality sgc:asserted } }",
            prefixes=PREFIXES,
        )
    }
    for quad in quads:
        about = quad.subject.value.removeprefix(f"{BASE}id/")
        known = about.startswith(("claim/", "article/lanternfield-vigil"))
        assert known or (str(quad.subject), str(quad.predicate), str(quad.object)) in claimed, quad


def test_what_is_held_though_it_was_banned_was_held():
    assert summary_of(example_dataset()).status == "held"


def test_dates_that_agree_narrow_each_other():
    later = extra("date", Edtf("2031-05"))
    assert summary_of(with_claims(later)).dates == date_interval("2031-05-03")


def test_dates_that_exclude_each_other_span_all_of_them():
    other = extra("date", Edtf("2031-05-07"))
    assert summary_of(with_claims(other)).dates == DateInterval(
        date_interval("2031-05-03").first, date_interval("2031-05-07").last
    )


@pytest.mark.parametrize(
    ("stated", "first", "last"),
    [
        (("2031-05-02/",), "2031-05-02", ""),
        (("/2031-05-04",), "", "2031-05-04"),
        (("2031-05-02/..",), "2031-05-02", ""),
        (("XXXX-05-03",), "", ""),
        (("2031-05-02/", "/2031-05-04"), "2031-05-02", "2031-05-04"),
        (("2031-05/", "2031-05-02/.."), "2031-05-02", ""),
        (("2030-24", "2031-02-XX"), "2031-02-01", "2031-02-28"),
        (("2031-05-10/", "/2031-05-04"), "", ""),  # they exclude each other, and nothing bounds the days of both
        (("2031-05-10/", "2031-05-04"), "2031-05-04", ""),
        (("/2031-05-04", "2031-05-10"), "", "2031-05-10"),
        (("2031-05-04", "2031-05-10", "XXXX-05"), "2031-05-04", "2031-05-10"),
    ],
)
def test_an_end_that_is_open_or_unknown_is_no_bound_in_claim_and_summary(
    stated: tuple[str, ...], first: str, last: str
):
    dataset = example_dataset()
    others = tuple(claim for claim in dataset.claims if claim.predicate != "date")
    dated = tuple(replace(extra("date", Edtf(text)), key=f"cextra{n}") for n, text in enumerate(stated))
    store = graph_of(replace(dataset, claims=(*others, *dated)))

    def days(subject: str) -> tuple[str, str]:
        found = {
            row["p"].value.rpartition("#")[2]: row["day"].value
            for row in store.query(
                f"SELECT ?p ?day {{ GRAPH ?g {{ {subject} ?p ?day }} FILTER (?p IN (sg:notBefore, sg:notAfter)) }}",
                prefixes=PREFIXES,
            )
        }
        return found.get("notBefore", ""), found.get("notAfter", "")

    assert days("event:lanternfield-vigil-2031") == (first, last)
    for number, text in enumerate(stated):
        interval = date_interval(text)
        assert days(f"claim:cextra{number}") == (str(interval.first or ""), str(interval.last or ""))


@pytest.mark.parametrize(
    ("starts", "ends", "dates", "first", "last"),
    [
        (("2031-03",), ("2031-11-02",), (), "2031-03-01", "2031-11-02"),
        (("2031-03",), (), (), "2031-03-01", ""),
        ((), ("2031-11",), (), "", "2031-11-30"),
        (("2031", "2031-03-05"), (), (), "2031-03-05", ""),  # two texts on one start narrow each other
        (("2031-03-05", "2031-04-01"), (), (), "2031-03-05", ""),
        (("2031-03",), (), ("2031-07-01",), "2031-03-01", ""),  # a day on which it went on is no bound
    ],
)
def test_what_lasts_is_bounded_by_its_start_and_its_end(
    starts: tuple[str, ...], ends: tuple[str, ...], dates: tuple[str, ...], first: str, last: str
):
    dataset = example_dataset()
    by_property = {"startDate": starts, "endDate": ends, "date": dates}
    stated = [(name, text) for name, texts in by_property.items() for text in texts]
    others = tuple(claim for claim in dataset.claims if claim.predicate != "date")
    claims = tuple(replace(extra(name, Edtf(text)), key=f"cextra{n}") for n, (name, text) in enumerate(stated))
    interval = summary_of(replace(dataset, claims=(*others, *claims))).dates
    assert (str(interval.first or ""), str(interval.last or "")) == (first, last)


def test_second_hand_claims_count_only_where_there_is_nothing_better():
    hearsay = extra("date", Edtf("2031-05-09"), grade="second-hand")
    assert summary_of(with_claims(hearsay)).dates == date_interval("2031-05-03")
    dataset = example_dataset()
    alone = replace(dataset, claims=tuple(replace(claim, grade="second-hand") for claim in dataset.claims))
    assert summary_of(alone).dates == date_interval("2031-05-03")
    assert summary_of(alone).origins == 0


def test_a_length_is_given_where_it_is_undisputed():
    assert summary_of(example_dataset(), SENTENCE).duration.months == 24
    other = extra("duration", Timespan("P3Y"), subject=SENTENCE)
    assert summary_of(with_claims(other), SENTENCE).duration.months is None


def test_a_denial_or_a_conflict_makes_an_event_disputed_and_a_matter_of_wording_does_not():
    dataset = example_dataset()
    assert not summary_of(dataset).disputed
    denied = extra("status", Concept("held"), modality="denied", attributed_to=(Ref("organisation", "town-hall"),))
    assert summary_of(with_claims(denied)).disputed
    claims = (Ref("claim", "cx03"), Ref("claim", "cx04"))
    judged = Disagreement("d", VIGIL, "date", claims, "conflict", note="note", who="tests", when="2031-06-01")
    assert summary_of(replace(dataset, disagreements=(judged,))).disputed
    assert not summary_of(replace(dataset, disagreements=(replace(judged, kind="wording"),))).disputed


def test_everybody_with_a_part_is_involved():
    assert {str(agent) for agent in summary_of(example_dataset()).involves} == {"group/vigil-people", "person/pq1x"}


def article(key: str, publisher: str = "", relays: tuple[str, ...] = (), whole_text_of: str = "") -> Article:
    return Article(
        key, key, "en", "complete",
        publisher=Ref("organisation", publisher) if publisher else None,
        relays=tuple(Ref.parse(source) for source in relays),
        whole_text_of=tuple(Ref("article", cut) for cut in whole_text_of.split()),
    )  # fmt: skip


def told(article: str, *attributed_to: str, inferred_from: str = "") -> Claim:
    speakers = tuple(map(Ref.parse, attributed_to))
    return Claim("c", article, VIGIL, "date", Edtf("2031"), attributed_to=speakers, inferred_from=inferred_from)


def origins_of(articles: tuple[Article, ...], *claims: Claim) -> set[str]:
    """The origins of the claims; without any, of a claim of each article."""
    return set(
        map(str, IndependentOrigins(articles, OUTLETS).of(claims or [told(article.key) for article in articles]))
    )


def test_who_relays_somebody_is_no_origin_of_its_own():
    first = article("first", "agency")
    second = article("second", "daily", ("article/first",))
    third = article("third", "weekly", ("organisation/agency",))
    assert origins_of((first, second, third)) == {"organisation/agency"}
    assert origins_of((first, article("own", "daily"))) == {"organisation/agency", "organisation/daily"}
    assert origins_of((article("a"), article("b"))) == {"article/a", "article/b"}


def test_articles_that_relay_each_other_end_somewhere():
    assert origins_of((article("one", "", ("article/two",)), article("two", "", ("article/one",))))


def test_an_excerpt_and_its_whole_text_are_one_origin():
    cut, other = article("cut", "network"), article("other", "weekly")
    whole = article("whole", "agency", whole_text_of="cut")
    assert origins_of((cut, whole)) == {"organisation/agency"}
    assert origins_of((cut, whole, other)) == {"organisation/agency", "organisation/weekly"}
    assert origins_of((cut, whole), told("cut")) == {"organisation/agency"}
    assert origins_of((cut, whole), told("cut", "organisation/radio"), told("whole")) == {"organisation/agency"}


def test_two_whole_texts_of_one_excerpt_are_one_origin_and_so_are_two_excerpts_of_one():
    cut, again = article("cut", "network"), article("again", "portal")
    english, french = article("english", "agency", (), "cut again"), article("french", "network", (), "cut")
    for order in ((cut, again, english, french), (french, english, again, cut)):
        assert len(origins_of(order)) == 1


def test_a_whole_text_is_followed_to_what_it_relays_and_no_circle_of_texts_is_endless():
    cut, source = article("cut", "network"), article("source", "bureau")
    assert origins_of((cut, source, article("whole", "agency", ("article/source",), "cut"))) == {"organisation/bureau"}
    assert len(origins_of((article("a", "x", (), "b"), article("b", "y", (), "a")))) == 1


OUTLETS = frozenset({Ref("organisation", "radio"), Ref("organisation", "agency")})


def test_an_outlet_that_is_cited_for_one_fact_does_not_make_the_others_relayed():
    daily = article("daily", "daily")
    cited, own = told("daily", "organisation/radio"), told("daily")
    assert origins_of((daily,), cited) == {"organisation/radio"}
    assert origins_of((daily,), own) == {"organisation/daily"}
    assert origins_of((daily,), cited, own) == {"organisation/daily"}


def test_a_fact_that_an_article_has_from_an_outlet_is_not_confirmed_by_it():
    daily, radio = article("daily", "daily"), article("news", "radio")
    cited = told("daily", "organisation/radio")
    assert origins_of((daily, radio), cited, told("news")) == {"organisation/radio"}
    assert origins_of((daily, radio), told("daily"), told("news")) == {"organisation/daily", "organisation/radio"}
    assert origins_of((daily, radio), told("daily", "article/news"), told("news")) == {"organisation/radio"}


def test_an_article_that_has_its_facts_from_two_outlets_has_both_for_origins():
    cited = told("daily", "organisation/radio"), told("daily", "organisation/agency")
    assert origins_of((article("daily", "daily"),), *cited) == {"organisation/radio", "organisation/agency"}


def test_of_nested_speech_the_last_outlet_is_the_origin_and_a_court_is_none():
    daily = article("daily", "daily")
    nested = told("daily", "organisation/agency", "organisation/radio", "organisation/court")
    assert origins_of((daily,), nested) == {"organisation/radio"}
    assert origins_of((daily,), told("daily", "organisation/court")) == {"organisation/daily"}
    assert origins_of((daily,), told("daily", "person/p1")) == {"organisation/daily"}


def test_what_an_editor_inferred_is_no_knowledge_of_the_article():
    daily = article("daily", "daily")
    inferred = told("daily", inferred_from="the order of the page")
    assert origins_of((daily,), told("daily", "organisation/radio"), inferred) == {"organisation/radio"}
    assert origins_of((daily,), inferred) == {"organisation/daily"}
    weekly = article("weekly", "weekly")
    assert origins_of((daily, weekly), told("weekly"), inferred) == {"organisation/weekly"}


def test_what_is_cited_in_an_article_that_relays_is_from_whom_it_cites():
    relaying = article("daily", "daily", ("organisation/agency",))
    assert origins_of((relaying,), told("daily", "organisation/radio")) == {"organisation/radio"}
    assert origins_of((relaying,), told("daily")) == {"organisation/agency"}


def test_outlets_are_who_publishes_is_relayed_or_is_of_that_kind():
    dataset = with_claims(extra("organisationKind", Concept("media-outlet"), Ref("organisation", "court-of-inkland")))
    dataset = replace(dataset, articles=(*dataset.articles, article("x", "", ("organisation/far-news",))))
    found = {ref.key for ref in outlets_of(dataset)}
    assert found == {"gazette", "far-news", "court-of-inkland"}
    hall = next(entity for entity in dataset.entities if entity.ref.key == "town-hall")
    with_kind = replace(dataset, entities=(replace(hall, kind="media-outlet"),))
    assert "town-hall" in {ref.key for ref in outlets_of(with_kind)}


def test_judgements_say_who_decided_and_when():
    town_hall, gazette = Ref("organisation", "town-hall"), Ref("organisation", "gazette")
    dataset = replace(
        example_dataset(),
        realisations=(Realisation(VIGIL, SENTENCE, who="tests", when="2031-06-01", note="for the test"),),
        merges=(Merge(town_hall, gazette, who="tests", when="2031-06-02", note="n"),),
    )
    assert ask(
        dataset,
        "GRAPH g:judgements { event:lanternfield-vigil-2031 sg:realises event:quill-sentence . "
        '?s a rdf:Statement ; rdf:predicate sg:realises ; sg:judgedBy "tests" }',
    )
    assert ask(dataset, "GRAPH g:judgements { ?old dcterms:isReplacedBy ?new }")
    assert ask(
        example_dataset(),
        'GRAPH g:judgements { event:quill-sentence sg:outcomeUnknownAsOf "2031-06-01"^^xsd:date . '
        "?s rdf:subject event:quill-sentence ; rdf:predicate sg:outcomeUnknownAsOf ; "
        "sg:judgedBy ?who ; skos:note ?why }",
    )


def test_an_assessment_is_of_a_source_or_of_a_claim():
    dataset = replace(
        example_dataset(),
        assessments=(
            Assessment(Ref("organisation", "gazette"), "usually-reliable", who="tests", when="2031-06-01", note="n"),
            Assessment(Ref("claim", "cx04"), "probably-true", who="tests", when="2031-06-01", note="n"),
        ),
    )
    assert ask(
        dataset,
        f"GRAPH g:judgements {{ ?s a sg:Assessment ; sg:assessmentOf <{BASE}id/organisation/gazette> ; "
        'sg:reliability sgc:usually-reliable ; sg:judgedBy "tests" ; sg:judgedOn ?day }',
    )
    assert ask(dataset, f"GRAPH g:judgements {{ ?s sg:assessmentOf <{BASE}id/claim/cx04> ; sg:credibility ?grade }}")


def test_a_legal_risk_says_where_since_when_and_by_which_source():
    risk = RiskyOrganisation(Ref("organisation", "gazette"), "Inkland, North", "2031-02", "https://gazette.example/law")
    dataset = replace(example_dataset(), risks=(risk,))
    node = f"<{BASE}id/organisation/gazette#risk-inkland-north-2031-02>"
    assert ask(
        dataset,
        f"GRAPH g:judgements {{ {node} a sg:LegalRisk ; sg:riskOf <{BASE}id/organisation/gazette> ; "
        'sg:riskIn "Inkland, North"@en ; sg:riskSince ?day ; dcterms:source "https://gazette.example/law" '
        'FILTER (STR(?day) = "2031-02") }',
    )


def test_a_removal_leaves_an_opaque_key_and_a_date():
    dataset = replace(example_dataset(), removals=(Removal("c9x9", "2031-07-01"),))
    assert ask(dataset, 'GRAPH g:provenance { ?r a prov:Invalidation ; dcterms:identifier "c9x9" ; prov:atTime ?when }')


def test_a_triple_in_two_graphs_stands_once_in_the_union(tmp_path: Path):
    """In N-Triples, as in the default graph of the store."""
    graph = files_of(example_dataset(), tmp_path / "graph")
    quads = all_quads(example_dataset())
    assert [*graph.quads()] == [*quads]
    assert [*graph.union()] == sorted(union(quads), key=str)
    assert graph.count() == len(union(quads)) < len(quads)
    store = Store.read_only(str(graph.store))
    assert {quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())} == union(quads)
    assert {quad for quad in store if quad.graph_name != DefaultGraph()} == {*quads}


def test_every_claim_and_event_leads_to_its_file_and_entry():
    places = origins(example_dataset())
    assert places[f"{BASE}id/claim/cx06#value"] == (
        "articles/lanternfield-vigil.toml",
        "event lanternfield-vigil-2031, participation",
    )
    assert places[f"{BASE}id/person/pq1x"][0] == "entities/persons.toml"


@pytest.mark.parametrize(("latitude", "longitude"), [(54.0, 0.0), (-1.5, 0.00001), (89.123456, -179.0)])
def test_coordinates_are_written_as_the_engine_gives_them_back(latitude: float, longitude: float) -> None:
    dataset = example_dataset()
    places = [replace(each, latitude=latitude, longitude=longitude) for each in dataset.entities if each.latitude]
    quads = set(all_quads(replace(dataset, entities=tuple(places))))
    store = Store()
    store.extend(quads)
    assert len(places) == 1
    assert set(store) == quads
