/** A map to move and zoom: Leaflet over our own outlines of land, with the places of the list below it. */

import { control, divIcon, latLngBounds, layerGroup, type LayerGroup, map as leafletMap, type Map as LeafletMap, marker, polygon, popup } from "leaflet";
import { phrase } from "./phrase.ts";
import { clusterer, type Mark, MOST_ZOOM, type Place, radiusOf, readPlace, withRoom } from "./places.ts";

const SVG = "http://www.w3.org/2000/svg";
const CIRCLE = "M-1 0A1 1 0 1 1 1 0 1 1 0 1 1-1 0Z";
const ALONE_ZOOM = 4; // around a single place some coast is in sight
const MARGIN = 40; // pixels around the marks
const NAME = 90; // pixels to the right of them: names stand there

type Words = ReturnType<typeof phrase>;

/** The places of the list. A map has the same list twice, for two widths: one of them is read. */
function placesOf(drawings: HTMLElement): Place[] {
  const [list] = drawings.querySelectorAll(".places");
  const elements = list?.querySelectorAll<HTMLElement>("[data-latitude]") ?? [];
  return [...elements].flatMap((element) => {
    const place = readPlace({
      dataset: element.dataset,
      textContent: element.textContent,
      href: element.getAttribute("href") ?? "",
    });
    return place ? [place] : [];
  });
}

