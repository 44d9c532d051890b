"""Immutable values of a dataset: entities, articles, claims, judgements. No file access, no RDF library, no clock."""

from solidarity_graph.model.claims import Article, Claim, SourceRange, Span
from solidarity_graph.model.dataset import (
    Dataset,
    DatasetDescription,
    PrivateDataset,
    Removal,
    Risk,
    RiskyAct,
    RiskyOrganisation,
    Selection,
)
from solidarity_graph.model.dates import DateInterval, DurationLength, date_interval, duration_length
from solidarity_graph.model.entities import Entity, Event, Naming, Thing
from solidarity_graph.model.judgements import Assessment, Disagreement, Merge, Realisation
from solidarity_graph.model.merging import merged, replacements
from solidarity_graph.model.record import Record, make, refs_in, refs_of, rewrite
from solidarity_graph.model.values import Concept, Edtf, Node, Ref, Text, Time, Timespan, Value

__all__ = [
    "Article",
    "Assessment",
    "Claim",
    "Concept",
    "Dataset",
    "DatasetDescription",
    "DateInterval",
    "Disagreement",
    "DurationLength",
    "Edtf",
    "Entity",
    "Event",
    "Merge",
    "Naming",
    "Node",
    "PrivateDataset",
    "Realisation",
    "Record",
    "Ref",
    "Removal",
    "Risk",
    "RiskyAct",
    "RiskyOrganisation",
    "Selection",
    "SourceRange",
    "Span",
    "Text",
    "Thing",
    "Time",
    "Timespan",
    "Value",
    "date_interval",
    "duration_length",
    "make",
    "merged",
    "refs_in",
    "refs_of",
    "replacements",
    "rewrite",
]
