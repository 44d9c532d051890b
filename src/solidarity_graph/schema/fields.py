"""What a field and a table of the record format are. `record_format` declares them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Sort(Enum):
    """What the value of a field is."""

    KEY = auto()
    """The key of the entry itself."""
    CLAIM_KEY = auto()
    REFERENCE = auto()
    """A thing, `person/p7k2`, or a claim, `c4m`."""
    VALUE = auto()
    """The value of a claim: what the range of its property says."""
    NAMES = auto()
    """Names of the thing by language."""
    PROSE = auto()
    """Our own words: a name may stand in them."""
    QUOTE = auto()
    """Words of the source: a name may stand in them."""
    WORDS = auto()
    """A text whose language stands in `lang`."""
    TEXT = auto()
    LANGUAGE = auto()
    CONCEPT = auto()
    """A concept of `scheme`."""
    CHOICE = auto()
    """One of `choices`."""
    LEVEL = auto()
    EVENT_CLASS = auto()
    PROPERTY = auto()
    DATE = auto()
    """Any EDTF date."""
    DAY = auto()
    VERSION = auto()
    """The day of a release, perhaps with a number."""
    DURATION = auto()
    TIME = auto()
    """A time of day, with or without seconds."""
    INTEGER = auto()
    DEGREES = auto()
    """A number between -`limit` and `limit`."""
    BASE = auto()
    """An address that ends in a slash."""
    EXTERNAL = auto()
    """The identifier of the same thing elsewhere, of the form `pattern`, which `template` makes an IRI."""
    HASH = auto()
    RANGE = auto()
    """Two offsets, the end exclusive."""
    SPANS = auto()
    """One or several pairs of offsets."""
    PHRASES = auto()
    """The words of the source in each of these spans, empty where they are not quoted."""
    SCALARS = auto()
    """A list of texts or numbers, kept as they are."""
    TABLE = auto()
    """The nested table `table`."""


TELLING = frozenset({Sort.NAMES, Sort.PROSE, Sort.QUOTE, Sort.SPANS, Sort.PHRASES, Sort.VALUE})
"""Sorts whose words may hold the name of somebody."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table.

    attribute     its attribute in the model, where that has another name
    many          a list of values; one may be written without brackets. Sorted when read, unless `ordered`
    essential     a reference without which the entry says nothing: the entry goes with what it refers to
    least         how many values of a list there must be for the entry to say anything
    needs         the field without which this one says nothing
    names_people  whether the words of this name tell of a person or an organisation wherever they stand
    kinds         of a reference: the kinds it may have (any where empty); `claim` allows the bare key of a claim
    classes       of a reference: the classes that the thing may have (any where empty)
    what          what error messages call a value of a scheme or of choices
    """

    name: str
    sort: Sort = Sort.TEXT
    attribute: str = ""
    required: bool = False
    default: str = ""
    many: bool = False
    ordered: bool = False
    essential: bool = False
    least: int = 0
    needs: str = ""
    names_people: bool = False
    kinds: tuple[str, ...] = ()
    classes: frozenset[str] = frozenset()
    scheme: str = ""
    choices: tuple[str, ...] = ()
    what: str = ""
    table: str = ""
    template: str = ""
    pattern: str = ""
    limit: int = 0

    @property
    def slot(self) -> str:
        """The name of its attribute in the model."""
        return self.attribute or self.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of entry.

    path          the file that holds it, below `data/` or the overlay; `*` stands for a key; empty for nested tables
    block         its name in the file, where that differs; a file that is one entry has the block ""
    kind          of the things that its entries declare
    class_name    of the things that its entries declare, where all have the same
    holds_claims  whether its other fields are properties, each with one or several claims
    concerning    properties of which one must be left for an event to say anything, once it had one
    flat          whether the attributes of this nested table are attributes of the entry around it
    """

    name: str
    path: str = ""
    fields: tuple[Field, ...] = ()
    block: str | None = None
    kind: str = ""
    class_name: str = ""
    single: bool = False
    holds_claims: bool = False
    concerning: frozenset[str] = frozenset()
    flat: bool = False

    @property
    def block_name(self) -> str:
        """Its name in the file."""
        return self.name if self.block is None else self.block

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields."""
        return tuple(field.name for field in self.fields)
