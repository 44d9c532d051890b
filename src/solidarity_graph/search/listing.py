"""A list of the index: the things under a selection, in an order, and the counts beside each value of each facet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from solidarity_graph.search.perspectives import Facet, Perspective

Bitmap = int
"""A set of things: bit n is set if the thing of number n is in it."""

Chosen = Mapping[str, Collection[str]]
"""The chosen values by name of facet: a thing must have one of them in each facet."""


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A value of a facet, and how many things have it under the selection in the other facets."""

    value: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A place with the things that a map shows there. `place` is its key."""

    place: str
    latitude: float
    longitude: float
    bits: Bitmap


@dataclass(frozen=True, slots=True)
class Listing:
    """The things of a list by number, in the order of the list, and the things that have each value of each facet."""

    perspective: Perspective
    keys: Sequence[str]
    numbers: Mapping[str, int]
    facets: Mapping[str, Mapping[str, Bitmap]]

    def bitmap(self, keys: Iterable[str]) -> Bitmap:
        """Return the set of those keys that are on the list."""
        bits = bytearray(len(self.keys) // 8 + 1)
        for key in keys:
            if (number := self.numbers.get(key)) is not None:
                bits[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(bits, "little")

    def everything(self) -> Bitmap:
        """Return the set of all things of the list."""
        return (1 << len(self.keys)) - 1

    def select(self, chosen: Chosen, among: Bitmap) -> Bitmap:
        """Return the things of `among` that have one of the chosen values in each facet with a choice."""
        for name, values in chosen.items():
            bits = 0
            for value in values:
                bits |= self.facets[name].get(value, 0)
            among &= bits
        return among

    def counts(self, chosen: Chosen, among: Bitmap, fewest: int = 0) -> dict[str, list[FacetCount]]:
        """Return the values of each facet with their counts, the largest first; years and months by time.

        Values that nothing has, and counts below `fewest`, are left out, but not what is chosen.
        """
        return {
            facet.name: self._as_counts(facet, sorted(found, key=_order_of(facet)), chosen, fewest)
            for facet, found in self._counted(chosen, among, fewest)
        }

    def first_counts(
        self, chosen: Chosen, among: Bitmap, most: int, fewest: int = 0
    ) -> dict[str, tuple[list[FacetCount], int]]:
        """Return the first `most` values of each facet of `counts`, and what is chosen; and how many values there are.

        With thousands of values it takes half the time of `counts`.
        """
        first = {}
        for facet, found in self._counted(chosen, among, fewest):
            mine = chosen.get(facet.name, ())
            shown = nsmallest(most, found, key=_order_of(facet))
            if mine:
                shown += [pair for pair in found if pair[0] in mine and pair not in shown]
            first[facet.name] = self._as_counts(facet, shown, chosen, fewest), len(found)
        return first

    def _counted(self, chosen: Chosen, among: Bitmap, fewest: int) -> Iterator[tuple[Facet, list[tuple[str, int]]]]:
        """Yield each facet with (value, count) in no order, without counts below `fewest` but for what is chosen."""
        least = max(fewest, 1)
        for facet in self.perspective.facets:
            others = {name: values for name, values in chosen.items() if name != facet.name}
            bits, mine = self.select(others, among), chosen.get(facet.name, ())
            yield (
                facet,
                [
                    (value, count)
                    for value, having in self.facets[facet.name].items()
                    if (count := (having & bits).bit_count()) >= least or value in mine
                ],
            )

    @staticmethod
    def _as_counts(facet: Facet, found: Iterable[tuple[str, int]], chosen: Chosen, fewest: int) -> list[FacetCount]:
        mine = chosen.get(facet.name, ())
        return [FacetCount(value, count if count >= fewest else 0, value in mine) for value, count in found]

    def values_of(self, facet: str, numbers: Iterable[int]) -> dict[int, list[str]]:
        """Return the values of a facet that each of these things has, sorted."""
        wanted = sum(1 << number for number in {*numbers})
        having = {value: bits & wanted for value, bits in self.facets[facet].items() if bits & wanted}
        return {number: sorted(v for v, bits in having.items() if bits >> number & 1) for number in numbers}

    def in_order(self, bits: Bitmap, order: Iterable[int]) -> list[int]:
        """Return the numbers of the things in a set, in the order in which they come in `order`."""
        among = f"{bits:0{len(self.keys)}b}"[::-1]
        return [number for number in order if among[number] == "1"]


def _order_of(facet: Facet) -> Callable[[tuple[str, int]], Any]:
    return (lambda pair: pair[0]) if facet.length else (lambda pair: (-pair[1], pair[0]))
