"""Addresses on this site for IRIs. The IRIs are global; pages link to the host that serves them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from solidarity_graph.schema.namespaces import SG, SGC

_ONTOLOGY = SG.removesuffix("#")
_THING = re.compile(r"id/([a-z]+/[a-z0-9-]+)(#[A-Za-z0-9-]+)?")
_GRAPH = re.compile(r"graph/[a-z0-9-]+")
# Added to links by mail and social networks, for their own statistics: of no meaning on a page.
TRACKING = re.compile(
    r"(?:(?:utm|mtm|pk|piwik|matomo|itm|hsa|gad|fb|mc|oly|vero|ref|_branch)_\w+|[a-z]*clk?id|[gw]braid|__?hs\w+|hsCtaTracking"
    r"|_openstat|_g[al]|igshi?d?|mkt_tok|li_fat_id|srsltid|mibextid|ref|trk|spm|si|epik|cmpid|s_cid)\Z"
)
TAKING_ANY = {"sparql.sparql", "static", "docs.file", "home.health", "home.robots", "metrics.metrics"}
"""The endpoints that ignore unknown parameters, `lang` too: those of the protocol, of Prometheus and of caches."""
_IN_TEXT = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]])", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Links:
    """Maps IRIs to addresses: `base` is the prefix of the dataset's IRIs, `root` the mount path of the application.

    >>> Links("https://example.org/", "").href("https://example.org/id/person/p1")
    '/id/person/p1.html'
    """

    base: str
    root: str

    def href(self, iri: str) -> str:
        """Return the address of this site's page about an IRI; else the IRI itself, if http or https; else ''.

        The form of the IRI decides: whether there is such a page is not checked.
        """
        return self._local(iri) or (iri if _WEB.fullmatch(iri) else "")

    def is_local(self, iri: str) -> bool:
        """Return True if `href` of the IRI is an address of this site."""
        return bool(self._local(iri))

    def _local(self, iri: str) -> str:
        if iri.startswith(SG):
            return f"{self.root}/ontology#{iri.removeprefix(SG)}"
        if iri == _ONTOLOGY:
            return f"{self.root}/ontology"
        if iri.startswith(SGC):
            return f"{self.root}/concept/{iri.removeprefix(SGC)}.html"
        if not iri.startswith(self.base):
            return ""
        path = iri.removeprefix(self.base)
        if thing := _THING.fullmatch(path):
            return f"{self.root}/id/{thing[1]}.html{thing[2] or ''}"
        return f"{self.root}/{path}" if _GRAPH.fullmatch(path) else ""


def linked(text: str) -> str:
    """Return a text with its web addresses as links, as markup; a text without any is unchanged.

    >>> linked("See https://example.org/a, page 2.")
    Markup('See <a href="https://example.org/a" rel="external noreferrer">https://example.org/a</a>, page 2.')
    """
    if "://" not in text:
        return text
    link = Markup('<a href="{0}" rel="external noreferrer">{0}</a>')
    pieces = enumerate(_IN_TEXT.split(text))  # each second one is an address
    return Markup("").join(link.format(piece) if number % 2 else piece for number, piece in pieces)
