"""What the pages of people and cases show of custody: stays, what happened there, own protests; and states of a case.

Most of it is told by speakers, not stated by articles: rows are made of claims, so that each value is shown with whose
word it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from solidarity_graph.model import DateInterval, date_interval, order_in_time
from solidarity_graph.schema.ontology import any_is_a
from solidarity_graph.web.languages import gettext
from solidarity_graph.web.pages.related import MOST_ROWS, Related
from solidarity_graph.web.pages.sections import Section
from solidarity_graph.web.pages.sources import by_value
from solidarity_graph.web.pages.things import Node, local_part, one, parts

_KINDS = ("treatmentKind", "careDenied", "statedCause", "protestForm")
_DATES = ("startDate", "date", "endDate")

Fact = Sequence[Node]
"""The claims that state one value of a property."""


class Told(NamedTuple):
    """An event in custody: its row, its first and last possible day, and what is told of it, by property."""

    event: Node
    days: tuple[str, str]
    facts: Mapping[str, Sequence[Fact]]

    @property
    def kinds(self) -> Sequence[Fact]:
        """What it was: kinds of ill-treatment, the care denied, stated causes of death, forms of protest."""
        return [fact for name in _KINDS for fact in self.facts.get(name, ())]

    @property
    def places(self) -> Sequence[Fact]:
        """Where it was: the place where the person was held, and the place told."""
        return [*self.facts.get("detainedAt", ()), *self.facts.get("place", ())]

    @property
    def people(self) -> set[str]:
        """The IRIs of those whom it befell, by whoever says so."""
        return {one(fact[0], "object").value for fact in self.facts.get("concerns", ())}

    @property
    def claims(self) -> Sequence[Node]:
        """All claims that are shown of it."""
        return [claim for facts in self.facts.values() for fact in facts for claim in fact]


class Custody(NamedTuple):
    """What befell people in custody: the first events, in order of time; where there are more, the address of all.

    names_people  True if it befell others than the one whose page it is.
    """

    shown: Sequence[Told]
    total: int
    href: str
    names_people: bool


def custody_sections(related: Related, told: Sequence[Told], href: str) -> Iterator[Section]:
    """Yield who was held where and when, what happened in custody, and own protests. `href` leads to all of it."""
    at_place = "Place" in related.types
    stays = [each for each in told if any_is_a(each.event.get("type", ()), "Stay")]
    protests = [each for each in told if any_is_a(each.event.get("type", ()), "PrisonerProtest")]
    others = [each for each in told if each not in stays and each not in protests]
    held = gettext("Who was held here, and when") if at_place else gettext("Where held, and when")
    for name, title, macro, found in (
        ("stays", held, "stays", stays),
        ("custody", gettext("What happened in custody"), "custody", others),
        ("protests", gettext("Prisoners' protests") if at_place else gettext("Own protests"), "custody", protests),
    ):
        names_people = any(each.people - {related.document["id"]} for each in found)
        all_of_it = href if len(found) > MOST_ROWS else ""
        yield Section(
            name, title, macro, Custody(found[:MOST_ROWS], len(found), all_of_it, names_people) if found else None
        )


def told_of_custody(related: Related, mentions: Iterable[Node]) -> list[Told]:
    """Return the events in custody among the things mentioned, in order of time."""
    outlines = related.site.documents.outlines("custody", (mention["id"] for mention in mentions))
    # Kept with the rest that was read, so that those whom the claims name are named.
    related.read |= {f"{iri}#custody": outline for iri, outline in outlines.items()}
    found = []
    for event in related.nodes(outlines):
        claims = outlines[event["id"]]["claims"]
        names = dict.fromkeys(local_part(claim["predicate"]) for claim in claims)
        facts = {name: by_value(c for c in claims if local_part(c["predicate"]) == name) for name in names}
        found.append(Told(event, _days(event, facts), facts))
    return sorted(found, key=lambda each: (order_in_time(*each.days), each.event["id"]))


def _days(event: Node, facts: Mapping[str, Sequence[Fact]]) -> tuple[str, str]:
    """Return the days of the summary; of an event of which no day is asserted, those that somebody alleges."""
    if "notBefore" in event or "notAfter" in event:
        return event.get("notBefore", ""), event.get("notAfter", "")
    dated = [claim for name in _DATES for fact in facts.get(name, ()) for claim in fact]
    firsts, lasts = ([c[name] for c in dated if name in c] for name in ("notBefore", "notAfter"))
    return min(firsts, default=""), max(lasts, default="")


def with_alleged_days(events: Iterable[Node], told: Iterable[Told]) -> list[Node]:
    """Return the events; those in custody of which no day is asserted have the days that somebody alleges, in doubt."""
    alleged = {each.event["id"]: each.days for each in told if any(each.days)}
    found = []
    for event in events:
        first, last = alleged.get(event["id"], ("", ""))
        days = {name: day for name, day in (("notBefore", first), ("notAfter", last)) if day and name not in event}
        found.append({**event, **days, "dateCertainty": "alleged"} if days else event)
    return found


def states_section(related: Related) -> Section:
    """Return how far a case has come, in order of time; a state without a date comes last."""
    facts = [fact for group in related.facts.take("caseState") for fact in group.facts]
    return Section("states", gettext("How far the case has come"), "states", sorted(facts, key=_since))


def _since(fact: Fact) -> tuple[object, str]:
    dated = one(parts(fact[0]), "date").value
    days = date_interval(dated) if dated else DateInterval(None, None)
    first, last = (day.isoformat() if day else "" for day in (days.first, days.last))
    return order_in_time(first, last), fact[0]["id"]
