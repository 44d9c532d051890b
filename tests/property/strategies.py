"""Invented datasets for the laws: events, places, people and claims in every combination the model allows."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from solidarity_graph.model import (
    Article,
    Claim,
    Concept,
    Dataset,
    Edtf,
    Entity,
    Event,
    Node,
    Ref,
    SourceRange,
    Span,
    Text,
    Timespan,
)
from solidarity_graph.schema.ontology import SCHEMES
from tests.example import example_dataset

keys = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?", fullmatch=True)
# Any text a language can hold: quotes, line breaks, right-to-left marks, but no lone surrogates.
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
edtf = st.sampled_from(
    [
        *("2031-05-03", "2031-05", "2031", "2031-05-04?", "[..2031-05-09]", "[2031-04..2031-06]", "2030-24", "203X"),
        *("2031-05-03/", "/2031-05-03", "2031-05-03/..", "XXXX-05-03", "2031-05-03T23:00:00Z", "2031-05~-03"),
    ]
)
lengths = st.sampled_from(["P2Y", "P4Y6M", "P15D"])


def concepts(scheme: str) -> st.SearchStrategy[Concept]:
    return st.sampled_from(sorted(SCHEMES[scheme])).map(Concept)


def values(agents: list[Ref]) -> st.SearchStrategy[tuple[str, object]]:
    """A property of events and a value for it."""
    agent = st.sampled_from(agents)
    count = st.builds(
        lambda who, text, low, more: Node(
            "Participation",
            (
                ("agent", who),
                ("role", Concept("participant")),
                ("countText", Text(text, "en")),
                ("countUnit", Concept("people")),
                ("countMin", low),
                ("countMax", low + more),
            ),
        ),
        agent, words, st.integers(0, 10**6), st.integers(0, 10**3),
    )  # fmt: skip
    return st.one_of(
        st.tuples(st.just("status"), concepts("statuses")),
        st.tuples(st.just("actionType"), concepts("action-types")),
        st.tuples(st.just("date"), edtf.map(Edtf)),
        st.tuples(st.just("duration"), lengths.map(Timespan)),
        st.tuples(st.just("organiser"), agent),
        st.tuples(st.just("slogan"), words.map(lambda text: Text(text, "en"))),
        st.tuples(st.just("participation"), count),
    )


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """A dataset whose references all lead somewhere."""
    agents = [Ref("group", key) for key in draw(st.lists(keys, min_size=1, max_size=3, unique=True))]
    events = [Ref("event", key) for key in draw(st.lists(keys, min_size=1, max_size=3, unique=True))]
    articles = draw(st.lists(keys, min_size=1, max_size=3, unique=True))
    facts = draw(st.lists(st.tuples(st.sampled_from(events), values(agents)), max_size=8))
    claims = [
        Claim(
            key=f"c{number}",
            article=draw(st.sampled_from(articles)),
            subject=event,
            predicate=name,
            object=value,  # type: ignore[arg-type]
            spans=(Span(number, number + 5, draw(st.sampled_from(["", "12345"]))),),
            grade=draw(st.sampled_from(["verified-span", "page-level", "second-hand"])),
            modality=draw(st.sampled_from(["asserted", "alleged", "denied"])),
            attributed_to=tuple(agents[: draw(st.integers(1, 2))]),
        )
        for number, (event, (name, value)) in enumerate(facts)
    ]
    return replace(
        example_dataset(),
        articles=tuple(
            Article(key, draw(words), "en", "complete", SourceRange("0" * 64, 0, 1000), "2031-06-01")
            for key in sorted(articles)
        ),
        entities=tuple(Entity(ref, "Group", (Text(draw(words), "en"),)) for ref in sorted(agents)),
        events=tuple(Event(ref, "SolidarityAction", (Text(draw(words), "en"),)) for ref in sorted(events)),
        claims=tuple(claims),
    )
