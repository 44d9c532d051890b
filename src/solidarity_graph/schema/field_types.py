"""The types that describe the record format: tables, fields, sorts of values. `record_format` declares the tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

ANY_SCHEME = "*"
"""In place of a scheme: concepts of all schemes."""


class Sort(Enum):
    """The sort of value that a field has."""

    KEY = auto()
    """The key of the entry itself."""
    CLAIM_KEY = auto()
    REFERENCE = auto()
    """A thing, `person/p7k2`, or a claim, `c4m`."""
    VALUE = auto()
    """The value of a claim: its form depends on the range of the claim's property."""
    NAMES = auto()
    """Names of the thing by language."""
    PROSE = auto()
    """Text by the editors; it may contain names."""
    QUOTE = auto()
    """Words quoted from the source; they may contain names."""
    WORDS = auto()
    """A text in the language that the field `lang` names."""
    TEXT = auto()
    EDITOR = auto()
    """Who decided something: published only if `dataset.toml` declares them among its `editors`."""
    LANGUAGE = auto()
    CONCEPT = auto()
    """A concept of the scheme `scheme`, or of any if that is `ANY_SCHEME`."""
    CHOICE = auto()
    """One of `choices`."""
    LEVEL = auto()
    EVENT_CLASS = auto()
    PROPERTY = auto()
    DATE = auto()
    """Any EDTF date."""
    DAY = auto()
    VERSION = auto()
    """The version of a release: a day, with a number if it is not the first of that day."""
    DURATION = auto()
    TIME = auto()
    """A time of day, with or without seconds."""
    INTEGER = auto()
    FLAG = auto()
    """True, or left out."""
    DEGREES = auto()
    """A decimal number between -`limit` and `limit`."""
    IRI = auto()
    """An absolute IRI of any scheme."""
    ADDRESS = auto()
    """An http or https address, which may contain names."""
    BASE = auto()
    """An address that ends in a slash, without query and fragment."""
    EXTERNAL = auto()
    """The identifier of the thing in another dataset, which matches `pattern`; `template` makes an IRI of it."""
    HASH = auto()
    RANGE = auto()
    """Two offsets: start, and exclusive end."""
    SPANS = auto()
    """One or several pairs of offsets."""
    PHRASES = auto()
    """The words of the source in each span; an empty text for a span that is not quoted."""
    SCALARS = auto()
    """A list of texts or numbers, stored unchanged."""
    TABLE = auto()
    """A nested entry of the table `table`."""


SORTS_WITHOUT_NAMES = frozenset(
    {Sort.LEVEL, Sort.LANGUAGE, Sort.CONCEPT, Sort.CHOICE, Sort.EVENT_CLASS, Sort.PROPERTY, Sort.HASH}
)
"""Sorts of values that cannot contain the name of a person: every other text is searched for names."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a table.

    attribute     name of its attribute in the model, if that differs
    many          a list; a single value may be written without brackets. Sorted when read, unless `ordered`
    essential     a reference that the entry cannot do without: the entry is removed together with the thing
    least         the fewest values that a list needs; with fewer left, the entry is removed
    needs         another field that this one needs; if that one is emptied, this one is, too
    names_people  the text names a person or organisation: other texts are searched for that name
    kinds         kinds that a reference may have (any if empty); `claim` allows the bare key of a claim
    classes       classes that the referenced thing may have (any if empty)
    pattern       regular expression that a date or an external identifier must match, too
    what          how error messages call a value of a scheme or of choices
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
        """The name of the field's attribute in the model."""
        return self.attribute or self.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of entry in the data files.

    path          the file with its entries, below `data/` or the overlay; `*` stands for a key; empty for nested tables
    block         its name in the file, if that differs; "" if the whole file is one entry
    kind          kind of the things that its entries declare
    class_name    class of these things, if all have the same one
    holds_claims  its fields beyond the declared ones are properties, each with one or more claims
    concerning    properties that say whom an event concerns: an event that loses its last one is removed
    flat          the attributes of this nested table are attributes of the entry that contains it
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
        """The name of the table in a data file; empty if the whole file is one entry."""
        return self.name if self.block is None else self.block

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all fields of the table."""
        return tuple(field.name for field in self.fields)
