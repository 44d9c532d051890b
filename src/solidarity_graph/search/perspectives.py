"""The lists of the site, declared once: what each lists, its facets, its columns. The index and the queries read them.

A facet is a SPARQL property path from a thing to values, in the subset that `steps` reads: the index follows the same
path through the documents, so that a list and its query have the same rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from solidarity_graph.schema import read_ontology


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet of a list: its name in addresses, its title on pages, and how values are reached.

    paths   property paths; a thing has those values that each of them reaches. A step may follow several properties:
            of `(sg:imposedOn|sg:concerns)` a thing has the values that either reaches.
    range   "thing", "concept", "class" or "text": what the values are.
    length  of texts, only so many characters count: 4 for the year of a date. 0 for all.
    choices for a facet without paths, (title, SPARQL pattern about ?thing) by value; see `extent_of`.
    named   True if a thing is also found by the names of these values.
    """

    name: str
    title: str
    paths: tuple[str, ...] = ()
    range: str = "thing"
    length: int = 0
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    named: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its name in data, its title on pages, and either of two sources.

    path    a property path to a single value, by which the list can be sorted; `shown` is the member of the document
            from which a page shows it, if another than the first property of the path: things instead of their names.
    facet   the name of a facet of which it shows all values; then a list cannot be sorted by it.
    number  True if the value is a number, and sorted as one.
    """

    name: str
    title: str
    path: str = ""
    shown: str = ""
    facet: str = ""
    number: bool = False

    @property
    def member(self) -> str:
        """The member of a document that holds the text of the column."""
        return local_name(self.path.partition("/")[0])


@dataclass(frozen=True, slots=True)
class Network:
    """A network of two facets that each thing ties by itself: those who act, and those for or against whom they do.

    Facets reached through other things do not do: of an award that two juries gave to two people, no tie would be true.

    title    what it shows; `lead` says what a band stands for.
    unnamed  what the nodes are called for things without a value, at the left and at the right.
    """

    left: str
    right: str
    title: str
    lead: str
    unnamed: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Perspective:
    """A list: its name in addresses, its title, the classes of its things (all subclasses count), facets and columns.

    Titles and leads are English texts, which templates translate.

    sort     the name of the column that gives the order.
    unit     what is listed, with its number: the message for one, and for several of them.
    dates    the columns with the first and the last possible day of a thing, or one with an EDTF date: for timelines.
    placed   True if the things are, or are at, places: for maps.
    network  its network; None if no two of its facets make one.
    """

    name: str
    title: str
    lead: str
    classes: tuple[str, ...]
    facets: tuple[Facet, ...]
    columns: tuple[Column, ...]
    sort: str = "label"
    unit: tuple[str, str] = ("%(count)s row", "%(count)s rows")
    dates: tuple[str, ...] = ()
    placed: bool = False
    network: Network | None = None

    @property
    def all_classes(self) -> frozenset[str]:
        """The classes with all their subclasses, as local names."""
        return _with_subclasses(self.classes)

    def facet(self, name: str) -> Facet:
        """Return the facet of a name that is one of its facets."""
        return next(facet for facet in self.facets if facet.name == name)


def _with_subclasses(names: Collection[str]) -> frozenset[str]:
    found = frozenset(names)
    while more := {name for name, term in read_ontology().classes.items() if term.parents & found} - found:
        found |= more
    return found


def steps(path: str) -> Sequence[tuple[tuple[str, ...], bool, bool]]:
    """Return (local names, is inverse, is repeated) for each step of a path such as `^(sg:a|sg:b)/sg:within*`."""
    parts = ((part.strip("^*()"), part) for part in path.split("/"))
    return [(tuple(map(local_name, names.split("|"))), part[0] == "^", part[-1] == "*") for names, part in parts]


def local_name(name: str) -> str:
    """Return the local name of a prefixed name, which is that of its member in documents."""
    return name.partition(":")[2]


_WHOLE = "?thing sg:wholeAction ?thing . FILTER NOT EXISTS { ?thing sg:carriedOut true }"
_PART = "?thing sg:wholeAction ?whole FILTER (?whole != ?thing) FILTER NOT EXISTS { ?thing sg:carriedOut true }"
_EXTENT = Facet(
    "extent",
    "Whole actions and parts",
    choices={
        "whole": ("an action of its own", _WHOLE),
        "part": ("a part of another action", _PART),
        "carried-out-plan": ("an announcement of an action that is listed as well", "?thing sg:carriedOut true ."),
    },
)
_WHOM = "(sg:imposedOn|sg:concerns)"
_YEAR = "Year, if known"
_SOURCE = "^rdf:subject/sg:statedIn"
_ABOUT = "^sg:statedIn/rdf:subject"
_LABEL = Column("label", "Name", "rdfs:label")
_SOURCES = Facet("source", "Source", (_SOURCE,))
_PUBLISHERS = Facet("publisher", "Publisher", (f"{_SOURCE}/dcterms:publisher",))
_EVENT_FACETS = (
    Facet("place", "Place", ("sg:place/sg:within*",), named=True),
    Facet("country", "Country", ("sg:inCountry",)),
    Facet("year", _YEAR, ("sg:notBefore", "sg:notAfter"), "text", 4),
    Facet("month", "Month, if known", ("sg:notBefore", "sg:notAfter"), "text", 7),
    Facet("status", "Status", ("sg:currentStatus",), "concept"),
)
_EVIDENCE_FACETS = (
    _SOURCES,
    _PUBLISHERS,
    Facet("grade", "Best evidence", ("sg:bestGrade",), "concept"),
    Facet("contested", "Disputed", ("sg:disputed",), "text"),
)
_DATES = (
    Column("notBefore", "First possible day", "sg:notBefore"),
    Column("notAfter", "Last possible day", "sg:notAfter"),
)
_CERTAINTY = Column("certainty", "How certain the date is", "sg:dateCertainty")
_DAYS = ("notBefore", "notAfter")
_PLACES = (
    Column("place", "Place", "sg:venueText", "venue"),
    Column("country", "Country", "sg:inCountryText", "inCountry"),
)
_STATUS = Column("status", "Status", "sg:currentStatus/skos:notation")
_EVIDENCE = (
    Column("grade", "Best evidence", "sg:bestGrade/skos:notation"),
    Column("sources", "Sources", facet="source"),
)

PERSPECTIVES: Mapping[str, Perspective] = {
    perspective.name: perspective
    for perspective in (
        Perspective(
            "actions",
            "Actions",
            "Acts of solidarity that articles report or announce: pickets, banners, letters, exhibitions and others.",
            ("SolidarityAction",),
            (
                _EXTENT,
                Facet("form", "Form of action", ("sg:actionType/skos:broader*",), "concept"),
                *_EVENT_FACETS,
                Facet("supports", "In support of", ("sg:inSupportOf",), named=True),
                Facet("organiser", "Organiser", ("sg:organiser",), named=True),
                Facet("platform", "Platform", ("sg:platform",), named=True),
                Facet("hashtag", "Hashtag", ("sg:hashtag",), "text"),
                *_EVIDENCE_FACETS,
            ),
            (
                _LABEL,
                Column("form", "Form", "sg:actionTypeText", "actionType"),
                *_DATES,
                *_PLACES,
                _STATUS,
                Column("supports", "In support of", "sg:inSupportOfText", "inSupportOf"),
                Column("organisers", "Organisers", "sg:organiserText", "organiser"),
                *_EVIDENCE,
                _CERTAINTY,
            ),
            "notBefore",
            ("%(count)s action", "%(count)s actions"),
            dates=_DAYS,
            placed=True,
            network=Network(
                "organiser",
                "supports",
                "Who acted for whom",
                "Who is named as an organiser, and in support of whom. A band is as thick as the number of "
                "actions that it stands for; an action with several organisers is in several bands.",
                ("no organiser named", "nobody named"),
            ),
        ),
        Perspective(
            "people",
            "People",
            "People whom articles name, each with the ground on which they may be named here.",
            ("Person",),
            (
                Facet("ground", "Why named", ("sg:namingGround",), "concept"),
                Facet("affiliation", "Connected with", ("sg:affiliation/sg:with",), named=True),
                Facet("measure", "Measures and custody", (f"^{_WHOM}/rdf:type",), "class"),
                Facet("award", "Awards", ("^sg:recipient/sg:award",)),
                Facet(
                    "supported",
                    "Forms of action in their support",
                    ("^sg:inSupportOf/sg:actionType/skos:broader*",),
                    "concept",
                ),
                _SOURCES,
                _PUBLISHERS,
            ),
            (
                _LABEL,
                Column("ground", "Why named", facet="ground"),
                Column("affiliation", "Connected with", facet="affiliation"),
                Column("awards", "Awards", facet="award"),
                Column("sources", "Sources", facet="source"),
            ),
            unit=("%(count)s person", "%(count)s people"),
        ),
        Perspective(
            "organisations",
            "Organisations",
            "Organisations, authorities and media that articles name.",
            ("Organisation",),
            (
                Facet("kind", "Kind", ("sg:organisationKind/skos:broader*",), "concept"),
                Facet(
                    "organised", "Forms of action organised", ("^sg:organiser/sg:actionType/skos:broader*",), "concept"
                ),
                Facet("imposed", "Measures imposed by it", ("^sg:imposedBy/rdf:type",), "class"),
                _SOURCES,
                _PUBLISHERS,
            ),
            (
                _LABEL,
                Column("kind", "Kind", facet="kind"),
                Column("organised", "Forms of action organised", facet="organised"),
                Column("sources", "Sources", facet="source"),
            ),
            unit=("%(count)s organisation", "%(count)s organisations"),
        ),
        Perspective(
            "places",
            "Places",
            "Places where something happened or somebody was held, with the places they lie in.",
            ("Place",),
            (
                Facet("within", "Within", ("sg:within*",), named=True),
                Facet("country", "Country", ("sg:inCountry",)),
                Facet("form", "Actions there", ("^sg:place/sg:actionType/skos:broader*",), "concept"),
                _SOURCES,
            ),
            (
                _LABEL,
                Column("country", "Country", facet="country"),
                Column("form", "Actions there", facet="form"),
                Column("latitude", "Latitude", "geo:lat", number=True),
                Column("longitude", "Longitude", "geo:long", number=True),
            ),
            unit=("%(count)s place", "%(count)s places"),
            placed=True,
        ),
        Perspective(
            "measures",
            "Measures and custody",
            "What authorities are reported to have done: arrests, verdicts, sentences, penalties in prison, releases, "
            "refusals and other answers to actions and demands; and what happened to people in custody: where they "
            "were held, ill-treatment, care that was denied, deaths, and their own protests.",
            ("LegalMeasure", "AuthorityResponse", "CustodyEvent", "PrisonerProtest"),
            (
                Facet("type", "What it is", ("rdf:type",), "class"),
                Facet("kind", "Kind of measure", ("(sg:measureKind|sg:ancillaryPenalty)/skos:broader*",), "concept"),
                Facet("verdict", "What the court decided", ("sg:verdictKind/skos:broader*",), "concept"),
                Facet("ground", "Ground of change", ("sg:groundOfChange/skos:broader*",), "concept"),
                Facet(
                    "happened",
                    "What happened in custody",
                    ("(sg:treatmentKind|sg:careDenied|sg:protestForm)/skos:broader*",),
                    "concept",
                ),
                Facet("person", "Whom it concerns", (_WHOM,), named=True),
                Facet("authority", "Imposed or held by", ("(sg:imposedBy|sg:heldBy)",), named=True),
                Facet("response", "Kind of answer", ("sg:responseType/skos:broader*",), "concept"),
                Facet("answered", "In answer to", ("sg:respondsTo",), named=True),
                *_EVENT_FACETS,
                Facet("detained", "Held at", ("sg:detainedAt/sg:within*",), named=True),
                Facet("case", "Case", ("sg:inCase",)),
                *_EVIDENCE_FACETS,
            ),
            (
                _LABEL,
                Column("person", "Whom it concerns", facet="person"),
                Column("authority", "By whom", "sg:imposedByText", "imposedBy"),
                Column("answered", "In answer to", facet="answered"),
                *_DATES,
                _STATUS,
                Column("contestedBy", "Contested by", "sg:contestedByText", "contestedBy"),
                *_EVIDENCE,
                _CERTAINTY,
                Column("measureKind", "Kind of measure", "sg:measureKindText", "measureKind"),
            ),
            "notBefore",
            ("%(count)s measure or event in custody", "%(count)s measures and events in custody"),
            dates=_DAYS,
            placed=True,
            network=Network(
                "authority",
                "person",
                "Who imposed measures on whom, or held them",
                "Which authority is reported to have imposed a measure, or to have held somebody, and whom. A band is "
                "as thick as the number of measures and events in custody that it stands for; a prisoner's own protest "
                "is in a band of no authority.",
                ("no authority named", "nobody named"),
            ),
        ),
        Perspective(
            "awards",
            "Awards",
            "Prizes and other honours that were given to imprisoned people.",
            ("Award",),
            (
                Facet("recipient", "Given to", ("^sg:award/sg:recipient",), named=True),
                Facet("conferrer", "Given by", ("^sg:award/sg:conferredBy",), named=True),
                Facet("receiver", "Received for them by", ("^sg:award/sg:receivedBy",), named=True),
                Facet("declined", "Declined", ("^sg:award/sg:declined",), "text"),
                Facet("year", _YEAR, ("^sg:award/sg:notBefore", "^sg:award/sg:notAfter"), "text", 4),
                _SOURCES,
            ),
            (
                _LABEL,
                Column("recipients", "Given to", facet="recipient"),
                Column("conferrers", "Given by", facet="conferrer"),
                Column("years", _YEAR, facet="year"),
                Column("sources", "Sources", facet="source"),
            ),
            unit=("%(count)s award", "%(count)s awards"),
        ),
        Perspective(
            "sources",
            "Sources",
            "The articles from which every statement here is taken.",
            ("Article",),
            (
                Facet("publisher", "Publisher", ("dcterms:publisher",), named=True),
                Facet("year", "Year of publication", ("dcterms:issued",), "text", 4),
                Facet("language", "Language", ("dcterms:language",), "text"),
                Facet("completeness", "How complete the text is", ("sg:completeness",), "concept"),
                Facet("place", "Place of actions and events", (f"{_ABOUT}/sg:place/sg:within*",), named=True),
                Facet("supports", "Actions in support of", (f"{_ABOUT}/sg:inSupportOf",), named=True),
                Facet("grade", "Evidence", ("^sg:statedIn/sg:evidenceGrade",), "concept"),
            ),
            (
                _LABEL,
                Column("publisher", "Publisher", facet="publisher"),
                Column("issued", "Published", "dcterms:issued"),
                Column("issuedInferredFrom", "Date inferred from", "sg:inferredFrom"),
                Column("language", "Language", "dcterms:language"),
                Column("completeness", "How complete the text is", "sg:completeness/skos:notation"),
            ),
            "issued",
            ("%(count)s article", "%(count)s articles"),
            dates=("issued",),
            network=Network(
                "publisher",
                "supports",
                "Who reported actions for whom",
                "Which publisher reported actions, and in support of whom. A band is as thick as the number of "
                "articles that it stands for; an article about several people is in several bands.",
                ("no publisher named", "nobody named"),
            ),
        ),
    )
}
"""The lists by name, in the order of the menu."""
