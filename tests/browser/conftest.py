"""The running site, the browser, and one walk over all kinds of pages that several tests read."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tests.browser.addresses import IN_BELARUSIAN, ODD_PAGES, Found, choose, crawl

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.walk import Report

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "screenshots"
# They share a template with a page that is looked at in every way: all saved queries but three (dates, a map, long
# texts), all documents but one, all lists but that of actions, and pages in another language.
SHARED_TEMPLATES = re.compile(
    r"/queries/(?!actions-between-dates|places-on-a-map|words-behind-a-fact)[^?*]+"
    r"|/docs/(?!data).+|/(awards|measures|organisations|people|places|sources)(\?.+)?"
    r"|/ontology/\*|/be/.*|/(id|queries|people|search|sparql|concept)\b.*\?(?!view).+"
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium, or of the program that CHROMIUM names."""
    path = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if path is None:
        pytest.fail("Chromium is missing. Install it: sudo apt-get install chromium")
    return path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site, without a last slash: the one that SITE names, or a server started for these tests."""
    if "SITE" in os.environ:
        yield os.environ["SITE"].rstrip("/")
        return
    log = tmp_path_factory.mktemp("server") / "log"
    # A browser sends what a page needs at once, several pages run at a time, and all have one address.
    command = [ROOT / ".venv" / "bin" / "solidarity-graph", "serve", "--port", "0", "--client-requests", "200"]
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=ROOT)
    try:
        yield _wait_for_site(server, log)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for_site(server: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(1200):
        found = re.search(r"http://[\w.:]+\d", log.read_text(encoding="utf-8"))
        if found:
            try:
                with urlopen(f"{found[0]}/health", timeout=10):
                    return found[0]
            except URLError:
                pass
        if server.poll() is not None:
            break
        time.sleep(0.1)  # A process of its own: nothing here can wait for it.
    return pytest.fail(f"The server has not started:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def crawled(site: str) -> dict[str, Found]:
    """What stands at every address that the site links to."""
    return crawl(site)


@pytest.fixture(scope="session")
def longest(crawled: dict[str, Found]) -> dict[str, str]:
    """The address of the longest page of each kind."""
    return choose(crawled.values())


@pytest.fixture(scope="session")
def has_built_files(site: str) -> bool:
    """True if the site serves the browser code that `make assets` builds."""
    with urlopen(Request(f"{site}/sparql", headers={"Accept": "text/html"})) as answer:
        return b"/static/built/" in answer.read()


@pytest.fixture(scope="session")
def walk(site: str, longest: dict[str, str], chromium: str) -> Report:
    """What was found on one page of each kind, in all ways to look at it."""
    from tests.browser.walk import ALL_VARIANTS, FEW_VARIANTS, Stop, Walk

    in_belarusian = {f"/be{kind}": f"/be{longest[kind]}" for kind in IN_BELARUSIAN}
    pages = longest | in_belarusian | {address: address for address in ODD_PAGES}
    stops = [
        Stop(kind, address, FEW_VARIANTS if SHARED_TEMPLATES.fullmatch(kind) else ALL_VARIANTS)
        for kind, address in pages.items()
    ]
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    # In a thread of its own: the browser of the other tests has an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, Walk(site, stops, PICTURES).run(chromium)).result()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a new reader with a desktop's window: nothing is kept from other tests."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
