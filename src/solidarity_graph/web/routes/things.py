"""`/id/{kind}/{key}`: a thing leads to documents about it, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.model.iris import KINDS, is_key
from solidarity_graph.web.negotiation import GRAPHS, HTML, choose
from solidarity_graph.web.pages import texts
from solidarity_graph.web.pages.assessments import find_assessments
from solidarity_graph.web.pages.claims import ClaimView, find_claims
from solidarity_graph.web.pages.convictions import Conviction, find_convictions
from solidarity_graph.web.pages.disagreements import DisagreementView, find_disagreements
from solidarity_graph.web.pages.names import Names, find_names
from solidarity_graph.web.pages.rows import ask_rows, text
from solidarity_graph.web.pages.things import ThingView, by_subject, find_thing, group_facts
from solidarity_graph.web.questions import Question
from solidarity_graph.web.request_context import current_links, current_site
from solidarity_graph.web.streaming import give, unchanged

_Part = ThingView | ClaimView | DisagreementView | Conviction
blueprint = Blueprint("things", __name__)
_FORMATS = (HTML, *GRAPHS)


@blueprint.get("/id/<kind>/<file>")
def thing(kind: str, file: str) -> BaseResponse:
    """See other: the document that suits the reader; or, with a suffix, that document."""
    key, _, suffix = file.partition(".")
    known = {format_.name: format_ for format_ in _FORMATS}
    if kind not in KINDS or not is_key(key) or (file != key and suffix not in known):
        raise _unknown()
    iri = f"{current_site().release.base}id/{kind}/{key}"
    question = Question(texts.write(texts.ABOUT_THING, thing=texts.iri(iri)))
    data = () if suffix in ("", HTML.name) else (known[suffix],)
    if data and (same := unchanged(question, data)):
        return same
    if moved := _find_replacement(iri):
        return _redirect_to(moved, suffix)
    if not suffix:
        chosen = choose(request.accept_mimetypes, _FORMATS)
        response = redirect(url_for(".thing", kind=kind, file=f"{key}.{chosen.name}"), 303)
        response.vary.add("Accept")
        return response
    if suffix == HTML.name:
        return _page(kind, iri)
    return give(question, data)


def _unknown() -> UnknownNameError:
    # The same words for what never was, what is withheld and what was erased.
    return UnknownNameError("Nothing is known here by this name.")


def _find_replacement(iri: str) -> str:
    rows = ask_rows(current_site(), texts.write(texts.KNOWN, thing=texts.iri(iri)))
    if not rows:
        raise _unknown()
    return text(rows[0], "new")


def _redirect_to(iri: str, suffix: str) -> BaseResponse:
    """A merged thing's old address leads to the new one for good."""
    kind, _, key = iri.removeprefix(f"{current_site().release.base}id/").partition("/")
    return redirect(url_for(".thing", kind=kind, file=f"{key}.{suffix}" if suffix else key), 308)


def _page(kind: str, iri: str) -> Response:
    show: Callable[[str], str] = {
        "claim": _claim_page,
        "disagreement": _disagreement_page,
        "article": _article_page,
    }.get(kind, _thing_page)
    return Response(show(iri))


def _thing_page(iri: str) -> str:
    site = current_site()
    view = find_thing(site, iri)
    disagreements = find_disagreements(site, texts.DISPUTED_THING.format(thing=texts.iri(iri)))
    told: tuple[_Part, ...] = (view, *disagreements)
    convictions = find_convictions(site, _iris(told))
    return render_template(
        "thing.html",
        view=view,
        groups=group_facts(view.claims, site.ontology),
        disagreements=disagreements,
        convictions=convictions,
        assessments=find_assessments(site, iri),
        names=_names((*told, *convictions)),
        **_around(iri),
    )


def _article_page(iri: str) -> str:
    site = current_site()
    view = find_thing(site, iri)
    stated = find_claims(site, texts.STATED_IN.format(thing=texts.iri(iri)))
    source = find_thing(site, f"{iri}#text").triples
    told: tuple[_Part, ...] = (view, *stated)
    convictions = find_convictions(site, _iris(told))
    return render_template(
        "article.html",
        view=view,
        source=source,
        subjects=by_subject(stated),
        stated=stated,
        convictions=convictions,
        assessments=find_assessments(site, iri),
        names=_names((*told, *convictions)),
        **_around(iri),
    )


def _claim_page(iri: str) -> str:
    site = current_site()
    written = texts.iri(iri)
    (claim,) = find_claims(site, texts.ONE_OF.format(things=written))
    disagreements = find_disagreements(site, texts.DISPUTED_CLAIM.format(thing=written))
    told: tuple[_Part, ...] = (claim, *disagreements)
    convictions = find_convictions(site, _iris(told))
    return render_template(
        "claim.html",
        claim=claim,
        disagreements=disagreements,
        convictions=convictions,
        assessments=find_assessments(site, iri),
        names=_names((*told, *convictions)),
        **_around(iri),
    )


def _disagreement_page(iri: str) -> str:
    site = current_site()
    (view,) = find_disagreements(site, texts.ITSELF.format(thing=texts.iri(iri)))
    convictions = find_convictions(site, view.iris())
    return render_template(
        "disagreement.html",
        view=view,
        convictions=convictions,
        names=_names((view, *convictions)),
        **_around(iri),
    )


def _names(parts: Iterable[_Part]) -> Names:
    return find_names(current_site(), _iris(parts))


def _iris(parts: Iterable[_Part]) -> Iterator[str]:
    return (iri for part in parts for iri in part.iris())


def _around(iri: str) -> dict[str, object]:
    path = request.path.removesuffix(f".{HTML.name}")
    data = tuple((format_, f"{request.script_root}{path}.{format_.name}") for format_ in GRAPHS)
    return {"iri": iri, "links": current_links(), "data": data}
