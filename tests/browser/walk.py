"""Visits every kind of page in one browser: writes down what is wrong, and takes a picture for people to look at."""

from __future__ import annotations

import asyncio
import gzip
import html
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import async_playwright

if TYPE_CHECKING:
    from playwright.async_api import Browser, CDPSession, ConsoleMessage, Page, Request, Response

Scheme = Literal["light", "dark"]
WIDTHS = (390, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# WCAG 2.2, A and AA, and what axe calls good practice: unique landmarks, headings in order.
ALL_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# A scheme changes nothing but colours, so the second one is asked about those alone.
COLOUR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RULES: dict[Scheme, dict[str, Any]] = {"light": ALL_RULES, "dark": COLOUR_RULES}
# Gives [rule, where, what is wrong] of each fault: the whole result has a megabyte of what is right.
RUN_AXE = """rules => axe.run({runOnly: rules, resultTypes: ["violations"]}).then(results =>
  results.violations.flatMap(violation =>
    violation.nodes.map(node => [violation.id, node.target.join(" "), node.any[0]?.message ?? violation.help])))"""
# Colours of a hundred rows cost axe seconds, and the rows differ in their data alone: it is shown the first of them.
SHORTEN = """most => {
  for (const parent of document.querySelectorAll("main, main *:not(.cm-editor *)")) {
    const alike = {};
    for (const child of [...parent.children]) {
      const sort = `${child.tagName}.${child.getAttribute("class")}`;
      alike[sort] = (alike[sort] ?? 0) + 1;
      if (alike[sort] > most) child.remove();
    }
  }
}"""
MOST_ALIKE = 4
PICTURE_HEIGHT = 1800
PAGES_AT_ONCE = 3  # Each page has a process of its own; of two cores the third keeps both at work while one page loads.
# What stands outside the page at its end: a table that scrolls by itself is no scrolling of the page.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > width + 1 || element.getBoundingClientRect().left < -1)
    .slice(0, 5).map(element => element.outerHTML.slice(0, 120));
}"""
SHEET = """<!doctype html><meta charset="utf-8"><title>Pages</title>
<style>img {{ width: 180px; max-height: 460px; object-fit: cover; object-position: top }}
th {{ max-width: 14em; overflow-wrap: anywhere }}</style>
<p>An empty cell: the page is the same with scripts off, or was looked at in fewer ways.
<table><tr><th>{heads}</tr>
{rows}</table>
"""
PICTURE = '<td><a href="{0}"><img src="{0}" alt="" loading="lazy"></a></td>'
REPORT_BLOCKED = """addEventListener("securitypolicyviolation", event =>
  console.error(`CSP: ${event.violatedDirective} blocks ${event.blockedURI} in ${event.sourceFile}`))"""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to look at a page: width of the window in pixels, colour scheme, scripts on or off."""

    width: int
    scheme: Scheme
    scripts: bool

    def __str__(self) -> str:
        return f"{self.width}px-{self.scheme}-{'scripts' if self.scripts else 'noscripts'}"


ALL_VARIANTS = tuple(Variant(*choice) for choice in product(WIDTHS, SCHEMES, (True, False)))
# For pages that share a template with one that is looked at in all ways, and differ in their data alone.
FEW_VARIANTS = (Variant(390, "light", True), Variant(1280, "dark", True), Variant(1280, "light", False))


@dataclass(frozen=True, slots=True)
class Stop:
    """One page of a walk: what kind it is of, its address, and the ways to look at it."""

    kind: str
    address: str
    ways: tuple[Variant, ...] = ALL_VARIANTS


@dataclass(frozen=True, slots=True)
class FirstLoad:
    """Bytes that a browser with an empty cache fetches for a page, each body compressed; if they hold the editor."""

    length: int
    has_editor: bool


@dataclass(slots=True)
class Report:
    """What a walk has found: for each rule, the lines that say where it is broken and how."""

    broken: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    first_loads: dict[str, FirstLoad] = field(default_factory=dict)
    pictures: dict[tuple[str, str], str] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)  # bytes of each body, compressed, by address


