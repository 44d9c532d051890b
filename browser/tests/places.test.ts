import assert from "node:assert/strict";
import { test } from "node:test";
import { filled } from "../src/phrase.ts";
import { clusterer, MOST_ZOOM, type Place, radiusOf, readPlace, withRoom } from "../src/places.ts";

function place(name: string, latitude: number, longitude: number, more: Partial<Place> = {}): Place {
  return { name, href: `/${name}`, latitude, longitude, count: 1, series: 1, ...more };
}

const NEAR = [place("Aboria", 50, 20, { count: 3 }), place("Quay", 50.5, 20.5, { series: 2 })];

test("a place is read from the attributes of its link", () => {
  const dataset = { latitude: "53.9", longitude: "-27.5", count: "4", series: "2" };
  const read = readPlace({ dataset, textContent: "Aboria", href: "/a" });
  assert.deepEqual(read, { name: "Aboria", href: "/a", latitude: 53.9, longitude: -27.5, count: 4, series: 2 });
});

test("what has no coordinates is no place on a map", () => {
  assert.equal(readPlace({ dataset: { latitude: "53.9" }, textContent: "Aboria" }), undefined);
});

test("places near each other are one mark that counts them all, and come apart nearer", () => {
  const marksAt = clusterer(NEAR);
  const [mark] = marksAt(2);
  assert.ok(mark?.apartAt);
  assert.deepEqual([mark.count, mark.places.length, mark.series], [4, 2, 0]);
  assert.deepEqual(marksAt(mark.apartAt).map(({ places }) => places[0]?.name), ["Aboria", "Quay"]);
});

test("a mark of one category has that category's shape", () => {
  assert.equal(clusterer(NEAR.map((one) => ({ ...one, series: 2 })))(2)[0]?.series, 2);
});

test("two places at one point never come apart", () => {
  const [mark] = clusterer([place("Aboria", 50, 20), place("Quay", 50, 20)])(MOST_ZOOM);
  assert.equal(mark?.places.length, 2);
  assert.equal(mark.apartAt, undefined);
});

test("no mark is smaller than a target of 24 pixels, nor larger than what keeps them apart", () => {
  assert.ok(radiusOf(1) >= 12);
  assert.equal(radiusOf(100_000), 24);
});

test("a name is shown where nothing is before it", () => {
  const box = (left: number): { left: number; right: number; top: number; bottom: number } => ({ left, right: left + 10, top: 0, bottom: 10 });
  assert.deepEqual(withRoom([box(0), box(5), box(10), box(40)], [box(45)]), [true, false, true, false]);
});

test("a sentence is filled with its values", () => {
  assert.equal(filled("$2 of $1, $3", ["a", "b"]), "b of a, $3");
});
