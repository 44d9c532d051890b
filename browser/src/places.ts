/** The places of a map: read from the list beside it, joined where they are near each other, named where there is room. */

import Supercluster from "supercluster";

export interface Place {
  readonly name: string;
  readonly href: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly count: number;
  /** The number of its category, which has a shape and a colour; 0 for several. */
  readonly series: number;
}

/** One place, or several that are near each other at a zoom level. */
export interface Mark {
  readonly latitude: number;
  readonly longitude: number;
  readonly count: number;
  readonly series: number;
  readonly places: readonly Place[];
  /** The zoom level at which the places come apart; undefined for one place, and where they never do. */
  readonly apartAt: number | undefined;
}

export const MOST_ZOOM = 8; // beyond that, nothing is left of the outlines but straight lines
const RADIUS = 38; // pixels; the greatest mark has a radius of 24

/** The place that an element of the list stands for; undefined if it has no coordinates. */
export function readPlace({ dataset, textContent, href = "" }: { dataset: DOMStringMap; textContent: string | null; href?: string }): Place | undefined {
  const [latitude, longitude, count, series] = [dataset.latitude, dataset.longitude, dataset.count, dataset.series].map(Number);
  if (latitude === undefined || longitude === undefined || Number.isNaN(latitude + longitude)) return undefined;
  return { name: textContent ?? "", href, latitude, longitude, count: count ?? 0, series: series ?? 0 };
}

interface Sum {
  count: number;
  series: number;
}

/** Joins places that are near each other: returns the marks of a zoom level, most counted first. */
export function clusterer(places: readonly Place[]): (zoom: number) => Mark[] {
  const index = new Supercluster<Place, Sum>({
    radius: RADIUS,
    extent: 256,
    maxZoom: MOST_ZOOM,
    map: ({ count, series }) => ({ count, series }),
    reduce: (sum, { count, series }) => {
      sum.count += count;
      if (sum.series !== series) sum.series = 0;
    },
  });
  index.load(
    places.map((place) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [place.longitude, place.latitude] },
      properties: place,
    })),
  );
  return (zoom) =>
    index
      .getClusters([-180, -90, 180, 90], Math.min(zoom, MOST_ZOOM))
      .map(({ geometry, properties }): Mark => {
        const [longitude = 0, latitude = 0] = geometry.coordinates;
        const { count, series } = properties;
        if (!("cluster_id" in properties)) return { latitude, longitude, count, series, places: [properties], apartAt: undefined };
        const apartAt = index.getClusterExpansionZoom(properties.cluster_id);
        const leaves = index.getLeaves(properties.cluster_id, Infinity).map((leaf) => leaf.properties);
        return { latitude, longitude, count, series, places: leaves, apartAt: apartAt > MOST_ZOOM ? undefined : apartAt };
      })
      .sort((one, other) => other.count - one.count);
}

/** The radius of a mark in pixels: its square grows with the count, within limits, as on the drawn map. */
export function radiusOf(count: number): number {
  return Math.min(24, 13 + 2 * (Math.sqrt(count) - 1));
}

export type Box = Pick<DOMRect, "left" | "right" | "top" | "bottom">;

/** Which of the boxes, in order, overlap none that is kept before them. */
export function withRoom(boxes: readonly Box[], taken: readonly Box[]): boolean[] {
  const kept = [...taken];
  return boxes.map((box) => {
    const isFree = kept.every((other) => box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top);
    if (isFree) kept.push(box);
    return isFree;
  });
}
