"""The editor at /sparql: completion, marks at errors, and Tab, which leads out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

pytest.importorskip("playwright", reason="needs a browser: make test-browser")

from playwright.sync_api import expect

from tests.browser.keyboard import focus

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

BROKEN = "SELECT ?action WHERE {\n  ?action a sg:SolidarityAction\n"


@pytest.fixture
def editor(page: Page, has_built_files: bool) -> Locator:
    """The part of the page where one types."""
    if not has_built_files:
        pytest.skip("needs the files that make assets builds (Node)")
    page.goto("/sparql")
    content = page.locator(".cm-editor .cm-content")
    expect(content).to_be_visible()
    return content


def clear(page: Page, editor: Locator) -> None:
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")


def test_classes_are_completed_and_their_prefix_is_declared(page: Page, editor: Locator) -> None:
    clear(page, editor)
    page.keyboard.type("SELECT ?x WHERE { ?x a SolidarityAc")
    page.keyboard.press("Control+Space")
    options = page.locator(".cm-tooltip-autocomplete [role=option]")
    expect(options.filter(has_text="SolidarityAction").first).to_be_visible()
    page.wait_for_timeout(100)  # CodeMirror takes no key for the list in its first 75 ms
    page.keyboard.press("Enter")
    expect(editor).to_contain_text("sg:SolidarityAction")
    expect(editor).to_contain_text("PREFIX sg:")


def test_a_query_that_does_not_parse_is_marked_at_its_place(page: Page, editor: Locator) -> None:
    page.goto(f"/sparql?{urlencode({'query': BROKEN})}")
    expect(page.locator(".cm-lintRange-error, .cm-lint-marker-error").first).to_be_visible()


def test_tab_leads_out_of_the_editor(page: Page, editor: Locator) -> None:
    clear(page, editor)
    assert focus(page, ".cm-content").matches
    page.keyboard.press("Tab")
    assert not focus(page, ".cm-editor *").matches


def test_control_and_enter_run_the_query_and_its_address_holds_it(page: Page, editor: Locator) -> None:
    clear(page, editor)
    page.keyboard.type("ASK { ?s ?p ?o }")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/sparql?*query=ASK*")


def test_without_scripts_a_field_takes_the_query(page: Page) -> None:
    developer = page.context.new_cdp_session(page)
    developer.send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.goto("/sparql")
    page.locator("textarea[name=query]").fill("SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }")
    page.locator("form:has(textarea[name=query]) button").first.click()
    expect(page.locator("main table")).to_contain_text("1")
