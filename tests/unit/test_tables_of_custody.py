"""The tables of a release tell what happened in custody, kinds of measures, and what was done online."""

from __future__ import annotations

import csv
import io

import pytest

from solidarity_graph.policy import publish
from solidarity_graph.records import read_files
from tests.custody import custody_dataset, custody_files
from tests.graphs import table_of

IRI = "https://example.org/lanternfield/id/"


@pytest.fixture(scope="module")
def tables() -> dict[str, dict[str, dict[str, str]]]:
    """The rows of each table by their label."""
    dataset = custody_dataset()
    return {
        name: {row["label"]: row for row in csv.DictReader(io.StringIO(table_of(f"{name}.csv", dataset)))}
        for name in ("actions", "measures", "conferrals", "custody")
    }


def test_what_happened_in_custody_has_a_table_of_its_own(tables: dict[str, dict[str, dict[str, str]]]) -> None:
    assert {row["class"] for row in tables["custody"].values()} == {
        *("Stay", "IllTreatment", "DenialOfCare", "PrisonerProtest")
    }
    assert not {*tables["custody"]} & {*tables["measures"]}
    stay = tables["custody"]["Oda Tarn in the mill prison"]
    assert (stay["start_date"], stay["end_date"]) == ("2032-01-05", "2032-03")
    assert (stay["not_before"], stay["not_after"], stay["date_exactness"]) == ("2032-01-05", "2032-03-31", "partial")
    assert (stay["concerns_iri"], stay["held_by_iri"]) == (f"{IRI}person/pt1k", f"{IRI}organisation/mill-police")
    assert (stay["detained_at"], stay["country"], stay["latitude"]) == ("Mill prison", "Inkland", "1.5")
    protest = tables["custody"]["Hunger strike of Oda Tarn"]
    assert (protest["protest_form"], protest["demands"]) == ("refusal-of-food", "Let a doctor in.")


def test_what_is_only_alleged_has_one_column_with_whose_word_it_is(
    tables: dict[str, dict[str, dict[str, str]]],
) -> None:
    beaten = tables["custody"]["Oda Tarn beaten"]
    assert (beaten["ill_treatment"], beaten["not_before"], beaten["status"]) == ("", "", "unknown")
    assert "treatmentKind: beating (alleged by Mill Watch)" in beaten["not_asserted"].split("; ")
    assert "treatmentKind: beating (denied by The mill police)" in beaten["not_asserted"].split("; ")
    assert tables["custody"]["A doctor refused to Oda Tarn"]["care_denied"] == "medical-examination"


def test_measures_have_their_kind_the_verdict_and_what_they_changed(
    tables: dict[str, dict[str, dict[str, str]]],
) -> None:
    exile, verdict = tables["measures"]["Exile of Oda Tarn"], tables["measures"]["Acquittal of Oda Tarn"]
    assert (exile["measure_kinds"], exile["ground_of_change"]) == ("forced-exile", "prisoner-exchange")
    assert (verdict["class"], verdict["verdict"], verdict["suspended"]) == ("Verdict", "acquittal", "")
    assert verdict["ends_iri"] == f"{IRI}event/tarn-arrest"


def test_an_action_online_has_platform_hashtags_address_and_counts_by_place(
    tables: dict[str, dict[str, dict[str, str]]],
) -> None:
    petition = tables["actions"]["Petition for Oda Tarn"]
    assert (petition["platforms"], petition["web_addresses"]) == ("Openlist", "https://openlist.example/p/77?a=1&b=2")
    assert petition["hashtags"] == '#FreeOda; #so"called'
    assert petition["counts_by_place"] == "Foundry Square: people 90..90"


def test_an_award_says_who_took_it_for_the_recipient_and_whether_it_was_declined(
    tables: dict[str, dict[str, dict[str, str]]],
) -> None:
    taken, declined = tables["conferrals"]["Lamp Prize for Oda Tarn"], tables["conferrals"]["Quill Prize for Oda Tarn"]
    assert (taken["recipients"], taken["received_by"], taken["declined"]) == ("Oda Tarn", "Mill Watch", "")
    assert declined["declined"] == "true"


def test_old_columns_stay_where_they_were(tables: dict[str, dict[str, dict[str, str]]]) -> None:
    """Who reads a table by position reads the same: new columns are at the end."""
    last = {"actions": "whole_action_iri", "measures": "as_of", "conferrals": "recognised_by_iri"}
    for name, column in last.items():
        columns = [*next(iter(tables[name].values()))]
        assert columns[columns.index(column) + 1 : columns.index(column) + 9] == [
            *("articles", "origins", "disputed", "contested", "facts_differ", "denied", "reason_denied", "evidence")
        ]


def test_a_row_that_names_a_conviction_says_who_contests_it_and_what_became_of_it() -> None:
    files = custody_files()
    path = "articles/mill-report.toml"
    ends = 'ends = {value = "event/tarn-arrest", claim = "ce06"}'
    assert ends in files[path]
    files[path] = files[path].replace(ends, ends.replace("tarn-arrest", "quill-sentence"))
    rows = csv.DictReader(io.StringIO(table_of("measures.csv", publish(read_files(files)))))
    (verdict,) = [row for row in rows if row["class"] == "Verdict"]
    assert verdict["ends"] == "Sentence of Mira Quill"
    assert verdict["convictions_named"] == (
        "Sentence of Mira Quill (contested by People at the vigil, nothing known of it as of 2031-06-01)"
    )
