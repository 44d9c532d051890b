"""`publish`: each part of a dataset in the form in which it may be seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TypeVar

from solidarity_graph.errors import DataError, DataErrors
from solidarity_graph.model import (
    Article,
    Assessment,
    Claim,
    Dataset,
    Disagreement,
    Entity,
    Event,
    Merge,
    PrivateDataset,
    Realisation,
    Ref,
    Span,
    merged,
)
from solidarity_graph.model.levels import GENERALISED, PSEUDONYMISED, PUBLIC, WITHHELD
from solidarity_graph.names.spellings import Names
from solidarity_graph.policy.disclosure_levels import DisclosureLevels, named_by
from solidarity_graph.policy.generalisation import Rename, concealed, trimmed
from solidarity_graph.policy.leaks import find_leaks, secret_names, texts_of
from solidarity_graph.policy.naming import uncovered
from solidarity_graph.policy.pseudonyms import NOTE, TITLE, Pseudonyms, label
from solidarity_graph.policy.risks import risky_links
from solidarity_graph.schema.fields import Sort
from solidarity_graph.schema.record_format import is_private

T = TypeVar("T")
J = TypeVar("J", Realisation, Disagreement, Merge, Assessment)
_SHOWN = (PUBLIC, GENERALISED, PSEUDONYMISED)


def publish(private: PrivateDataset) -> Dataset:
    """What of a dataset may be published. Raises DataErrors that name each entry that stands in the way."""
    whole = private.whole
    # What a merge brings together is linked and named together.
    together = merged(whole)
    in_words = tuple(claim for claim in together.claims if not is_private(claim.file))
    risky = risky_links(replace(together, claims=in_words), private.risks)
    _raise_if_any((*_unnamed(whole), *uncovered(together), *risky))
    named = _hide_named_articles(whole)
    publication = _Publication(named, private.secret)
    _raise_if_any(publication.faults())
    published = publication.dataset()
    _raise_if_any(find_leaks(published, publication.names))
    return published


def _raise_if_any(faults: Iterable[DataError]) -> None:
    if found := tuple(faults):
        raise DataErrors(found)


def _unnamed(dataset: Dataset) -> Iterator[DataError]:
    for entity in dataset.entities:
        if entity.ref.kind == "person" and entity.level == PUBLIC and not entity.naming:
            yield DataError(
                "a person without a ground to be named.",
                file=entity.file,
                entry=entity.entry,
                remedy="Add naming = { ground, reviewer, reviewed, scope }, or take the person out.",
            )


def _hide_named_articles(dataset: Dataset) -> Dataset:
    """An article whose title, address or key holds a name that is not public is shown without them."""
    names = secret_names(dataset, DisclosureLevels(dataset))

    def hide(article: Article) -> Article:
        telling = any(names.stand_in(text) for text in texts_of(article, Sort.QUOTE, Sort.KEY))
        return replace(article, level=GENERALISED) if article.level == PUBLIC and telling else article

    return replace(dataset, articles=tuple(map(hide, dataset.articles)))


class _Publication:
    def __init__(self, whole: Dataset, secret: str) -> None:
        self.whole = whole
        self.secret = secret
        self.levels = DisclosureLevels(whole)
        self.names: Names = secret_names(whole, self.levels)
        self.pseudonyms = Pseudonyms(secret)
        self.shown: dict[str, Claim] = {}
        """The published form of each claim, by the key it has in private."""
        self.pseudonymous: dict[Ref, set[Ref]] = {}
        """The pseudonyms that claims give to each thing: one in each article that speaks of it."""
        self.hidden: Counter[str] = Counter()
        """How many claims of each article are not shown."""
        for claim in whole.claims:
            if (form := self._claim(claim)) is None:
                self.hidden[claim.article] += 1
            else:
                self.shown[claim.key] = form

    def faults(self) -> Iterator[DataError]:
        """What stands in the way of publishing it."""
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
                yield DataError(
                    f"nothing about claim {claim.key} is below public.",
                    file=claim.file,
                    entry=claim.entry,
                    remedy='Give it a level, as in level = "withheld", or move it to data/.',
                )

    def dataset(self) -> Dataset:
        """The dataset with what may be published and nothing else, in the order of references and keys."""
        claims = _sorted(self.shown.values(), "key")
        used = {ref for claim in claims for ref in named_by(claim)}
        entities, events = _sorted({*self._entities(used)}, "ref"), _sorted({*self._events(used)}, "ref")
        there = {entity.ref for entity in entities} | {event.ref for event in events}
        return Dataset(
            description=self.whole.description,
            articles=_sorted(self._articles(), "key"),
            entities=entities,
            events=events,
            claims=claims,
            realisations=tuple(self._judged(self.whole.realisations, there)),
            disagreements=_sorted(self._disagreements(there), "key"),
            merges=tuple(self._judged(self.whole.merges, there)),
            assessments=tuple(self._judged(self.whole.assessments, there | self._citable())),
            removals=self.whole.removals,
        )

    def _claim(self, claim: Claim) -> Claim | None:
        level = self.levels.of_claim(claim)
        if level not in _SHOWN:
            return None
        if level == PUBLIC:
            return replace(claim, spans=tuple(self._span(span) for span in claim.spans))

        def rename(ref: Ref) -> Ref | None:
            return self._rename(ref, claim.article)

        subject, shown = rename(claim.subject), concealed(claim, rename)
        if subject is None or shown is None:
            return None
        key, article = self.pseudonyms.claim(claim.key), self._article_key(claim.article)
        return replace(shown, key=key, article=article, subject=subject, level=level)

    def _span(self, span: Span) -> Span:
        return replace(span, phrase="") if self.names.stand_in(span.phrase) else span

    def _rename(self, ref: Ref, article: str) -> Ref | None:
        """What is named in the place of a thing, in one article."""
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
        """The thing that is named instead may itself stand for another, and so on, but never in a circle."""
        seen = {ref}
        stand_in = self.levels.entities[ref].stand_in
        while stand_in is not None and self.levels.of(stand_in) == GENERALISED and stand_in not in seen:
            seen.add(stand_in)
            stand_in = self.levels.entities[stand_in].stand_in
        return None if stand_in is None or stand_in in seen else self._rename(stand_in, article)

    def _article_key(self, key: str) -> str:
        return key if self.levels.articles[key].level == PUBLIC else self.pseudonyms.article(key)

    def _articles(self) -> Iterator[Article]:
        for article in self.whole.articles:
            rename = partial(self._rename, article=article.key)
            form = trimmed(article, rename) if article.level == PUBLIC else self._unnamed_article(article, rename)
            if form:
                yield replace(form, withheld=self.hidden[article.key])

    def _unnamed_article(self, article: Article, rename: Rename) -> Article | None:
        # Who published it, and what it relays, tells of it: only generalised articles say so.
        shown = concealed(article, rename if article.level == GENERALISED else lambda _: None)
        key, published = self.pseudonyms.article(article.key), article.level != WITHHELD
        return shown and replace(shown, key=key, title=TITLE, published=shown.published if published else "")

    def _entities(self, used: set[Ref]) -> Iterator[Entity]:
        for entity in self.whole.entities:
            if entity.level == PUBLIC:
                if shown := trimmed(entity, self.levels.public_thing):
                    yield shown
            elif entity.level == PSEUDONYMISED:
                for ref in self.pseudonymous.get(entity.ref, set()) & used:
                    yield Entity(ref, entity.class_name, label(ref.kind), level=PSEUDONYMISED)

    def _events(self, used: set[Ref]) -> Iterator[Event]:
        told = {claim.subject for claim in self.whole.claims}
        for event in self.whole.events:
            if event.level == PUBLIC:
                # Where nothing that is told of an event may be shown, the event itself would tell of it.
                if event.ref in used or not (event.ref in told or is_private(event.file)):
                    yield trimmed(event, self.levels.public_thing) or event
            elif event.level in _SHOWN:
                for ref in self.pseudonymous.get(event.ref, set()) & used:
                    yield Event(ref, event.class_name, label("event"), level=event.level)

    def _citable(self) -> set[Ref]:
        """The claims and articles that are published under the keys they have in private."""
        claims = {Ref("claim", key) for key, claim in self.shown.items() if claim.level == PUBLIC}
        return claims | {Ref("article", article.key) for article in self.whole.articles if article.level == PUBLIC}

    def _judged(self, judgements: Iterable[J], there: set[Ref]) -> Iterator[J]:
        """Those about what is published."""
        for judgement in judgements:
            if shown := trimmed(judgement, lambda ref: ref if ref in there else None):
                yield _wordless(shown)

    def _disagreements(self, there: set[Ref]) -> Iterator[Disagreement]:
        """Those about public things, as far as the claims that differ are shown."""
        for disagreement in self.whole.disagreements:
            shown = trimmed(disagreement, partial(self._differing, about=disagreement.about, there=there))
            if shown:
                key = self.pseudonyms.judgement(shown.key) if is_private(shown.file) else shown.key
                yield replace(_wordless(shown), key=key, claims=tuple(sorted(shown.claims)))

    def _differing(self, ref: Ref, about: Ref, there: set[Ref]) -> Ref | None:
        """A thing that is published; the published form of a claim that is still about the same thing."""
        if ref.kind != "claim":
            return ref if ref in there else None
        claim = self.shown.get(ref.key)
        return Ref("claim", claim.key) if claim and claim.subject == about else None


def _wordless(judgement: J) -> J:
    """A judgement of the overlay says that it was made, by whom and when, but not in its words."""
    return replace(judgement, note=NOTE) if is_private(judgement.file) else judgement


def _sorted(items: Iterable[T], attribute: str) -> tuple[T, ...]:
    return tuple(sorted(items, key=lambda item: getattr(item, attribute)))
