"""A reader who has a keyboard and no pointer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST_KEYS = 400
# What has the focus: its markup; whether it matches; whether a mark shows that it has it; whether it can be seen.
FOCUS = """async selector => {
  const element = document.activeElement, box = element.getBoundingClientRect();
  // The query editor is marked as a whole, 10 ms after the part of it in which one types has the focus.
  const editor = element.closest(".cm-editor");
  if (editor) await new Promise(done => setTimeout(done, 50));
  const style = getComputedStyle(editor ?? element);
  const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [element.outerHTML.slice(0, 200), element !== document.body && element.matches(selector), marked, seen];
}"""


@dataclass(frozen=True, slots=True)
class Focus:
    """The element that has the focus."""

    markup: str
    matches: bool
    is_marked: bool
    is_seen: bool

    @property
    def is_outside(self) -> bool:
        """True after the last element of a page, where a browser goes on to its own buttons."""
        return self.markup.startswith(("<body", "<html"))


def focus(page: Page, selector: str = "*") -> Focus:
    return Focus(*page.evaluate(FOCUS, selector))


def press_tab_until(page: Page, selector: str) -> Focus:
    """Press Tab until an element that a selector matches has the focus; fail at the end of the page."""
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        found = focus(page, selector)
        if found.matches:
            return found
        if found.is_outside:
            break
    return pytest.fail(f"Tab does not reach {selector} on {page.url}")