async function outlines(address: URL): Promise<[number, number][][]> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address.href}: ${response.status}`);
  const { coordinates } = (await response.json()) as { coordinates: [number, number][][] };
  return coordinates.map((line) => line.map(([longitude, latitude]) => [latitude, longitude]));
}

async function loadStyles(address: URL): Promise<void> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address.href;
  await new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    document.head.append(link);
  });
}

/** Puts the map after a button, and shows it instead of the drawn one. Fails if a part of it cannot be loaded. */
export async function showMap(drawings: HTMLElement, button: HTMLElement): Promise<void> {
  const { title = "" } = drawings.dataset;
  // Relative to this file: the page may be in a language, in a release, or in a copy of the site as files.
  const here = import.meta.url;
  const [lines] = await Promise.all([outlines(new URL("../../land.json", here)), loadStyles(new URL("moving-map.css", here))]);
  const words = phrase(drawings);
  const box = document.createElement("div");
  box.className = "moving drawing map";
  box.dir = "ltr"; // longitude runs from left to right in every language
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", `${title}. ${words("Arrow keys move the map, + and − zoom. A click centres the map there.")}`);
  button.after(box);
  drawings.classList.add("is-moving");
  const map = makeMap(box, lines, words);
  const places = placesOf(drawings);
  const marksAt = clusterer(places);
  const bounds = latLngBounds(places.map(({ latitude, longitude }) => [latitude, longitude]));
  map.fitBounds(bounds, { paddingTopLeft: [MARGIN, MARGIN], paddingBottomRight: [NAME, MARGIN], maxZoom: places.length > 1 ? MOST_ZOOM : ALONE_ZOOM });
  const layer = layerGroup().addTo(map);
  const draw = (): void => {
    showMarks(map, layer, marksAt(map.getZoom()), drawings, words);
  };
  map.on("zoomend", draw);
  draw();
}

function makeMap(box: HTMLElement, lines: [number, number][][], words: Words): LeafletMap {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = leafletMap(box, {
    // One finger scrolls the page, two move the map; and the wheel belongs to the page until the map has the focus.
    dragging: !matchMedia("(pointer: coarse)").matches,
    scrollWheelZoom: false,
    maxBounds: [
      [-85, -200],
      [85, 200],
    ],
    maxZoom: MOST_ZOOM,
    minZoom: 1,
    zoomAnimation: !isStill,
    fadeAnimation: !isStill,
    inertia: !isStill,
    zoomControl: false,
  });
  map.attributionControl.setPrefix(false).addAttribution(words("Land without borders: Natural Earth"));
  control.zoom({ zoomInTitle: words("Zoom in"), zoomOutTitle: words("Zoom out") }).addTo(map);
  map.on("focus", () => map.scrollWheelZoom.enable()).on("blur", () => map.scrollWheelZoom.disable());
  // What dragging does can be done by a click, too (WCAG 2.2, 2.5.7).
  map.on("click", ({ latlng }) => map.panTo(latlng, { animate: !isStill }));
  polygon(lines, { className: "land", fillOpacity: 1, interactive: false, smoothFactor: 0.5 }).addTo(map);
  return map;
}

function showMarks(map: LeafletMap, layer: LayerGroup, marks: readonly Mark[], drawings: HTMLElement, words: Words): void {
  layer.clearLayers();
  const shown = marks.map((mark) => {
    const size = 2 * radiusOf(mark.count);
    const element = mark.places.length > 1 ? clusterElement(map, mark, words) : placeElement(mark.places[0]);
    element.prepend(drawnMark(mark, drawings));
    const icon = divIcon({ html: element, className: "", iconSize: [size, size] });
    // The element within is a link or a button: that is what has the focus.
    marker([mark.latitude, mark.longitude], { icon, keyboard: false }).addTo(layer);
    return element;
  });
  const names = shown.flatMap((element) => [...element.querySelectorAll(".place-name")]);
  const boxes = names.map((name) => name.getBoundingClientRect());
  const free = withRoom(boxes, shown.map((element) => element.getBoundingClientRect()));
  names.forEach((name, at) => name.classList.toggle("without-room", !free[at]));
}

function placeElement(place: Place | undefined): HTMLElement {
  const element = document.createElement(place?.href ? "a" : "span");
  if (place?.href) element.setAttribute("href", place.href);
  const name = document.createElement("span");
  name.className = "place-name";
  name.dir = "auto";
  name.textContent = place?.name ?? "";
  element.className = "mark";
  element.append(name);
  // A click on a place is no click on the map.
  element.addEventListener("click", (event) => {
    event.stopPropagation();
  });
  return element;
}

function clusterElement(map: LeafletMap, mark: Mark, words: Words): HTMLElement {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "mark";
  const at: [number, number] = [mark.latitude, mark.longitude];
  const sentence =
    mark.apartAt === undefined ? "$3 in $1 places near each other ($2): list them" : "$3 in $1 places near each other ($2): zoom in";
  element.setAttribute("aria-label", words(sentence, number(mark.places.length), nameList(mark.places), number(mark.count)));
  element.title = nameList(mark.places);
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    if (mark.apartAt === undefined) popup({ autoPan: true }).setLatLng(at).setContent(linkList(mark.places)).openOn(map);
    else map.setView(at, mark.apartAt);
    map.getContainer().focus({ preventScroll: true });
  });
  return element;
}

/** The first names of the places: "Moscow, Minsk, Homel, …". */
function nameList(places: readonly Place[]): string {
  const names = places.slice(0, 3).map(({ name }) => name);
  return [...names, ...(places.length > names.length ? ["…"] : [])].join(", ");
}

function linkList(places: readonly Place[]): HTMLElement {
  const list = document.createElement("ul");
  for (const { name, href } of places) {
    const link = document.createElement(href ? "a" : "span");
    if (href) link.setAttribute("href", href);
    link.dir = "auto";
    link.textContent = name;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  return list;
}

/** The mark in the shape of its category, as the drawn map and the legend have it, with its count. */
function drawnMark(mark: Mark, drawings: HTMLElement): SVGElement {
  const svg = element("svg", { viewBox: "-12 -12 24 24", "aria-hidden": "true", "font-size": "11" });
  const drawn = drawings.querySelector(`.drawing:not(.moving) .shape.series-${mark.series}`);
  svg.append(element("path", { class: `shape series-${mark.series}`, transform: "scale(10)", d: drawn?.getAttribute("d") ?? CIRCLE }));
  if (mark.count > 1) {
    const text = element("text", { class: "count", dy: ".36em" });
    text.textContent = number(mark.count);
    svg.append(text);
  }
  return svg;
}

function element(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function number(count: number): string {
  return count.toLocaleString(document.documentElement.lang || "en");
}