def in_groups(lines: list[str]) -> Iterator[str]:
    """Give each finding once, with the number of places that have it and the first three of them."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        where, what = line.split(" :: ", 1)
        groups.setdefault(what, []).append(where)
    for what, places in sorted(groups.items()):
        yield f"{what}\n    on {len(places)}: {', '.join(places[:3])}"


class Tab:
    """A tab in which pages are opened one after the other; what it hears of them goes into a report."""

    def __init__(self, site: str, page: Page, developer: CDPSession, report: Report) -> None:
        self.site = site
        self.page = page
        self.developer = developer
        self.report = report
        self.address = ""
        self.responses: list[Response] = []
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: report.console.append(f"{self.address} :: {error}"))
        page.on("request", self._note_request)
        page.on("response", lambda response: self.responses.append(response))  # noqa: PLW0108  Playwright marks what it is given

    async def open(self, address: str, way: Variant, *, scripts: bool) -> None:
        """Open a page, with scripts as on a first visit: nothing comes from the cache."""
        self.address = address
        self.responses.clear()
        await self.set_way(way)
        await self.developer.send("Network.setCacheDisabled", {"cacheDisabled": scripts})
        await self.developer.send("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        answer = await self.page.goto(self.site + address, timeout=60_000)
        if answer is not None:
            self.report.statuses[address] = answer.status
        if scripts:
            # The editor asks for more after it has been loaded.
            if await self.page.locator("script[src*='/built/']").count():
                await self.page.wait_for_load_state("networkidle")
            has_editor = await self.page.locator(".cm-editor").count() > 0
            length = sum([await self._compressed_length(response) for response in self.responses])
            self.report.first_loads[address] = FirstLoad(length, has_editor)
        # The page has been parsed without scripts by now and stays so; axe needs them.
        await self.developer.send("Emulation.setScriptExecutionDisabled", {"value": False})

    async def set_way(self, way: Variant) -> None:
        await self.page.set_viewport_size({"width": way.width, "height": 900})
        await self.page.emulate_media(color_scheme=way.scheme)

    async def picture(self, width: int) -> bytes:
        """Return the head of the page as a JPEG: as PNG it would take a second, for the same to be seen."""
        height = min(await self.page.evaluate("document.documentElement.scrollHeight"), PICTURE_HEIGHT)
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        wanted = {"format": "jpeg", "quality": 70, "captureBeyondViewport": True, "clip": clip}
        return b64decode((await self.developer.send("Page.captureScreenshot", wanted))["data"])

    def _note_console(self, message: ConsoleMessage) -> None:
        # Chromium logs the status of a page that is itself an error page.
        own_status = "Failed to load resource" in message.text and message.location["url"] == self.site + self.address
        if message.type in ("error", "warning") and not own_status:
            self.report.console.append(f"{self.address} :: {message.type}: {message.text}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site}/", "data:", "blob:")):
            self.report.foreign.append(f"{self.address} :: {request.url}")

    async def _compressed_length(self, response: Response) -> int:
        """Return the bytes of a body as a reverse proxy would send it; icons, which are read once, too."""
        if not (response.ok or response.status >= 400):
            return 0
        if response.url not in self.report.lengths:
            self.report.lengths[response.url] = len(gzip.compress(await response.body(), 6))
        return self.report.lengths[response.url]


def file_name(kind: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", kind.lower().replace("*", "any")).strip("-")[:80] or "start"


class Walk:
    """One walk over the pages of a site; pictures of them go to a folder."""

    def __init__(self, site: str, stops: Sequence[Stop], pictures: Path) -> None:
        self.site = site
        self.stops = stops
        self.folder = pictures
        self.report = Report()

    async def run(self, chromium: str) -> Report:
        """Visit all pages, a few at a time, and return what was found."""
        stops = iter(self.stops)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium)
            async with asyncio.TaskGroup() as group:
                for _ in range(PAGES_AT_ONCE):
                    group.create_task(self._visit_each(browser, stops))
            await browser.close()
        self._write_sheet()
        return self.report

    async def _visit_each(self, browser: Browser, stops: Iterator[Stop]) -> None:
        """Visit pages one after the other in one tab: a new one for each page costs more than most pages."""
        context = await browser.new_context()
        await context.add_init_script(REPORT_BLOCKED)
        page = await context.new_page()
        tab = Tab(self.site, page, await context.new_cdp_session(page), self.report)
        for stop in stops:
            try:
                await self._visit(tab, stop)
            except PlaywrightError as error:  # One broken page hides no fault of the others.
                self.report.broken.append(f"{stop.address} :: {error}")
        state = await context.storage_state(indexed_db=True)
        self.report.stored += map(str, [*state.get("cookies", []), *state.get("origins", [])])
        await context.close()

    async def _visit(self, tab: Tab, stop: Stop) -> None:
        with_scripts = ""
        for scripts in (True, False):
            ways = [way for way in stop.ways if way.scripts is scripts]
            await tab.open(stop.address, ways[0], scripts=scripts)
            content = await tab.page.evaluate("document.documentElement.outerHTML")
            # Where scripts change nothing in the page, each way to look at it would say the same a second time.
            if content != with_scripts or "<noscript" in content:
                await self._look(tab, stop, ways)
            with_scripts = content

    async def _look(self, tab: Tab, stop: Stop, ways: Sequence[Variant]) -> None:
        for way in ways:
            await tab.set_way(way)
            too_wide = await tab.page.evaluate(TOO_WIDE)
            self.report.too_wide += [f"{stop.address} {way} :: {element}" for element in too_wide]
            name = f"{file_name(stop.kind)}.{way}.jpg"
            (self.folder / name).write_bytes(await tab.picture(way.width))
            self.report.pictures[stop.kind, str(way)] = name
        await tab.page.evaluate(SHORTEN, MOST_ALIKE)
        await tab.page.evaluate(AXE_SCRIPT)
        # Scripts off change what there is, and no colours.
        for way in (way for way in ways if way.scripts or way.scheme == "light"):
            await tab.set_way(way)
            faults = await tab.page.evaluate(RUN_AXE, RULES[way.scheme])
            self.report.violations += [f"{stop.address} {way} :: {': '.join(fault)}" for fault in faults]

    def _write_sheet(self) -> None:
        """Write `index.html`, a table of all pictures: a row for each kind, a column for each variant."""
        columns = [str(way) for way in ALL_VARIANTS]
        rows = []
        for stop in self.stops:
            names = [self.report.pictures.get((stop.kind, column)) for column in columns]
            cells = "".join(PICTURE.format(name) if name else "<td>" for name in names)
            rows.append(f"<tr><th>{html.escape(stop.kind)}<br>{html.escape(stop.address)}</th>{cells}</tr>\n")
        heads = "".join(f"<th>{column}" for column in columns)
        sheet = SHEET.format(heads=heads, rows="".join(rows))
        (self.folder / "index.html").write_text(sheet, encoding="utf-8")
