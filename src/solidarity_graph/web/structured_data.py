"""What a page is about, for search engines and other programs: schema.org in JSON-LD, as a data block in its head.

A data block is not executed, so that `default-src 'self'` lets it stand.
https://html.spec.whatwg.org/multipage/scripting.html#data-block
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import request, url_for
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from solidarity_graph.documents import Document, took_place
from solidarity_graph.model.versions import release_day
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.web.citation import permalink
from solidarity_graph.web.pages.things import one, spellings
from solidarity_graph.web.site import Site, current_links, current_site

Node = dict[str, Any]
_WHOLE = {"home.home", "dataset.downloads"}  # the pages whose block lists the files of the release
_ANNOUNCED = {"planned", "permitted"}
# In a script element, these are all that HTML sees besides text: no value can end the element or begin a comment.
# https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@pass_context
def structured_data(page: Context) -> Markup:
    """Return the data block of the page that is rendered: the dataset, and the thing that the page is about."""
    site = current_site()
    view = page.get("view")
    found = [_dataset(site, whole=request.endpoint in _WHOLE)]
    if isinstance(view, Mapping) and "id" in view:
        found += _thing(dict(view), site)
    elif request.endpoint == "ontology.concept":
        found += _concept(str((request.view_args or {}).get("file", "")).partition(".")[0])
    return _block({"@context": "https://schema.org", "@graph": found})


def _block(content: Node) -> Markup:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))  # noqa: S704 - escaped above


def _dataset(site: Site, *, whole: bool) -> Node:
    """Return the dataset (https://schema.org/Dataset): on the pages about it with its files, on others without."""
    about, release = site.about, site.release
    found: Node = {
        "@type": "Dataset",
        "@id": f"{release.base}dataset",
        "name": release.title,
        "url": url_for("home.home", _external=True),
        "version": release.version,
        "isAccessibleForFree": True,
        "description": one(about, "description").value,
        "license": next(iter(about.get("license", ())), ""),
        "datePublished": "" if release.is_draft else one(about, "issued").value,
    }
    if publisher := one(about, "publisher").value:
        found["creator"] = found["publisher"] = {"@type": "Organization", "name": publisher}
    if whole:
        selection: Node = next(iter(about.get("wasGeneratedBy", ())), {})
        found |= {
            "temporalCoverage": next(iter(selection.get("temporal", ())), ""),
            "spatialCoverage": [{"@type": "Place", "name": name} for name in _countries(site)],
            "inLanguage": selection.get("language", ()),
            "distribution": [*_files(site)],
        }
    return _without_blanks(found)


def _countries(site: Site) -> list[str]:
    """Return the names of the countries of the actions on the list, sorted."""
    countries = site.documents.listing("actions").facets["country"]
    names = site.documents.names(f"{site.release.base}id/{key}" for key in countries)
    return sorted(name for name, _ in names.values())


def _files(site: Site) -> Iterator[Node]:
    folder = permalink("/")
    for file in site.downloads:
        if not file.answers:
            yield {
                "@type": "DataDownload",
                "name": file.description,
                "contentUrl": folder + file.name,
                "encodingFormat": file.media_type,
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
            }


def _thing(view: Document, site: Site) -> Iterator[Node]:
    """Yield the thing of a document, if schema.org has a class for it and it has a name."""
    describe = next((_THINGS[name] for name in view.get("type", ()) if name in _THINGS), None)
    described = describe(view, site) if describe else None
    names = [value.value for value in spellings(view)] or [one(view, "title").value]
    if described and names[0]:
        page = request.url_root.rstrip("/") + current_links().href(view["id"]).removeprefix(request.script_root)
        common = {"@id": view["id"], "name": names[0], "alternateName": names[1:], "mainEntityOfPage": page}
        same = [iri for iri in view.get("exactMatch", ()) if isinstance(iri, str)]
        yield _without_blanks({**common, "sameAs": same, **described})


# No affiliation, role or date of birth: what is said of a person stands in claims, with who says so.
def _person(_view: Document, _site: Site) -> Node:
    return {"@type": "Person"}


def _organisation(_view: Document, _site: Site) -> Node:
    return {"@type": "Organization"}


def _award(_view: Document, _site: Site) -> Node:
    return {"@type": "Thing", "additionalType": f"{SG}Award"}  # schema.org knows awards as texts alone


def _place(view: Document, site: Site) -> Node:
    within = next(iter(view.get("within", ())), "")
    found: Node = {"@type": "Place", "containedInPlace": _named("Place", within, view, site)}
    if "lat" in view and "long" in view:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": view["lat"], "longitude": view["long"]}
    return found


def _article(view: Document, site: Site) -> Node:
    issued = one(view, "issued").value
    return {
        "@type": "NewsArticle",
        "headline": one(view, "title").value,
        "inLanguage": one(view, "language").value,
        "datePublished": "" if "inferredFrom" in view else issued,
        "url": one(view, "url").value,
        "archivedAt": one(view, "archivedAt").value,
        "publisher": _named("Organization", one(view, "publisher").value, view, site),
    }


def _action(view: Document, site: Site) -> Node | None:
    """Return an action as an event if it took place or is still to come; else None.

    schema.org has one status for both, which it explains as "has taken place on the startDate as scheduled". So an
    action that was announced for a day before the release, of which no more is known, is not given as an event; nor is
    one that somebody denies, or that nobody here has read of.
    """
    status = str(view.get("currentStatus", "")).removeprefix(SGC)
    is_ahead = status in _ANNOUNCED and str(view.get("notBefore", "")) > release_day(
        site.release.version.removesuffix("-draft")
    )
    is_held = status not in ("", "unknown") and took_place(view)
    is_sure = not view.get("denied") and not str(view.get("bestGrade", "")).endswith("/second-hand")
    if not (is_ahead or is_held) or not is_sure:
        return None
    venues = view.get("venue") or view.get("place") or ()
    venues = [venues] if isinstance(venues, str) else [*venues]
    return {
        "@type": "Event",
        "eventStatus": "https://schema.org/EventScheduled",
        "startDate": _day(view),
        "location": [node for iri in venues if (node := _named("Place", iri, view, site))],
        # People are left out here: what they did stands in the claims, each with its ground for naming them.
        "organizer": [
            node
            for iri in view.get("organiser", ())
            if iri.startswith(f"{site.release.base}id/organisation/")
            and (node := _named("Organization", iri, view, site))
        ],
    }


def _day(view: Document) -> str:
    """Return the day, month or year of an event, as exact as it is known; '' if it is not certain."""
    first, last = str(view.get("notBefore", "")), str(view.get("notAfter", ""))
    if view.get("dateUncertain") or view.get("dateApproximate") or not (first and last):
        return ""
    if first == last:
        return first
    if first[:7] == last[:7] and first[8:] == "01" and int(last[8:]) == monthrange(int(last[:4]), int(last[5:7]))[1]:
        return first[:7]
    return first[:4] if first[:4] == last[:4] and (first[5:], last[5:]) == ("01-01", "12-31") else ""


def _claim(view: Document, site: Site) -> Node:
    names = view.get("names", {})
    about = next(iter(names.get(view.get("subject"), {}).values()), "")
    article = _named("NewsArticle", str(view.get("statedIn", "")), view, site)
    return {"@type": "Claim", "name": about, "appearance": article}


def _named(class_: str, iri: str, view: Document, site: Site) -> Node:
    """Return a node for a thing that the document names; empty if it does not."""
    name = next(iter(view.get("names", {}).get(iri, {}).values()), "")
    return {"@type": class_, "@id": iri, "name": name} if name and iri.startswith(site.release.base) else {}


def _concept(name: str) -> Iterator[Node]:
    known = read_ontology().concepts
    if name in known:
        concept = known[name]
        scheme = {"@type": "DefinedTermSet", "@id": SGC + concept.scheme}
        yield _without_blanks(
            {
                "@type": "DefinedTerm",
                "@id": SGC + name,
                "name": concept.label,
                "description": concept.definition,
                "inDefinedTermSet": scheme,
            }
        )


def _without_blanks(node: Node) -> Node:
    return {name: value for name, value in node.items() if value or value is False}


_THINGS: Mapping[str, Callable[[Document, Site], Node | None]] = {
    "Person": _person,
    "Organisation": _organisation,
    "Place": _place,
    "Award": _award,
    "Article": _article,
    "SolidarityAction": _action,
    "Claim": _claim,
}
