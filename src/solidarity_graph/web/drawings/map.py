"""Maps of places with counts: land without borders, markers that never overlap, names where there is room.

The projection is equirectangular with its true parallel in the middle of each map. Nothing is compared by area, so no
equal-area projection is needed; north is up and shapes are right where the markers are, as in Mercator's projection,
but the far north is not enlarged; and a straight projection of degrees needs no more than one factor for each axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, takewhile
from math import ceil, cos, floor, hypot, radians, sqrt
from typing import Final, NamedTuple

from solidarity_graph.web.drawings.land import land_within
from solidarity_graph.web.drawings.layout import (
    MIXED,
    Box,
    Category,
    Legend,
    Size,
    legend_of,
    number_series,
    tenth,
    text_width,
)

_LEAST_RADIUS: Final = 13  # targets are at least 24 by 24 CSS pixels (WCAG 2.2, 2.5.8)
_MOST_RADIUS: Final = 24
_MARGIN: Final = 40
_LEAST_DEGREES: Final = 10.0  # of latitude: below that the outlines are too coarse to recognise anything
_ALONE_DEGREES: Final = 40.0  # around a single place: some coast is in sight from nearly everywhere
_FLATTEST: Final = 0.6  # a map is no lower than this part of its greatest height
_GAIN: Final = 1.5  # a second map is drawn if its scale is greater by this factor
_REGION_GAP: Final = 1 / 6  # of the width; markers further apart than that are not of one region
_FEWEST_IN_REGION: Final = 3
_HALF: Final = 180.0  # degrees of longitude


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place with how many things of each category are there. `href` leads to the place or to those things."""

    name: str
    href: str
    latitude: float
    longitude: float
    counts: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many things are there."""
        return sum(self.counts.values())


class Label(NamedTuple):
    """A text with a point of its base line: its start, middle or end, as `anchor` says; and the room kept for it."""

    text: str
    anchor: str
    x: float
    y: float
    box: Box


@dataclass(frozen=True, slots=True)
class Marker:
    """A mark for one place, or for several whose marks would overlap.

    count   how many things are there.
    radius  the square of it grows with the count, within limits.
    series  0 for several categories.
    """

    x: float
    y: float
    places: tuple[MapPlace, ...]
    count: int
    radius: float
    series: int
    label: Label | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many things of each category are there; categories without any are left out."""
        keys = dict.fromkeys(key for place in self.places for key in place.counts)
        totals = {key: sum(place.counts.get(key, 0) for place in self.places) for key in keys}
        return {key: total for key, total in totals.items() if total}

    @property
    def box(self) -> Box:
        """The room that the mark takes."""
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


@dataclass(frozen=True, slots=True)
class MapFrame:
    """One map. `land` is the data of an SVG path, `lines` those of the grid; `region` is what the next map enlarges."""

    width: int
    height: int
    land: str
    lines: str
    markers: tuple[Marker, ...]
    region: Marker | None = None
    region_box: Box | None = None


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """The maps of one size: one, or an overview and a larger map of the region where most places are."""

    size: Size
    frames: tuple[MapFrame, ...]
    legend: tuple[Legend, ...]


