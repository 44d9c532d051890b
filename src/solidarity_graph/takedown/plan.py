"""Computes the new texts of the record files for an order, and what to search copies for. No side effects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from solidarity_graph.errors import CallError, DataErrors
from solidarity_graph.model.levels import GENERALISED, WITHHELD
from solidarity_graph.records import Files, read_files
from solidarity_graph.records.entries import ARTICLES, Link, article_key, plain_key
from solidarity_graph.records.taken_back import RECORD, TakenBack, Withheld, hmac_of, is_opaque
from solidarity_graph.records.toml_documents import as_text, parse
from solidarity_graph.takedown.file_search import Traces, addresses_of
from solidarity_graph.takedown.insertion import Insertion
from solidarity_graph.takedown.ledger import apart, drop_entries, list_removal, read_ledger, record_withheld
from solidarity_graph.takedown.orders import ERASE, WITHHOLD, Order
from solidarity_graph.takedown.removal import Removed, remove_keys
from solidarity_graph.takedown.restoration import plan_restoration
from solidarity_graph.takedown.text_search import (
    RemovedNames,
    articles_named_after,
    empty_phrases,
    find_names,
    names_of,
)

_DATASET = "dataset.toml"


@dataclass(frozen=True, slots=True)
class Plan:
    """The result of planning an order.

    files     the new texts of all record files by path
    traces    IRIs and names by which copies with the removed data are found
    messages  sentences for the user
    """

    files: Files
    traces: Traces
    messages: tuple[str, ...] = ()


def make_plan(files: Files, order: Order) -> Plan:
    """Return the plan of an order: the new texts of all record files by path. Writes nothing.

    Raises CallError if the order is not possible, and DataErrors if files are invalid or if texts that are no
    quotations contain a removed name, unless the order has `leave_words`. If nothing has to change, the plan has
    the same files.
    """
    try:
        plan = _plan(files, order)
        return replace(plan, messages=(*_unknown_keys(files, order), *plan.messages))
    except (AttributeError, KeyError, TypeError, ValueError):
        read_files(files)  # raises DataErrors that name the invalid entries
        raise


def _plan(files: Files, order: Order) -> Plan:
    taken_back = read_ledger(files)
    if order.verb == ERASE:
        return _erasure(files, order, taken_back)
    if not apart(files)[1]:
        raise CallError("There is no private overlay. Name its folder with --private.")
    if order.verb == WITHHOLD:
        return _withholding(files, order, taken_back)
    return Plan(plan_restoration(files, order.keys[0], taken_back), Traces())


def _unknown_keys(files: Files, order: Order) -> Iterator[str]:
    """Yield a message for each key that stands in no file, as one that is misspelt does."""
    taken_back = read_ledger(files)
    for key in order.keys:
        name = key.rpartition("/")[2]
        if not taken_back.was_erased(key) and not any(name in f"{path}\n{text}" for path, text in files.items()):
            yield f"{key} stands nowhere in the data: is it written as it is there?"


def version_of(files: Files) -> str:
    """Return the version of the release in `dataset.toml`."""
    return str(parse(files[_DATASET], _DATASET)["version"])


def versioned(plan: Plan, version: str) -> Plan:
    """Return the plan with another version in `dataset.toml`."""
    document = parse(plan.files[_DATASET], _DATASET)
    document["version"] = version
    return replace(plan, files={**plan.files, _DATASET: as_text(document)})


def _erasure(files: Files, order: Order, taken_back: TakenBack) -> Plan:
    taken = remove_keys(files, order.keys)
    names = _names(taken, order.keys, taken_back)
    traces = _traces(files, taken.gone, taken.gone, names, taken_back.secret)
    if not taken:
        return Plan(files, traces)
    if any(part.table.name == "act" for part in taken.parts):
        raise CallError(
            f"{order.keys[0]} stands in an act of risk.toml, which protects others. Name another place there."
        )
    recorded_keys = (*order.keys, *filter(is_opaque, taken.followed))
    data, overlay = apart(files)
    public = [key for key in recorded_keys if remove_keys(data, [key])]
    emptied, _ = _empty_phrases_with_names(taken, names, order)
    insertion = Insertion(emptied)
    for key in public:
        list_removal(insertion, key, order.day)
    listed = {key for key in recorded_keys if is_opaque(key) and (key in public or taken_back.is_listed(key))}
    unlisted = [key for key in (*order.keys, *taken.followed) if key not in listed]
    _remove_erased(insertion, taken_back, taken.gone)
    if taken_back.secret:
        codes = [hmac_of(key, taken_back.secret) for key in unlisted]
        for code in [code for code in codes if code not in taken_back.taken]:
            insertion.append(RECORD, "taken", {"hmac": code})
    if overlay:
        insertion.append(RECORD, "erased", {"reason": order.reason, "on": order.day})
    return Plan(insertion.texts(), traces, tuple(_messages(taken, unlisted, taken_back)))


def _remove_erased(insertion: Insertion, taken_back: TakenBack, gone: frozenset[str]) -> None:
    """Remove erased keys from the entries of withheld things, and the entries of erased things."""
    for key, entry in taken_back.withheld.items():
        also = tuple(other for other in entry.also if other not in gone)
        links = tuple(left for link in entry.links if (left := _without_erased(link, gone)).values)
        if key in gone:
            drop_entries(insertion, RECORD, key)
        elif (also, links) != (entry.also, entry.links):
            record_withheld(insertion, replace(entry, also=also, links=links))


def _without_erased(link: Link, gone: frozenset[str]) -> Link:
    """Return the link without values that were erased; without any if its entry was erased."""
    entry_keys = (f"{link.kind}/{link.key}", *map(plain_key, link.key.split()), article_key(link.path))
    left = (value for value in link.values if plain_key(str(value)) not in gone)
    return replace(link, values=tuple(left) if gone.isdisjoint(entry_keys) else ())


def _names(taken: Removed, keys: Iterable[str], taken_back: TakenBack) -> RemovedNames:
    """Return the names of the persons and organisations that are removed themselves, as releases may quote them."""
    gone = {*keys, *taken.followed}
    return names_of((part for part in taken.parts if part.key in gone), taken.files, taken_back.shared)


def _empty_phrases_with_names(taken: Removed, names: RemovedNames, order: Order) -> tuple[Files, tuple[Link, ...]]:
    """Return the files with all phrases emptied that contain a removed name, and these phrases.

    Raises DataErrors if other texts contain one, unless the order has `leave_words`.
    """
    files, phrases = empty_phrases(taken.files, names.search)
    faults = [] if order.leave_words else [*find_names(files, names.search)]
    if faults:
        raise DataErrors(faults)
    return files, phrases


def _messages(taken: Removed, unlisted: Iterable[str], taken_back: TakenBack) -> Iterator[str]:
    for key in taken.followed:
        yield f"{key} goes with it: nothing is left that is said of it, or nobody whom it concerned."
    if not taken_back.secret:
        for key in unlisted:
            yield f"That the key {key} was used cannot be remembered: there is no private overlay with a secret."


def _withholding(files: Files, order: Order, taken_back: TakenBack) -> Plan:
    (key,) = order.keys
    if key.startswith("disagreement/"):
        raise CallError("A judgement has no level. Withhold one of the claims, or erase it.")
    public, private = apart(files)
    taken = remove_keys(public, [key])
    names, followed = _names(taken, [key], taken_back), taken.followed
    if not order.leave_words and (articles := (*articles_named_after(taken.files, names.search),)):
        # Where the source's own title or address names it, the article is published without them.
        taken, followed = remove_keys(public, [key, *articles]), (*followed, *articles)
    if any(part.path == "risk.toml" for part in taken.parts):
        raise CallError(f"{key} stands in risk.toml, which protects others while it is public.")
    emptied, phrases = _empty_phrases_with_names(taken, names, order)
    insertion = Insertion({**emptied, **private})
    for path, text in taken.articles.items():
        insertion.put_article(path, text, order.level if article_key(path) == key else GENERALISED)
    for part in reversed(taken.parts):
        insertion.put(part, private=True)
    for withheld in (key, *(other for other in followed if not other.startswith("article/"))):
        insertion.set_level(withheld, order.level, order.stand_in if withheld == key else "")
    if taken:
        hidden = replace(taken, links=(*taken.links, *phrases), followed=followed)
        _record_withholding(insertion, taken_back, key, hidden, order.day)
    elif taken_back.is_withheld_with_another(key):
        # The key was withheld together with another: now it stays withheld if the other is restored.
        listed = taken_back.is_withheld(key) and is_opaque(key)
        record_withheld(insertion, Withheld(key, key.rpartition("/")[2] if listed else ""))
    # A release may show it under pseudonyms, from before. An article that is withheld is listed under its pseudonym.
    shown = remove_keys(files, [key]).gone if order.level == WITHHELD else ()
    pseudonymous = [each for each in shown if not each.startswith("article/")]
    return Plan(insertion.texts(), _traces(files, taken.gone, pseudonymous, names, taken_back.secret))


def _record_withholding(insertion: Insertion, taken_back: TakenBack, key: str, taken: Removed, day: str) -> None:
    """Add the removals, in the same order as an erasure does, and the entry of the withheld key."""
    before = taken_back.withheld.get(key, Withheld(key))
    removal = before.removal or list_removal(insertion, key, day)
    for other in filter(is_opaque, taken.followed):
        list_removal(insertion, other, day)
    also = tuple(dict.fromkeys((*before.also, *taken.followed)))
    record_withheld(insertion, Withheld(key, removal, also, (*before.links, *taken.links)))


def _traces(files: Files, gone: Iterable[str], pseudonymous: Iterable[str], names: RemovedNames, secret: str) -> Traces:
    """Return what to search copies for: IRIs, also those under pseudonyms, and names of persons and organisations."""
    articles = sorted({article_key(path).partition("/")[2] for path in files if ARTICLES in path})
    addresses = {*addresses_of(gone, articles, ""), *addresses_of(pseudonymous if secret else (), articles, secret)}
    return Traces(tuple(sorted(addresses)), names)
