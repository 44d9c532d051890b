"""Reads entity files: persons, organisations, groups, places, awards, documents, cases."""

from __future__ import annotations

from solidarity_graph.model import Entity, Ref, make
from solidarity_graph.model.levels import GENERALISED, PUBLIC
from solidarity_graph.records.fields import Fields
from solidarity_graph.records.tables import read_table
from solidarity_graph.schema.field_types import Table
from solidarity_graph.schema.record_format import is_private


def read_entity(fields: Fields, table: Table) -> Entity:
    """Return the entity that an entry of `table` declares. Raises DataError or DataErrors if the entry is invalid."""
    has_level = "level" in fields
    values = read_table(fields, table)
    values |= {"ref": Ref(table.kind, values.pop("key")), "class_name": table.class_name}
    if is_private(fields.file) and not has_level:
        raise fields.error("it has no level.", 'Add level = "withheld", "pseudonymised" or "generalised".')
    if values["level"] == GENERALISED:
        # A place without `as` is published as the place that it is within.
        values["stand_in"] = values["stand_in"] or values.get("within")
        if values["stand_in"] is None:
            raise fields.error("nothing is named in its place.", 'Add as = "group/...", "place/..." or the like.')
    elif values["stand_in"]:
        raise fields.error("as without a level that is generalised.", 'Take it out, or write level = "generalised".')
    if table.kind == "person" and values["level"] == PUBLIC and not values["naming"]:
        raise fields.error("no ground for naming this person.", "Add naming = { ground, reviewer, reviewed, scope }.")
    return make(Entity, values, file=fields.file, entry=fields.entry)
