"""What must be known to answer from the data without saying more than it does; told to language models."""

from __future__ import annotations

from typing import Final

_TEXT = """
Each statement is a claim of an article: who says it, with which words, and how sure that is. Say whose claim it is.

What was announced, permitted or banned did not take place by that. `currentStatus` says what is known: only `held` and
`ongoing` mean that something took place.

A claim may be alleged or denied (`modality`), known only at second hand (`evidenceGrade`), or differ from another
(`disputed`). Then say so.

A conviction is the statement of its court. Give it together with what contests it and what became of it, as its
document has them.

Nothing follows from what is absent. Sources were chosen, and some names are left out to protect people: do not guess
them, and do not link people to acts or organisations beyond what is said here.
"""
READING_RULES: Final = tuple(" ".join(paragraph.split()) for paragraph in _TEXT.split("\n\n"))
"""The rules, each one line of plain text, in the order of their weight."""
