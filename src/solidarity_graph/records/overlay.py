"""The private overlay: a folder outside the repository, in the format of `data/`, for what may not be public.

It is joined with `data/` when both are read. Its files are called `private/...` in messages.
"""

from __future__ import annotations

from solidarity_graph.model.iris import is_key
from solidarity_graph.model.levels import ERASED, LEVELS, PUBLIC
from solidarity_graph.records.fields import Fields

PREFIX = "private/"
SETTINGS = f"{PREFIX}overlay.toml"
_SECRET_DIGITS = 32  # 128 bits: nobody tries them all


def is_private(file: str) -> bool:
    """Whether a file, by its path as messages name it, belongs to the overlay."""
    return file.startswith(PREFIX)


def read_level(fields: Fields, default: str = PUBLIC) -> str:
    """The entry's `level`. Below public it belongs in the overlay, and nowhere else."""
    level = fields.one_of("level", LEVELS, "level of disclosure", default)
    if level == ERASED:
        raise fields.error("what is erased is not kept.", "Run solidarity-graph erase instead.")
    if level != PUBLIC and not is_private(fields.file):
        raise fields.error(
            f"it is {level}, but this folder is public.", "Take it out, and put it into the private overlay."
        )
    return level


def read_secret(fields: Fields) -> str:
    """What `overlay.toml` says: `secret`, from which pseudonyms are made."""
    if not fields.names():
        return ""
    secret = fields.text("secret")
    if len(secret) < _SECRET_DIGITS or not is_key(secret):
        raise fields.error(
            f"the secret must have {_SECRET_DIGITS} or more letters and digits.",
            "Write what this prints: python3 -c 'import secrets; print(secrets.token_hex(32))'",
        )
    fields.finish()
    return secret
