"""The private overlay: a folder outside the repository, in the format of `data/`, for entries that may not be public.

Both are read together. The paths of its files begin with `private/`.
"""

from __future__ import annotations

from solidarity_graph.model.iris import is_key
from solidarity_graph.records.fields import Fields
from solidarity_graph.records.tables import read_table
from solidarity_graph.schema.record_format import TABLES

SETTINGS = TABLES["overlay"].path
_SECRET_DIGITS = 32  # 128 bits if hexadecimal: too many for a search


def read_secret(fields: Fields) -> str:
    """Return the secret for pseudonyms from the fields of `overlay.toml`; empty if there are none.

    Raises DataError if the secret is too short.
    """
    if not fields.names():
        return ""
    secret = str(read_table(fields, TABLES["overlay"])["secret"])
    if len(secret) < _SECRET_DIGITS or not is_key(secret):
        raise fields.error(
            f"the secret must have {_SECRET_DIGITS} or more letters and digits.",
            "Write what this prints: python3 -c 'import secrets; print(secrets.token_hex(32))'",
        )
    return secret
