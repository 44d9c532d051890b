"""Which places contain which, and in which country a place is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from solidarity_graph.model import Dataset, Ref


class Places:
    """The places of a dataset, contained in each other as declared or as articles assert.

    countries  the country of each place for which one is known: itself, or the nearest around it with a country code
    """

    def __init__(self, dataset: Dataset) -> None:
        self._within: defaultdict[Ref, set[Ref]] = defaultdict(set)
        places = [entity for entity in dataset.entities if entity.ref.kind == "place"]
        for entity in places:
            if entity.within:
                self._within[entity.ref].add(entity.within)
        for claim in dataset.claims:
            if claim.predicate == "within" and claim.asserted and isinstance(claim.object, Ref):
                self._within[claim.subject].add(claim.object)
        coded = {entity.ref for entity in places if entity.country_code}
        found = {
            entity.ref: next((each for each in self.around(entity.ref) if each in coded), None) for entity in places
        }
        self.countries: Mapping[Ref, Ref] = {place: country for place, country in found.items() if country}

    def around(self, place: Ref) -> Iterator[Ref]:
        """Yield the place and all that contain it, the nearest first."""
        found = [place]
        for each in found:
            yield each
            found += sorted(self._within[each].difference(found))

    def narrowest(self, places: Iterable[object]) -> tuple[Ref, ...]:
        """Return the places that contain none of the others, sorted; values that are no references are left out."""
        refs = {place for place in places if isinstance(place, Ref)}
        wider = {around for place in refs for around in self.around(place) if around != place}
        return tuple(sorted(refs - wider))
