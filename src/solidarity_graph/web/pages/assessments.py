"""How far a source is relied on, and how credible a claim is held to be, as their pages show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solidarity_graph.web.pages import texts
from solidarity_graph.web.pages.rows import ask_rows, text
from solidarity_graph.web.site import Site


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """One assessment: its grade, with who gave it, when and why."""

    iri: str
    grade: str
    note: str
    who: str
    day: str

    @property
    def place(self) -> str:
        """The fragment that names it on the page of what is assessed."""
        return self.iri.partition("#")[2]

    def iris(self) -> Iterator[str]:
        """Every IRI that the page has to name."""
        yield self.grade


def find_assessments(site: Site, iri: str) -> tuple[AssessmentView, ...]:
    """The assessments of this thing or claim, the newest first."""
    rows = ask_rows(site, texts.write(texts.ASSESSMENTS, thing=texts.iri(iri)))
    return tuple(
        AssessmentView(*(text(row, name) for name in ("assessment", "grade", "note", "who", "day"))) for row in rows
    )