class Projection(NamedTuple):
    """Degrees to units of a frame, about the point in its middle. `scale` is units a degree of latitude."""

    width: int
    height: int
    longitude: float
    latitude: float
    scale: float

    @property
    def _across(self) -> float:
        return self.scale * cos(radians(self.latitude))

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the point of the frame for a place on earth."""
        x = self.width / 2 + (longitude - self.longitude) * self._across
        return x, self.height / 2 - (latitude - self.latitude) * self.scale

    def point_of(self, place: MapPlace) -> tuple[float, float]:
        """Return the point of the frame for a place, around the shorter way from the middle."""
        turns = round((place.longitude - self.longitude) / 360)
        return self.point(place.longitude - 360 * turns, place.latitude)

    def extent(self, beyond: float = 0) -> Box:
        """Return the degrees that the frame shows, and those that are `beyond` units outside of it."""
        wide, high = (self.width / 2 + beyond) / self._across, (self.height / 2 + beyond) / self.scale
        return Box(self.longitude - wide, self.latitude - high, self.longitude + wide, self.latitude + high)


def draw_map(places: Sequence[MapPlace], categories: Sequence[Category], size: Size) -> MapDrawing:
    """Return the map of the places, or two where one would heap up places that a larger scale shows apart.

    Raises ValueError for coordinates that are none, or a category that is not declared. Without places the map is empty
    and has no frame.
    """
    series = number_series(categories)
    for place in places:
        if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
            raise ValueError(f"{place.name}: {place.latitude}, {place.longitude} is no latitude and longitude")
        if unknown := place.counts.keys() - series.keys():
            raise ValueError(f"{place.name}: the category {min(unknown)} is not declared")
    places = sorted((place for place in places if place.count), key=_by_count)
    frames = tuple(_frames(places, series, size)) if places else ()
    used = {marker.series for frame in frames for marker in frame.markers}
    keys = {key for place in places for key, count in place.counts.items() if count}
    legend = legend_of(categories, {series[key] for key in keys})
    return MapDrawing(size, frames, (*legend, Legend(MIXED, "")) if MIXED in used else legend)


def _frames(places: Sequence[MapPlace], series: Mapping[str, int], size: Size) -> Iterator[MapFrame]:
    tall = round(size.width * (0.55 if size.width > 600 else 0.9))
    whole = _fit(places, size.width, tall)
    markers = _cluster(places, whole, series)
    if len(markers) < len(places):
        overview = _fit(places, size.width, round(tall * _FLATTEST))
        near, far, box = _region(_cluster(places, overview, series), overview)
        detail = _fit(near, size.width, tall)
        if far and len(near) >= _FEWEST_IN_REGION and detail.scale >= _GAIN * whole.scale:
            region = _join(_cluster(near, overview, series), series)
            labelled = _label([region, *far], overview, size.font)
            yield _frame(overview, labelled, next(mark for mark in labelled if mark.places == region.places), box)
            whole, markers = detail, _cluster(near, detail, series)
    yield _frame(whole, _label(markers, whole, size.font))


def _region(markers: Sequence[Marker], view: Projection) -> tuple[list[MapPlace], list[Marker], Box]:
    """Return the places of the region where most are, the markers outside of it, and its outline.

    In a region, each marker has a neighbour within `_REGION_GAP`; what lies in the outline belongs to it, too.
    """
    left, groups, gap = list(markers), [], _REGION_GAP * view.width
    while left:
        group = [left.pop()]
        for marker in group:
            near = [other for other in left if hypot(other.x - marker.x, other.y - marker.y) <= gap]
            group += near
            left = [other for other in left if other not in near]
        groups.append(group)
    group = max(groups, key=lambda group: sum(len(marker.places) for marker in group))
    far = [marker for marker in markers if marker not in group]
    while True:
        places = [place for marker in group for place in marker.places]
        box = _outline(places, view)
        met = [marker for marker in far if marker.box.overlaps(box)]
        if not met:
            return places, far, box
        group, far = group + met, [marker for marker in far if marker not in met]


def _outline(places: Iterable[MapPlace], view: Projection) -> Box:
    """Return the rectangle around the places, and around any marker in the middle of them."""
    xs, ys = zip(*(view.point_of(place) for place in places), strict=True)
    room = _MOST_RADIUS + 2
    return Box(*map(tenth, (min(xs) - room, min(ys) - room, max(xs) + room, max(ys) + room)))


def _frame(
    view: Projection, markers: Sequence[Marker], region: Marker | None = None, region_box: Box | None = None
) -> MapFrame:
    return MapFrame(view.width, view.height, _land_path(view), _grid_path(view), tuple(markers), region, region_box)


def _fit(places: Sequence[MapPlace], width: int, height: int) -> Projection:
    """Return the projection that shows all places with a margin, and at least `_LEAST_DEGREES` of latitude.

    `height` is the greatest one: where the places lie in a row, the map is lower.
    """
    latitudes, longitudes = [place.latitude for place in places], _longitudes(places)
    south, north, west, east = min(latitudes), max(latitudes), min(longitudes), max(longitudes)
    latitude = max(-75.0, min(75.0, (south + north) / 2))  # nearer to the poles nothing would be left across
    high = 2 * max(north - latitude, latitude - south)
    across = (east - west) * cos(radians(latitude))
    scale = min(
        (width - 2 * _MARGIN) / max(across, 1e-9),
        (height - 2 * _MARGIN) / max(high, 1e-9),
        height / (_LEAST_DEGREES if across or high else _ALONE_DEGREES),
    )
    height = max(round(_FLATTEST * height), min(height, ceil(high * scale) + 2 * _MARGIN))
    return Projection(width, height, (west + east) / 2, latitude, scale)


def _longitudes(places: Sequence[MapPlace]) -> list[float]:
    """Return the longitudes; beyond 180 degrees where the places lie around that meridian, in half of the earth."""
    own = [place.longitude for place in places]
    turned = [longitude % 360 for longitude in own]
    return turned if max(turned) - min(turned) < _HALF < max(own) - min(own) else own


def _by_count(place: MapPlace) -> tuple[object, ...]:
    return -place.count, place.name, place.href, place.latitude, place.longitude, sorted(place.counts.items())


def _mark(x: float, y: float, places: tuple[MapPlace, ...], series: Mapping[str, int]) -> Marker:
    count = sum(place.count for place in places)
    radius = tenth(min(_MOST_RADIUS, _LEAST_RADIUS + 2 * (sqrt(count) - 1)))
    found = {series[key] for place in places for key, number in place.counts.items() if number}
    return Marker(x, y, places, count, radius, found.pop() if len(found) == 1 else MIXED)


def _cluster(places: Sequence[MapPlace], view: Projection, series: Mapping[str, int]) -> list[Marker]:
    """Return the markers of the places; those that would overlap are joined."""
    cells: dict[tuple[int, int], list[Marker]] = {}
    for place in places:
        x, y = view.point_of(place)
        # Marks in one cell of this size overlap in any case: so thousands of places soon become hundreds of marks.
        cell = floor(x / _LEAST_RADIUS), floor(y / _LEAST_RADIUS)
        cells.setdefault(cell, []).append(_mark(x, y, (place,), series))
    return _merge([_join(markers, series) for markers in cells.values()], series)


def _merge(markers: list[Marker], series: Mapping[str, int]) -> list[Marker]:
    """Return the markers where those that overlap are joined, from left to right, until a pass finds none."""
    changed = True
    while changed:
        changed = False
        kept: list[Marker] = []
        for marker in sorted(markers, key=lambda marker: (marker.x, marker.y)):
            met = _met(kept, marker)
            changed = changed or bool(met)
            kept = [other for other in kept if other not in met] if met else kept
            kept.append(_join([*met, marker], series) if met else marker)
        markers = kept
    return markers


def _met(markers: Sequence[Marker], marker: Marker) -> list[Marker]:
    """Return those of the markers, which are in order of `x`, that overlap another one to the right of them."""
    near = takewhile(lambda other: other.x > marker.x - 2 * _MOST_RADIUS - 1, reversed(markers))
    # A unit more than touching: coordinates are rounded afterwards.
    return [other for other in near if hypot(other.x - marker.x, other.y - marker.y) < other.radius + marker.radius + 1]


def _join(markers: Sequence[Marker], series: Mapping[str, int]) -> Marker:
    """Return one marker for several, in the middle of what they count."""
    total = sum(marker.count for marker in markers)
    x = sum(marker.x * marker.count for marker in markers) / total
    y = sum(marker.y * marker.count for marker in markers) / total
    places = sorted((place for marker in markers for place in marker.places), key=_by_count)
    return _mark(x, y, tuple(places), series)


def _label(markers: Sequence[Marker], view: Projection, font: int) -> list[Marker]:
    """Return the markers, most counted first, with a label each where one fits that overlaps nothing."""
    frame = Box(2, 2, view.width - 2, view.height - 2)
    taken = [marker.box for marker in markers]
    labelled = []
    for marker in sorted(markers, key=lambda marker: (-marker.count, marker.x, marker.y)):
        others = len(marker.places) - 1
        text = marker.places[0].name + (f" +{others}" if others else "")
        fitting = (
            label
            for label in _label_choices(marker, text, font)
            if frame.contains(label.box) and label.box.is_free_of(taken)
        )
        label = next(fitting, None)
        if label:
            taken.append(label.box)
        labelled.append(replace(marker, x=tenth(marker.x), y=tenth(marker.y), label=label))
    return labelled


def _label_choices(marker: Marker, text: str, font: int) -> Iterator[Label]:
    """Yield the label to the right of a mark, to its left, below and above it."""
    width, half, gap = text_width(text, font), font * 0.65, marker.radius + 3
    for anchor, x, left, middle in (
        ("start", marker.x + gap, marker.x + gap, marker.y),
        ("end", marker.x - gap, marker.x - gap - width, marker.y),
        ("middle", marker.x, marker.x - width / 2, marker.y + gap + half),
        ("middle", marker.x, marker.x - width / 2, marker.y - gap - half),
    ):
        box = Box(left, middle - half, left + width, middle + half)
        yield Label(text, anchor, tenth(x), tenth(middle + font * 0.35), box)


@lru_cache(maxsize=64)
def _land_path(view: Projection) -> str:
    """Return the data of the SVG path for the land in view, in whole units.

    It is cut a little outside of the frame, so that no stroke is drawn along the edge.
    """
    return "".join(_ring_path(view, ring) for ring in land_within(view.extent(beyond=20)))


def _ring_path(view: Projection, ring: Iterable[tuple[float, float]]) -> str:
    points = ((round(x), round(y)) for x, y in (view.point(*point) for point in ring))
    # Neighbours that nearly fall together are one point: that is all the simplification that a small scale needs.
    kept = [next(points)]
    for x, y in points:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) > 2:
            kept.append((x, y))
    if len(kept) < 3:
        return ""
    # Differences take half the bytes of coordinates.
    steps = (f"{x - before_x} {y - before_y}" for (before_x, before_y), (x, y) in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}Z"


def _grid_path(view: Projection) -> str:
    """Return the data of the SVG path for parallels and meridians: 10, 20 or 30 degrees apart, as fits."""
    extent = view.extent()
    step = next((step for step in (2, 5, 10, 20) if (extent.right - extent.left) / step <= 8), 30)
    x = (tenth(view.point(longitude, 0)[0]) for longitude in _multiples(extent.left, extent.right, step, 540))
    y = (tenth(view.point(0, latitude)[1]) for latitude in _multiples(extent.top, extent.bottom, step, 90))
    return "".join([*(f"M{at} 0V{view.height}" for at in x), *(f"M0 {at}H{view.width}" for at in y)])


def _multiples(least: float, most: float, step: int, limit: int) -> Iterator[int]:
    first = floor(max(least, -limit) / step) + 1
    return (number * step for number in range(first, floor(min(most, limit) / step) + 1))
