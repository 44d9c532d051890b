"""Visits every kind of page in one browser: writes down what is wrong, and takes a picture for people to look at."""

from __future__ import annotations

import asyncio
import gzip
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import async_playwright

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, ConsoleMessage, FloatRect, Page, Request, Response

Scheme = Literal["light", "dark"]
WIDTHS = (390, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# WCAG 2.2, A and AA, and what axe calls good practice: unique landmarks, headings in order.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
# A scheme changes nothing but colours, so the second one is asked about those alone.
AXE_OPTIONS: dict[Scheme, dict[str, Any]] = {
    "light": {"runOnly": TAGS, "resultTypes": ["violations"]},
    "dark": {
        "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
        "resultTypes": ["violations"],
    },
}
# Gives [rule, where, what is wrong] of each fault: the whole result has a megabyte of what is right.
RUN_AXE = """options => axe.run(options).then(results => results.violations.flatMap(violation =>
  violation.nodes.map(node => [violation.id, node.target.join(" "), node.any[0]?.message ?? violation.help])))"""
PICTURE_HEIGHT = 2400
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
# For pages that differ from others in their data alone.
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


def in_groups(lines: list[str]) -> Iterator[str]:
    """Give each finding once, with the number of places that have it and the first three of them."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        where, what = line.split(" :: ", 1)
        groups.setdefault(what, []).append(where)
    for what, places in sorted(groups.items()):
        yield f"{what}\n    on {len(places)}: {', '.join(places[:3])}"


class Walk:
    """One walk over the pages of a site; pictures of them go to a folder."""

    def __init__(self, site: str, stops: Sequence[Stop], pictures: Path) -> None:
        self.site = site
        self.stops = stops
        self.folder = pictures
        self.report = Report()

    async def run(self, chromium: str) -> Report:
        """Visit all pages, a few at a time, and return what was found."""
        places = asyncio.Semaphore(PAGES_AT_ONCE)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium)

            async def visit(stop: Stop) -> None:
                async with places:
                    try:
                        await self._visit(browser, stop)
                    except PlaywrightError as error:  # One broken page hides no fault of the others.
                        self.report.broken.append(f"{stop.address} :: {error}")

            async with asyncio.TaskGroup() as group:
                for stop in self.stops:
                    group.create_task(visit(stop))
            await browser.close()
        self._write_sheet()
        return self.report

    async def _visit(self, browser: Browser, stop: Stop) -> None:
        with_scripts = ""
        for scripts in (True, False):
            ways = [way for way in stop.ways if way.scripts is scripts]
            context = await browser.new_context(viewport={"width": ways[0].width, "height": 900})
            page = await context.new_page()
            await self._open(context, page, stop.address, scripts)
            content = await page.evaluate("document.documentElement.outerHTML")
            # Where scripts change nothing in the page, axe and a picture would say the same a second time.
            as_before = content == with_scripts and "<noscript" not in content
            for way in ways:
                await self._measure(page, stop, way)
                if not as_before:
                    await self._examine(page, stop, way)
            with_scripts = content
            await self._note_stored(context, stop.address)
            await context.close()

    async def _open(self, context: BrowserContext, page: Page, address: str, scripts: bool) -> None:
        self._listen(page, address)
        responses: list[Response] = []
        page.on("response", lambda response: responses.append(response))  # noqa: PLW0108  Playwright marks what it is given
        await context.add_init_script(REPORT_BLOCKED)
        developer = await context.new_cdp_session(page)
        await developer.send("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        answer = await page.goto(self.site + address, wait_until="networkidle" if scripts else "load", timeout=60_000)
        if answer is not None:
            self.report.statuses[address] = answer.status
        if scripts:
            has_editor = await page.locator(".cm-editor").count() > 0
            length = sum([await _compressed_length(response) for response in responses])
            self.report.first_loads[address] = FirstLoad(length, has_editor)
        # The page has been parsed without scripts by now and stays so; axe needs them.
        await developer.send("Emulation.setScriptExecutionDisabled", {"value": False})

    def _listen(self, page: Page, address: str) -> None:
        def note_console(message: ConsoleMessage) -> None:
            # Chromium logs the status of a page that is itself an error page.
            own_status = "Failed to load resource" in message.text and message.location["url"] == self.site + address
            if message.type in ("error", "warning") and not own_status:
                self.report.console.append(f"{address} :: {message.type}: {message.text}")

        def note_request(request: Request) -> None:
            if not request.url.startswith((f"{self.site}/", "data:", "blob:")):
                self.report.foreign.append(f"{address} :: {request.url}")

        page.on("console", note_console)
        page.on("pageerror", lambda error: self.report.console.append(f"{address} :: {error}"))
        page.on("request", note_request)

    async def _measure(self, page: Page, stop: Stop, way: Variant) -> None:
        await page.set_viewport_size({"width": way.width, "height": 900})
        await page.emulate_media(color_scheme=way.scheme)
        self.report.too_wide += [f"{stop.address} {way} :: {element}" for element in await page.evaluate(TOO_WIDE)]

    async def _examine(self, page: Page, stop: Stop, way: Variant) -> None:
        if not await page.evaluate("typeof axe !== 'undefined'"):
            await page.evaluate(AXE_SCRIPT)
        faults = await page.evaluate(RUN_AXE, AXE_OPTIONS[way.scheme])
        self.report.violations += [f"{stop.address} {way} :: {': '.join(fault)}" for fault in faults]
        words = re.sub(r"[^a-z0-9]+", "-", stop.kind.lower().replace("*", "any")).strip("-")
        name = f"{words[:80] or 'start'}.{way}.png"
        height = await page.evaluate("document.documentElement.scrollHeight")
        clip: FloatRect = {"x": 0, "y": 0, "width": way.width, "height": min(height, PICTURE_HEIGHT)}
        await page.screenshot(path=self.folder / name, full_page=True, clip=clip)
        self.report.pictures[stop.kind, str(way)] = name

    async def _note_stored(self, context: BrowserContext, address: str) -> None:
        state = await context.storage_state(indexed_db=True)
        kept = [*state.get("cookies", []), *state.get("origins", [])]
        self.report.stored += [f"{address} :: {item}" for item in kept]

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


async def _compressed_length(response: Response) -> int:
    """Return the bytes of a body as a reverse proxy would send it; icons, which are read once for all pages, too."""
    return len(gzip.compress(await response.body(), 6)) if response.ok or response.status >= 400 else 0
