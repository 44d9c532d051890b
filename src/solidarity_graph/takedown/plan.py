"""The record files as they shall be. Pure: texts in, texts out, and what tells of the things that went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from solidarity_graph.errors import CallError, DataErrors
from solidarity_graph.records import Files, read_files
from solidarity_graph.records.documents import as_text, parse
from solidarity_graph.records.entries import Link, plain_key
from solidarity_graph.records.taken_back import TakenBack, Withheld, is_opaque, remembered
from solidarity_graph.schema.record_format import PRIVATE
from solidarity_graph.takedown.insertion import Insertion
from solidarity_graph.takedown.ledger import Ledger, has_overlay, read_ledger
from solidarity_graph.takedown.orders import ERASE, WITHHOLD, Order
from solidarity_graph.takedown.removal import Taken, take_out
from solidarity_graph.takedown.restoration import plan_restoration
from solidarity_graph.takedown.traces import Traces, addresses_of
from solidarity_graph.takedown.wording import Telling, empty_phrases, find_telling, spellings_of, words_of

_DATASET = "dataset.toml"


@dataclass(frozen=True, slots=True)
class Plan:
    """The files as they shall be, what older copies are known by, and what is to be said."""

    files: Files
    traces: Traces
    said: tuple[str, ...] = ()


def make_plan(files: Files, order: Order) -> Plan:
    """What the order comes to. Raises CallError; DataErrors where names stand in words that only a person can mend."""
    try:
        return _plan(files, order)
    except (AttributeError, KeyError, TypeError, ValueError):
        read_files(files)  # names the entries that are not written as they should be
        raise


def _plan(files: Files, order: Order) -> Plan:
    known = read_ledger(files)
    if order.verb == ERASE:
        return _erasure(files, order, known)
    if not has_overlay(files):
        raise CallError("There is no private overlay. Name its folder with --private.")
    if order.verb == WITHHOLD:
        return _withholding(files, order, known)
    return Plan(plan_restoration(files, order.keys[0], known), Traces())


def version_of(files: Files) -> str:
    """The version that the files say."""
    return str(parse(files[_DATASET], _DATASET)["version"])


def versioned(plan: Plan, version: str) -> Plan:
    """The plan as a release of that version."""
    document = parse(plan.files[_DATASET], _DATASET)
    document["version"] = version
    return replace(plan, files={**plan.files, _DATASET: as_text(document)})


def _erasure(files: Files, order: Order, known: TakenBack) -> Plan:
    taken = take_out(files, order.keys)
    traces = _traces(files, taken, order.keys, known.secret)
    if not taken:
        return Plan(files, traces)
    if any(part.declared.name == "act" for part in taken.parts):
        raise CallError(
            f"{order.keys[0]} stands in an act of risk.toml, which protects others. Name another place there."
        )
    keyed = (*order.keys, *filter(is_opaque, taken.followed))
    public = [key for key in keyed if take_out(_public(files), [key])]
    named, _ = _without_names(taken, order)
    insertion = Insertion(named)
    ledger = Ledger(insertion, known)
    for key in public:
        ledger.remove(key, order.day)
    listed = {key for key in keyed if is_opaque(key) and (key in public or known.is_listed(key))}
    nameless = [key for key in (*order.keys, *taken.followed) if key not in listed]
    _forget(ledger, known, taken.gone)
    if known.secret:
        for key in nameless:
            ledger.take(remembered(key, known.secret))
    if has_overlay(files):
        ledger.erased(order.reason, order.day)
    return Plan(insertion.files(), traces, tuple(_said(taken, nameless, known)))


def _forget(ledger: Ledger, known: TakenBack, gone: frozenset[str]) -> None:
    """What is remembered of things withheld names none of those that are gone."""
    for key, entry in known.withheld.items():
        also = tuple(other for other in entry.also if other not in gone)
        links = tuple(left for link in entry.links if (left := _without(link, gone)).values)
        if key in gone:
            ledger.forget(key)
        elif (also, links) != (entry.also, entry.links):
            ledger.withhold(replace(entry, also=also, links=links))


def _without(link: Link, gone: frozenset[str]) -> Link:
    """Its values that are left: none where the entry itself is gone."""
    article = f"article/{link.path.rpartition('/')[2].removesuffix('.toml')}"
    named = (f"{link.kind}/{link.key}", *map(plain_key, link.key.split()), article)
    left = (value for value in link.values if plain_key(str(value)) not in gone)
    return replace(link, values=tuple(left) if gone.isdisjoint(named) else ())


def _without_names(taken: Taken, order: Order) -> tuple[Files, tuple[Link, ...]]:
    """Quoted words that hold a name of somebody who goes are emptied; other words only a person can mend."""
    gone = {*order.keys, *taken.followed}
    parts = [part for part in taken.parts if part.key in gone]
    telling = Telling((*spellings_of(parts), *words_of(parts)), taken.files)
    files, phrases = empty_phrases(taken.files, telling)
    faults = [] if order.leave_words else [*find_telling(files, telling)]
    if faults:
        raise DataErrors(faults)
    return files, phrases


def _said(taken: Taken, nameless: Iterable[str], known: TakenBack) -> Iterator[str]:
    for key in taken.followed:
        yield f"{key} goes with it: nothing is left that is said of it, or nobody whom it concerned."
    if not known.secret:
        for key in nameless:
            yield f"That the key {key} was used cannot be remembered: there is no private overlay with a secret."


def _withholding(files: Files, order: Order, known: TakenBack) -> Plan:
    (key,) = order.keys
    if key.startswith("disagreement/"):
        raise CallError("A judgement has no level. Withhold one of the claims, or erase it.")
    taken = take_out(_public(files), [key])
    if any(part.path == "risk.toml" for part in taken.parts):
        raise CallError(f"{key} stands in risk.toml, which protects others while it is public.")
    private = {path: text for path, text in files.items() if path.startswith(PRIVATE)}
    named, phrases = _without_names(taken, order)
    insertion = Insertion({**named, **private})
    for path, text in taken.articles.items():
        insertion.put_article(path, text, order.level)
    for part in reversed(taken.parts):
        insertion.put(part, private=True)
    for withheld in (key, *taken.followed):
        insertion.set_level(withheld, order.level, order.stand_in if withheld == key else "")
    if taken:
        _note(insertion, known, key, replace(taken, links=(*taken.links, *phrases)), order.day)
    elif known.went_along(key):
        # When what it went with is public again, this stays, and what names it waits.
        listed = known.is_withheld(key) and is_opaque(key)
        Ledger(insertion, known).withhold(Withheld(key, key.rpartition("/")[2] if listed else ""))
    return Plan(insertion.files(), _traces(files, taken, order.keys, ""))


def _note(insertion: Insertion, known: TakenBack, key: str, taken: Taken, day: str) -> None:
    """Lists the removals in the same order as an erasure, and remembers what belongs together."""
    ledger, before = Ledger(insertion, known), known.withheld.get(key, Withheld(key))
    removal = before.removal or ledger.remove(key, day)
    for other in filter(is_opaque, taken.followed):
        ledger.remove(other, day)
    also = tuple(dict.fromkeys((*before.also, *taken.followed)))
    ledger.withhold(Withheld(key, removal, also, (*before.links, *taken.links)))


def _public(files: Files) -> Files:
    return {path: text for path, text in files.items() if not path.startswith(PRIVATE)}


def _traces(files: Files, taken: Taken, keys: Iterable[str], secret: str) -> Traces:
    """Of persons and organisations the names too: an older release may quote them without the key."""
    articles = {path.rpartition("/")[2].removesuffix(".toml") for path in files if "articles/" in path}
    gone = (*keys, *taken.followed)
    declared = [part for part in taken.parts if part.kind in ("person", "organisation")]
    named = [part for part in declared if part.key in gone]
    return Traces(addresses_of(gone, sorted(articles), secret), spellings_of(named))
