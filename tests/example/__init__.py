"""A small invented dataset with its source text: nobody in it exists."""

from pathlib import Path

from solidarity_graph.model import Dataset
from solidarity_graph.records import load_files, load_sources, read_dataset

REACH = 'reach = "unknown", reach-source = "tests", reach-on = "2031-06-01", consent = "not-asked"'
"""What each naming records of a person's reach and consent."""
FOLDER = Path(__file__).parent
DATA = FOLDER / "data"
PRIVATE = FOLDER / "private"
SOURCES = FOLDER / "sources"
ARTICLE = "articles/lanternfield-vigil.toml"


def example_files() -> dict[str, str]:
    """The files by path: a test changes one of them."""
    return dict(load_files(DATA))


def example_dataset() -> Dataset:
    return read_dataset(DATA).whole


def example_text() -> str:
    return next(iter(load_sources(SOURCES).values()))


def example_overlay() -> dict[str, str]:
    """The files of the dataset and of its private overlay, by path."""
    return dict(load_files(DATA, PRIVATE))
