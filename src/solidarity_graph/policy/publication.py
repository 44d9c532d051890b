"""Makes the dataset to publish from the private one, with each record in the form that its disclosure level allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TypeVar

from solidarity_graph.errors import DataError, DataErrors
from solidarity_graph.model import (
    Article,
    Claim,
    Dataset,
    Disagreement,
    Entity,
    Event,
    Judgement,
    PrivateDataset,
    Ref,
    RiskyOrganisation,
    Span,
    UnknownOutcome,
    merged,
    refs_of,
)
from solidarity_graph.model.levels import GENERALISED, PSEUDONYMISED, PUBLIC, WITHHELD
from solidarity_graph.names import NameSearch
from solidarity_graph.policy.disclosure_levels import DisclosureLevels, named_by
from solidarity_graph.policy.editors import with_public_editors
from solidarity_graph.policy.generalisation import Rename, concealed, trimmed
from solidarity_graph.policy.leaks import SORTS_OF_TITLES, find_leaks, secret_names, texts_of
from solidarity_graph.policy.naming import uncovered
from solidarity_graph.policy.pseudonyms import NOTE, TITLE, Pseudonyms, label
from solidarity_graph.policy.risks import risky_links
from solidarity_graph.records.checks import chain
from solidarity_graph.records.dataset_files import sort
from solidarity_graph.records.fields import fault_in
from solidarity_graph.schema.record_format import is_private

J = TypeVar("J", bound=Judgement)
# Of a thing that is not public these would tell which one it is, though their values are no texts.
_IDENTIFYING = frozenset({"country", "organisationKind", "issuedBy"})
_SHOWN = (PUBLIC, GENERALISED, PSEUDONYMISED)


def publish(private: PrivateDataset) -> Dataset:
    """Return the dataset to publish. Raises DataErrors with entries that break a rule about people."""
    whole = private.whole
    # Naming and risk rules apply to things as they are after merges.
    merged_dataset = merged(whole)
    public_claims = tuple(claim for claim in merged_dataset.claims if not is_private(claim.file))
    refused = risky_links(replace(merged_dataset, claims=public_claims), private.risks)
    _raise_if_any((*_unnamed(whole), *uncovered(merged_dataset), *refused))
    names = secret_names(whole, DisclosureLevels(whole), private.shared)
    publication = _Publication(_generalise_articles_with_names(whole, names), private.secret, names)
    _raise_if_any(publication.faults())
    published = with_public_editors(publication.dataset())
    # All of `risk.toml` is in the public repository; a release has what it says of organisations.
    risks = tuple(risk for risk in private.risks if not is_private(risk.file))
    _raise_if_any(find_leaks((*published.records, *risks), names))
    organisations = (risk for risk in risks if isinstance(risk, RiskyOrganisation))
    return replace(published, risks=sort(organisations, "organisation", "where", "since"))


def _raise_if_any(faults: Iterable[DataError]) -> None:
    if found := tuple(faults):
        raise DataErrors(found)


def _unnamed(dataset: Dataset) -> Iterator[DataError]:
    for entity in dataset.entities:
        if entity.ref.kind == "person" and entity.level == PUBLIC and not entity.naming:
            remedy = "Add naming = { ... } as data/README.md shows, or take the person out."
            yield fault_in(entity, "a person without a ground to be named.", remedy)


def _generalise_articles_with_names(dataset: Dataset, names: NameSearch) -> Dataset:
    """Return the dataset with each article generalised that has a name in its title, URL or key which is not public."""

    def generalise(article: Article) -> Article:
        has_name = any(names.occur_in(text) for text in texts_of(article, *SORTS_OF_TITLES))
        return replace(article, level=GENERALISED) if article.level == PUBLIC and has_name else article

    return replace(dataset, articles=tuple(map(generalise, dataset.articles)))


class _Publication:
    def __init__(self, whole: Dataset, secret: str, names: NameSearch) -> None:
        self.whole = whole
        self.secret = secret
        self.levels = DisclosureLevels(whole)
        self.names = names
        self.pseudonyms = Pseudonyms(secret)
        self.shown: dict[str, Claim] = {}
        """The published form of each claim, by the claim's private key."""
        self.pseudonymous: dict[Ref, set[Ref]] = {}
        """The pseudonyms used in claims for each thing: one for each article with a claim about it."""
        self.hidden: Counter[str] = Counter()
        """The number of claims of each article that are not published."""
        for claim in whole.claims:
            if (published := self._claim(claim)) is None:
                self.hidden[claim.article] += 1
            else:
                self.shown[claim.key] = published

    def faults(self) -> Iterator[DataError]:
        """Yield an error if the secret for pseudonyms is missing, and for each claim of the overlay that is public."""
        secrets = [claim for claim in self.whole.claims if self.levels.of_claim(claim) != PUBLIC]
        if secrets and not self.secret:
            yield DataError(
                "the overlay has no secret to make pseudonyms from.",
                file="private/overlay.toml",
                remedy='Write secret = "..." with what this prints: '
                "python3 -c 'import secrets; print(secrets.token_hex(32))'",
            )
        for claim in self.whole.claims:
            if is_private(claim.file) and self.levels.of_claim(claim) == PUBLIC:
                remedy = 'Give it a level, as in level = "withheld", or move it to data/.'
                yield fault_in(claim, f"nothing about claim {claim.key} is below public.", remedy)

    def dataset(self) -> Dataset:
        """Return a dataset with only the published forms of records, sorted by reference or key."""
        claims, articles = sort(self.shown.values(), "key"), sort(self._articles(), "key")
        used = {ref for claim in claims for ref in named_by(claim)}
        used |= {ref for article in articles for ref in refs_of(article)}
        entities, events = sort({*self._entities(used)}, "ref"), sort({*self._events(used)}, "ref")
        published_refs = {entity.ref for entity in entities} | {event.ref for event in events}
        return Dataset(
            description=self.whole.description,
            articles=articles,
            entities=entities,
            events=events,
            claims=claims,
            realisations=tuple(self._judgements(self.whole.realisations, published_refs)),
            disagreements=sort(self._disagreements(published_refs), "key"),
            merges=tuple(self._judgements(self.whole.merges, published_refs)),
            assessments=tuple(self._judgements(self.whole.assessments, published_refs | self._citable())),
            unknown_outcomes=sort(self._unknown_outcomes(published_refs), "sentence", "when"),
            removals=self.whole.removals,
        )

    def _claim(self, claim: Claim) -> Claim | None:
        level = self.levels.of_claim(claim)
        if level not in _SHOWN:
            return None
        if claim.predicate in _IDENTIFYING and self.levels.of(claim.subject) != PUBLIC:
            return None
        if level == PUBLIC:
            return replace(claim, spans=tuple(self._span(span) for span in claim.spans))

        def rename(ref: Ref) -> Ref | None:
            return self._rename(ref, claim.article)

        subject, shown = rename(claim.subject), concealed(claim, rename)
        if subject is None or shown is None:
            return None
        key, article = self.pseudonyms.of("claim", claim.key), self._article_key(claim.article)
        return replace(shown, key=key, article=article, subject=subject, level=level)

    def _span(self, span: Span) -> Span:
        return replace(span, phrase="") if self.names.occur_in(span.phrase) else span

    def _rename(self, ref: Ref, article: str) -> Ref | None:
        """Return the reference published in one article in place of a thing, or None if there is none."""
        level = self.levels.of(ref)
        if ref.kind == "article":
            return Ref("article", self._article_key(ref.key))
        if level == PUBLIC:
            return ref
        if level == PSEUDONYMISED or (level == GENERALISED and ref.kind == "event"):
            pseudonym = self.pseudonyms.thing(ref, article)
            self.pseudonymous.setdefault(ref, set()).add(pseudonym)
            return pseudonym
        if level == GENERALISED:
            return self._stand_in(ref, article)
        return None

    def _stand_in(self, ref: Ref, article: str) -> Ref | None:
        """Return the published reference of the thing that is named instead; None for a cycle of such things."""
        stand_ins = chain(ref, lambda other: self.levels.entities[other].stand_in)
        stand_in = next((other for other in stand_ins if self.levels.of(other) != GENERALISED), None)
        return self._rename(stand_in, article) if stand_in else None

    def _article_key(self, key: str) -> str:
        return key if self.levels.articles[key].level == PUBLIC else self.pseudonyms.of("article", key)

    def _articles(self) -> Iterator[Article]:
        for article in self.whole.articles:
            rename = partial(self._rename, article=article.key)
            form = trimmed(article, rename) if article.level == PUBLIC else self._unnamed_article(article, rename)
            if form:
                yield replace(form, withheld=self.hidden[article.key], whole_text_of=self._cut_texts(article))

    def _cut_texts(self, article: Article) -> tuple[Ref, ...]:
        # An article and its excerpt have nearly one title: each would identify the other.
        public = article.level == PUBLIC
        return tuple(cut for cut in article.whole_text_of if public and self.levels.of(cut) == PUBLIC)

    def _unnamed_article(self, article: Article, rename: Rename) -> Article | None:
        # Its publisher and the sources that it relays could identify the article: only generalised ones keep them.
        shown = concealed(article, rename if article.level == GENERALISED else lambda _: None)
        key = self.pseudonyms.of("article", article.key)
        if article.level == WITHHELD and shown:
            shown = replace(shown, published="", language="", completeness="")
        return shown and replace(shown, key=key, title=TITLE)

    def _entities(self, used: set[Ref]) -> Iterator[Entity]:
        for entity in self.whole.entities:
            if entity.level == PUBLIC:
                if shown := trimmed(entity, self.levels.public_thing):
                    yield shown
            elif entity.level == PSEUDONYMISED:
                for ref in self.pseudonymous.get(entity.ref, set()) & used:
                    yield Entity(ref, entity.class_name, label(ref.kind), level=PSEUDONYMISED)

    def _events(self, used: set[Ref]) -> Iterator[Event]:
        with_claims = {claim.subject for claim in self.whole.claims}
        for event in self.whole.events:
            if event.level == PUBLIC:
                # An event none of whose claims are published is left out: it would reveal that they exist.
                if event.ref in used or not (event.ref in with_claims or is_private(event.file)):
                    yield trimmed(event, self.levels.public_thing) or event
            elif event.level in _SHOWN:
                for ref in self.pseudonymous.get(event.ref, set()) & used:
                    yield Event(ref, event.class_name, label("event"), level=event.level)

    def _citable(self) -> set[Ref]:
        """Return the claims and articles that are published under their private keys."""
        claims = {Ref("claim", key) for key, claim in self.shown.items() if claim.level == PUBLIC}
        return claims | {Ref("article", article.key) for article in self.whole.articles if article.level == PUBLIC}

    def _judgements(self, judgements: Iterable[J], published_refs: set[Ref]) -> Iterator[J]:
        """Yield the judgements about things, claims and articles that are published."""
        for judgement in judgements:
            if shown := trimmed(judgement, lambda ref: ref if ref in published_refs else None):
                yield _without_own_note(shown)

    def _unknown_outcomes(self, published_refs: set[Ref]) -> Iterator[UnknownOutcome]:
        """Yield what is not known of published sentences, also under pseudonyms: no conviction stands without it."""
        for outcome in self.whole.unknown_outcomes:
            for sentence in self.pseudonymous.get(outcome.sentence, {outcome.sentence}):
                yield from self._judgements([replace(outcome, sentence=sentence)], published_refs)

    def _disagreements(self, published_refs: set[Ref]) -> Iterator[Disagreement]:
        """Yield the disagreements about published things, each with its published claims."""
        for disagreement in self.whole.disagreements:
            shown = trimmed(
                disagreement, partial(self._published_ref, about=disagreement.about, published_refs=published_refs)
            )
            if shown:
                key = self.pseudonyms.of("judgement", shown.key) if is_private(shown.file) else shown.key
                yield replace(_without_own_note(shown), key=key, claims=tuple(sorted(shown.claims)))

    def _published_ref(self, ref: Ref, about: Ref, published_refs: set[Ref]) -> Ref | None:
        """Return the reference of a published thing, or of a published claim if its subject is `about`; else None."""
        if ref.kind != "claim":
            return ref if ref in published_refs else None
        claim = self.shown.get(ref.key)
        return Ref("claim", claim.key) if claim and claim.subject == about else None


def _without_own_note(judgement: J) -> J:
    """Return the judgement; if it is from the overlay, with a fixed note instead of its own."""
    return replace(judgement, note=NOTE) if is_private(judgement.file) else judgement
