"""What the pages of events show: how an action went, what articles say of a measure side by side, and demands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from solidarity_graph.documents import Document
from solidarity_graph.errors import ParameterError
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.web.languages import gettext
from solidarity_graph.web.pages.drawn import map_of_one
from solidarity_graph.web.pages.related import MOST_ROWS, Related, Rows
from solidarity_graph.web.pages.sections import Section, elsewhere
from solidarity_graph.web.pages.sources import by_value
from solidarity_graph.web.pages.things import FactGroup, Facts, Node, local_part, one, parts, said

_MOST_ASKED = 60  # events that are read for demands
_MOST_COMPARED = 8  # articles side by side
_FOR = ("inSupportOf", "recognitionOf", "imposedOn", "concerns")
_FOLLOWING = ("inConsequenceOf", "ends", "replaces", "respondsTo", "realises")
_STEPS = ("planned", "permitted", "banned", "cancelled", "ongoing", "held", "unknown")


def action_sections(related: Related) -> Iterator[Section]:
    """Yield the sections of an action or a campaign: how it went, who, how many, what for, its parts, where."""
    document = related.document
    yield Section("course", gettext("What became of it"), "course", _course(related))
    took_part = [fact for group in related.facts.take("participation") for fact in group.facts]
    counted = [fact for fact in took_part if "countText" in parts(fact[0])]
    yield Section("counts", gettext("How many, as worded and in numbers"), "counts", counted)
    people = related.facts.take("inSupportOf", "organiser", "participant")
    if others := tuple(fact for fact in took_part if "countText" not in parts(fact[0])):
        people.append(FactGroup(f"{SG}participation", others))
    people += related.facts.take("addressee")
    yield Section("people", gettext("For whom, by whom, who took part"), "facts", people)
    yield Section("demands", gettext("What it asked for"), "demands", _demands_in(document))
    related.facts.take("demand")
    slogans = related.facts.take("slogan")
    yield Section("slogans", gettext("Slogans"), "slogans", slogans)
    yield Section("online", gettext("Online"), "online", related.facts.take("platform", "hashtag", "webAddress"))
    yield from _parts(related)
    yield Section("place", gettext("Where"), "place", _where(related, "place"))
    shown = ("partOf", "respondsTo", "realises", "inConsequenceOf")
    yield from elsewhere(related, shown)


def measure_sections(related: Related) -> Iterator[Section]:
    """Yield the sections of a measure or an answer of an authority: what each article says, and what followed."""
    yield Section("compared", gettext("What each article says"), "compared", _compared(related))
    yield from _following(related)


def custody_event_sections(related: Related) -> Iterator[Section]:
    """Yield the sections of what befell somebody in custody, or of their own protest: what they asked, and where."""
    yield Section("compared", gettext("What each article says"), "compared", _compared(related))
    yield Section("demands", gettext("What it asked for"), "demands", _demands_in(related.document))
    related.facts.take("demand")
    yield Section("place", gettext("Where"), "place", _where(related, "place", "detainedAt"))
    yield from _following(related)


def _following(related: Related) -> Iterator[Section]:
    followed = related.mentions(*_FOLLOWING)
    rows = related.mentioned(followed) if followed else None
    yield Section("followed", gettext("What followed"), "mentions", rows)
    yield from elsewhere(related, _FOLLOWING)


def other_sections(related: Related) -> Iterator[Section]:
    """Yield the sections of any other thing: what was asked for in it, and where else it appears."""
    yield Section("demands", gettext("What it asked for"), "demands", _demands_in(related.document))
    related.facts.take("demand")
    yield from elsewhere(related, ())


class Demand(NamedTuple):
    """A demand: in which event, and the claims that tell it."""

    event: Node
    claims: Sequence[Node]


def demands_around(related: Related) -> list[Demand]:
    """Return what was demanded for somebody, by them and of them, in order of time.

    What was demanded in an event in support, or in recognition, of them was demanded for them.
    """
    supporting = {mention["id"] for mention in related.mentions(*_FOR)}
    events = related.mentions(*_FOR, "organiser", "attributedTo", "addressee")[:_MOST_ASKED]
    made = related.site.documents.outlines("demand", (event["id"] for event in events))
    asking = related.nodes(event["id"] for event in events if event["id"] in made)
    demands = (demand for event in asking for demand in _demands(event, made[event["id"]]["claims"]))
    agent = related.document["id"]
    return [demand for demand in demands if demand.event["id"] in supporting or agent in _parties(demand)]


def _parties(demand: Demand) -> set[str]:
    """Return who demanded it and of whom: as each claim says, or else as the event does."""
    event, claims = demand.event, demand.claims
    by = (claim.get("attributedTo") or event.get("organiser") or event.get("concerns", ()) for claim in claims)
    of = (claim.get("addressee") or event.get("addressee", ()) for claim in claims)
    return {agent for agents in (*by, *of) for agent in agents}


def _demands_in(document: Document) -> list[Demand]:
    return _demands(document, document.get("claims", ()))


def _demands(event: Node, claims: Iterable[Node]) -> list[Demand]:
    demands = (claim for claim in claims if claim["predicate"] == f"{SG}demand")
    return [Demand(event, found) for found in by_value(demands)]


class Step(NamedTuple):
    """A step of an action: its status by name, the event if another one tells it, and the claims that say so."""

    status: str
    event: Node
    claims: Sequence[Node]


def _course(related: Related) -> list[Step]:
    """Return how an action was announced, answered by authorities, and what became of it, in that order."""
    document, own = related.document, {}
    for group in related.facts.take("status"):
        own = {one(claims[0], "object").value.removeprefix(SGC): claims for claims in group.facts}
    realises = f"{SG}realises"
    judged = [found for found in document.get("judgements", ()) if found["predicate"] == realises]
    plans = [found["object"]["id"] for found in judged if found["subject"] == document["id"]]
    plans += [claim["object"]["id"] for claim in related.facts.claims("realises")]
    carried_out = [found["subject"] for found in judged if found["subject"] != document["id"]]
    carried_out += [mention["id"] for mention in related.mentions("realises")]
    steps = [Step("announced", event, ()) for event in related.nodes(plans)]
    steps += [Step(name, document, own.pop(name)) for name in ("planned",) if name in own]
    steps += [Step("answered", event, ()) for event in related.nodes(_ids(related.mentions("respondsTo")))]
    steps += [Step(name, document, own[name]) for name in _STEPS if name in own]
    steps += [Step(name, document, claims) for name, claims in own.items() if name not in _STEPS]
    steps += [Step("carried-out", event, ()) for event in related.nodes(carried_out)]
    return steps + [Step("followed", event, ()) for event in related.nodes(_ids(related.mentions("inConsequenceOf")))]


def _ids(mentions: Iterable[Node]) -> list[str]:
    return [mention["id"] for mention in mentions][:MOST_ROWS]


def _parts(related: Related) -> Iterator[Section]:
    document = related.document
    wholes = related.nodes(document.get("partOf", ()))
    inner = related.mentions("partOf")
    rows = related.rows([mention["id"] for mention in inner]) if inner else None
    yield Section("whole", gettext("Part of"), "events", Rows(wholes, len(wholes)) if wholes else None)
    yield Section("parts", gettext("Its parts"), "events", rows)


class Where(NamedTuple):
    """The places of an event: what the articles say, and the map of the first with coordinates."""

    facts: Sequence[FactGroup]
    map: Any


def _where(related: Related, *properties: str) -> Where | None:
    groups, where = related.facts.take(*properties), related.document.get("where", ())
    if not groups and not where:
        return None
    place = next((place for place in where if "lat" in place and "long" in place), None)
    if place is None:
        return Where(groups, None)
    name = next(iter(related.document["names"].get(place["id"], {}).values()), place["id"])
    status = related.document.get("currentStatus", "")
    return Where(groups, map_of_one(name, related.href(place["id"]), place, status))


class ComparedRow(NamedTuple):
    """What articles say by a property: the claims of each, how many values they give, and whether these disagree."""

    property: str
    cells: Sequence[Sequence[Node]]
    values: int
    differs: bool


class Compared(NamedTuple):
    """A table of what articles say: their IRIs, and a row for each property; and all articles by key."""

    articles: Sequence[str]
    rows: Sequence[ComparedRow]
    choices: Mapping[str, str]
    most: int = _MOST_COMPARED


def _compared(related: Related) -> Compared | None:
    """Return what each article says, side by side; None for a single article.

    The articles that say most come first, and so does that on which they differ. Raises ParameterError for the key of
    an article that says nothing of the thing.
    """
    document = related.document
    claims = [claim for claim in document.get("claims", ()) if not claim["predicate"].endswith("/description")]
    by_article: dict[str, list[Node]] = {}
    for claim in claims:
        by_article.setdefault(claim["statedIn"], []).append(claim)
    articles = sorted(by_article, key=lambda iri: -len({claim["predicate"] for claim in by_article[iri]}))
    choices = {local_part(iri): iri for iri in articles}
    for key in related.compared:
        if key not in choices:
            raise ParameterError(
                "compare", "“%(key)s” says nothing of this. Available: %(keys)s.", key=key, keys=", ".join(choices)
            )
    if len(articles) < 2:
        return None
    shown = [iri for key, iri in choices.items() if key in (related.compared or choices)][:_MOST_COMPARED]
    differing = {item["onProperty"] for item in document.get("disagreements", ())}
    rows = []
    for group in Facts(claims).rest():
        cells = [[claim for claim in by_article[iri] if claim["predicate"] == group.property] for iri in shown]
        if values := {said(claim) for cell in cells for claim in cell}:
            differs = len(values) > 1 and group.property in differing
            rows.append(ComparedRow(group.property, cells, len(values), differs))
    rows.sort(key=lambda row: not row.differs)
    return Compared(shown, rows, choices)
