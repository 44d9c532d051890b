"""The private overlay: a folder outside the repository, in the format of `data/`, for what may not be public.

It is joined with `data/` when both are read. Its files are called `private/...` in messages.
"""

from __future__ import annotations

from solidarity_graph.model.iris import is_key
from solidarity_graph.records.fields import Fields
from solidarity_graph.records.tables import read_table
from solidarity_graph.schema.record_format import TABLES

SETTINGS = TABLES["overlay"].path
_SECRET_DIGITS = 32  # 128 bits: nobody tries them all


def read_secret(fields: Fields) -> str:
    """What `overlay.toml` says: `secret`, from which pseudonyms are made; empty where there is no such file."""
    if not fields.names():
        return ""
    secret = str(read_table(fields, TABLES["overlay"])["secret"])
    if len(secret) < _SECRET_DIGITS or not is_key(secret):
        raise fields.error(
            f"the secret must have {_SECRET_DIGITS} or more letters and digits.",
            "Write what this prints: python3 -c 'import secrets; print(secrets.token_hex(32))'",
        )
    return secret
