"""Who is named and for what: grounds and what they cover, prosecuted acts and organisations, yearly reviews."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from solidarity_graph.cli import cli
from solidarity_graph.errors import DataErrors
from solidarity_graph.policy import publish, reviews_due
from solidarity_graph.records import read_files
from tests.example import ARTICLE, DATA, REACH, example_dataset, example_files

OTHER = '\n[[person]]\nkey = "pz9w"\nlabel = { en = "Tam Vole" }\nnaming = { ground = "%s", reviewer = "tests", '
OTHER += f'reviewed = "2031-06-01", scope = "tests", {REACH} }}\n'
VIGIL = "actionType = {"


def files_with(ground: str, block: str, line: str, *, risk: str = "") -> dict[str, str]:
    """The example with a second person named on that ground, and a line more in one block."""
    files = example_files()
    files["entities/persons.toml"] += OTHER % ground
    files[ARTICLE] = files[ARTICLE].replace(block, f"{line}\n{block}", 1)
    if risk:
        files["risk.toml"] = risk
    return files


def said(files: dict[str, str]) -> str:
    """What publishing says, empty where the files are in order."""
    try:
        publish(read_files(files))
    except DataErrors as errors:
        return str(errors)
    return ""


def value(name: str) -> str:
    return f'{name} = {{value = "person/pz9w", at = [1, 2], claim = "cx50"}}'


def role(name: str) -> str:
    return f'participation = [{{agent = "person/pz9w", role = "{name}", at = [1, 2], claim = "cx50"}}]'


def affiliation(role: str) -> str:
    return (
        '\n[[entity]]\nkey = "person/pz9w"\naffiliation = {with = "organisation/gazette", '
        f'role = "{role}", at = [1, 2], claim = "cx50"}}\n'
    )


def test_of_whom_something_is_demanded_is_covered_like_an_addressee() -> None:
    line = 'demand = {value = "Talk.", addressee = "person/pz9w", at = [1, 2], claim = "cx50"}'
    assert said(files_with("office", VIGIL, line)) == ""
    assert "says addressee of person/pz9w" in said(files_with("public-work", VIGIL, line))


@pytest.mark.parametrize(
    ("ground", "line"),
    [
        ("own-public-act", value("organiser")),
        ("own-public-act", value("participant")),
        ("campaigning-relative", value("organiser")),
        ("campaigned-prisoner", value("addressee")),
        ("office", value("addressee")),
    ],
)
def test_a_ground_covers_the_claims_it_was_given_for(ground: str, line: str) -> None:
    assert said(files_with(ground, VIGIL, line)) == ""


@pytest.mark.parametrize("ground", ["office", "public-work"])
@pytest.mark.parametrize("name", ["organiser", "participant"])
def test_an_office_and_a_work_are_no_support(ground: str, name: str) -> None:
    assert f"says {name} of person/pz9w, who is named on the ground {ground} alone" in said(
        files_with(ground, VIGIL, value(name))
    )


@pytest.mark.parametrize("ground", ["office", "public-work", "own-public-act", "campaigning-relative"])
@pytest.mark.parametrize("name", ["IllTreatment", "PrisonerProtest", "Stay"])
def test_nobody_but_a_campaigned_prisoner_is_shown_in_custody(ground: str, name: str) -> None:
    block = f'[[event]]\nkey = "other-event"\nclass = "{name}"\n' + value("concerns") + "\n\n"
    assert "says concerns of person/pz9w" in said(files_with(ground, "[[entity]]", block))
    assert said(files_with("campaigned-prisoner", "[[entity]]", block)) == ""


@pytest.mark.parametrize(
    ("ground", "covered"), [("campaigned-prisoner", True), ("own-public-act", False), ("office", False)]
)
def test_the_state_of_a_case_names_the_accused_alone(ground: str, covered: bool) -> None:
    state = '{state = "charged", agent = "person/pz9w", at = [1, 2], claim = "cx50"}'
    files = files_with(ground, "[[entity]]", f'[[entity]]\nkey = "case/mill"\ncaseState = {state}\n\n')
    files["entities/cases.toml"] = '[[case]]\nkey = "mill"\nlabel = { en = "The mill case" }\n'
    assert ("says caseState of person/pz9w" in said(files)) is not covered


@pytest.mark.parametrize(
    ("ground", "covered"),
    [("relative-in-case", True), ("public-work", True), ("office", False), ("campaigned-prisoner", False)],
)
def test_who_received_an_award_for_a_prisoner_needs_a_ground_for_it(ground: str, covered: bool) -> None:
    recipient = 'recipient = {value = "person/pq1x", at = [1, 2], claim = "cx51"}'
    block = f'[[event]]\nkey = "prize"\nclass = "Conferral"\n{recipient}\n{value("receivedBy")}\n\n'
    files = files_with(ground, "[[entity]]", block)
    assert ("says receivedBy of person/pz9w" in said(files)) is not covered


def test_a_part_in_one_of_several_places_needs_a_ground_like_any_other() -> None:
    files = example_files()
    files["entities/persons.toml"] += OTHER % "office"
    old = next(line for line in files[ARTICLE].splitlines() if line.startswith("participation"))
    files[ARTICLE] = files[ARTICLE].replace(
        old, role("participant").replace(", at", ', place = "place/lanternfield", at')
    )
    assert "says the role participant of person/pz9w" in said(files)


@pytest.mark.parametrize("ground", ["office", "public-work", "own-public-act", "campaigning-relative"])
def test_nobody_but_a_campaigned_prisoner_is_shown_as_punished(ground: str) -> None:
    block = '[[event]]\nkey = "other-arrest"\nclass = "Arrest"\n' + value("imposedOn") + "\n\n"
    assert "says imposedOn of person/pz9w" in said(files_with(ground, "[[entity]]", block))


@pytest.mark.parametrize(
    ("ground", "name", "covered"),
    [
        ("public-work", "speaker", True),
        ("public-work", "participant", False),
        ("office", "signatory", True),
        ("office", "participant", False),
        ("own-public-act", "applicant", True),
        ("own-public-act", "attendee", False),
        ("campaigned-prisoner", "participant", False),
    ],
)
def test_a_ground_covers_some_roles(ground: str, name: str, covered: bool) -> None:
    files = example_files()
    files["entities/persons.toml"] += OTHER % ground
    old = next(line for line in files[ARTICLE].splitlines() if line.startswith("participation"))
    files[ARTICLE] = files[ARTICLE].replace(old, role(name))
    assert (f"says the role {name} of person/pz9w" in said(files)) is not covered


@pytest.mark.parametrize(
    ("ground", "name", "covered"),
    [("public-work", "researcher", True), ("office", "deputy-head", True), ("own-public-act", "member", False)],
)
def test_an_affiliation_gives_its_role_to_whoever_has_it(ground: str, name: str, covered: bool) -> None:
    files = example_files()
    files["entities/persons.toml"] += OTHER % ground
    files[ARTICLE] += affiliation(name)
    assert (said(files) == "") is covered


def test_a_second_ground_covers_what_the_first_does_not() -> None:
    files = files_with("office", VIGIL, value("organiser"))
    second = f'{{ ground = "own-public-act", reviewer = "tests", reviewed = "2031-06-01", scope = "tests", {REACH} }}'
    persons = files["entities/persons.toml"].replace(
        'naming = { ground = "office"', f'naming = [{second}, {{ ground = "office"'
    )
    files["entities/persons.toml"] = persons.rstrip() + "]\n"
    assert said(files) == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('reach = "unknown", ', "", "reach is missing"),
        ('reach-source = "tests", ', "", "reach-source is missing"),
        (', reach-on = "2031-06-01"', "", "reach-on is missing"),
        ('reach = "unknown"', 'reach = "far"', "'far' is no reach"),
        ('reach-on = "2031-06-01"', 'reach-on = "2031"', "reach-on: 2031 is not a day"),
        (', consent = "not-asked"', "", "consent is missing"),
        ('consent = "not-asked"', 'consent = "refused"', "who refused is not named"),
    ],
)
def test_each_naming_records_reach_with_source_and_day_and_consent(old: str, new: str, message: str) -> None:
    files = example_files()
    assert old in files["entities/persons.toml"]
    files["entities/persons.toml"] = files["entities/persons.toml"].replace(old, new)
    assert message in said(files)


@pytest.mark.parametrize("reach", ["in-reach", "out-of-reach", "unknown"])
def test_whatever_the_reach_no_claim_links_a_presenter_to_a_prosecuted_employer(reach: str) -> None:
    files = files_with("public-work", VIGIL, role("presenter"))
    old = next(line for line in files[ARTICLE].splitlines() if line.startswith("participation = {agent"))
    files[ARTICLE] = files[ARTICLE].replace(old + "\n", "")
    files["entities/persons.toml"] = files["entities/persons.toml"].replace('reach = "unknown"', f'reach = "{reach}"')
    assert said(files) == ""
    listed = (
        '[[organisation]]\norganisation = "organisation/gazette"\nwhere = "Inkland"\nsince = "2030"\nsource = "tests"\n'
    )
    assert said(files | {"risk.toml": listed}) == ""
    employed = files | {
        "risk.toml": listed,
        ARTICLE: files[ARTICLE] + affiliation("researcher").replace("cx50", "cx51"),
    }
    assert "lists as prosecuted" in said(employed)


@pytest.mark.parametrize(("role_name", "covered"), [("spouse", True), ("member", False), ("head", False)])
def test_a_relative_is_named_for_the_relation(role_name: str, covered: bool) -> None:
    files = example_files()
    files["entities/persons.toml"] += OTHER % "relative-in-case"
    files[ARTICLE] += affiliation(role_name).replace("organisation/gazette", "person/pq1x")
    assert (said(files) == "") is covered


@pytest.mark.parametrize(
    ("name", "covered"), [("visitor", True), ("person-concerned", True), ("organiser", False), ("speaker", False)]
)
def test_a_relative_is_named_for_the_one_fact(name: str, covered: bool) -> None:
    files = example_files()
    files["entities/persons.toml"] += OTHER % "relative-in-case"
    old = next(line for line in files[ARTICLE].splitlines() if line.startswith("participation"))
    files[ARTICLE] = files[ARTICLE].replace(old, role(name))
    assert (said(files) == "") is covered


@pytest.mark.parametrize("name", ["organiser", "participant", "addressee"])
def test_a_relative_is_named_for_nothing_else(name: str) -> None:
    files = files_with("relative-in-case", VIGIL, value(name))
    assert f"says {name} of person/pz9w, who is named on the ground relative-in-case alone" in said(files)


@pytest.mark.parametrize(
    ("event", "link"), [("DisciplinaryPenalty", "imposedOn"), ("DenialOfCare", "concerns"), ("Stay", "concerns")]
)
@pytest.mark.parametrize(("ground", "refused"), [("relative-in-case", False), ("campaigning-relative", True)])
def test_a_relative_stands_beside_who_campaigns_in_the_prisoners_own_case_alone(
    ground: str, refused: bool, event: str, link: str
) -> None:
    measure = f"""
[[event]]
key = "visit-refused"
class = "{event}"
label = {{ en = "Visit refused" }}
{link} = {{value = "person/pq1x", at = [1, 2], claim = "cx51"}}
status = {{value = "held", at = [1, 2], claim = "cx52", attributed-to = "organisation/gazette"}}
"""
    files = example_files()
    files["risk.toml"] = (
        '[[organisation]]\norganisation = "organisation/gazette"\nwhere = "Inkland"\nsince = "2030"\nsource = "tests"\n'
    )
    files["entities/persons.toml"] += OTHER % ground
    files[ARTICLE] += measure + role("visitor")
    assert ("links person/pz9w to organisation/gazette" in said(files)) is refused
    elsewhere = measure.replace("person/pq1x", "group/vigil-people")
    files[ARTICLE] = files[ARTICLE].replace(measure, elsewhere)
    assert "links person/pz9w to organisation/gazette" in said(files)


def prosecuted(form: str = "vigil", where: str = "place/inkland", since: str = "2030") -> str:
    return f'[[act]]\naction-type = "{form}"\nwhere = "{where}"\nsince = "{since}"\nsource = "tests"\n'


@pytest.mark.parametrize("line", [value("organiser"), value("participant")])
def test_no_claim_makes_a_person_the_doer_of_an_act_that_is_prosecuted(line: str) -> None:
    message = said(files_with("own-public-act", VIGIL, line, risk=prosecuted()))
    assert "links person/pz9w to an act that risk.toml lists as prosecuted: vigil in place/inkland." in message
    assert "Take the claim out" in message


@pytest.mark.parametrize(
    ("risk", "refused"),
    [
        (prosecuted("public-assembly"), True),
        (prosecuted("picket"), False),
        (prosecuted(where="place/lanternfield"), True),
        (prosecuted(since="2031-05-03"), True),
        (prosecuted(since="2031-05-04"), False),
        (prosecuted(since="2032"), False),
    ],
)
def test_an_act_counts_by_its_form_or_a_wider_one_its_country_and_its_last_possible_day(
    risk: str, refused: bool
) -> None:
    assert bool(said(files_with("own-public-act", VIGIL, value("organiser"), risk=risk))) is refused


def test_an_act_without_a_day_may_have_been_yesterday() -> None:
    files = files_with("own-public-act", VIGIL, value("organiser"), risk=prosecuted(since="2040"))
    assert said(files) == ""
    files[ARTICLE] = "\n".join(line for line in files[ARTICLE].splitlines() if not line.startswith("date"))
    assert "lists as prosecuted" in said(files)


def test_what_was_imposed_in_consequence_tells_who_took_part() -> None:
    block = '[[event]]\nkey = "quill-arrest"\nclass = "Arrest"\n' + value("imposedOn").replace("pz9w", "pq1x")
    block += '\ninConsequenceOf = {value = "event/lanternfield-vigil-2031", at = [1, 2], claim = "cx51"}\n\n'
    files = files_with("office", "[[entity]]", block, risk=prosecuted())
    assert said(files) == "", "the prisoner whose own case is campaigned for is the exception"
    files["entities/persons.toml"] = files["entities/persons.toml"].replace("campaigned-prisoner", "own-public-act")
    assert "links person/pq1x to an act" in said(files)


def test_a_country_that_is_not_declared_would_let_everything_through() -> None:
    message = said(files_with("office", VIGIL, value("addressee"), risk=prosecuted(where="place/inklnad")))
    assert "risk.toml, act: place/inklnad is not declared." in message


def test_an_unknown_form_of_action_is_refused() -> None:
    assert "'vigyl' is no form of action. Did you mean vigil?" in said(
        {**example_files(), "risk.toml": prosecuted("vigyl")}
    )


@pytest.mark.parametrize(("by", "found"), [("2032-05-31", 0), ("2032-06-01", 1), ("2040-01-01", 1)])
def test_a_name_is_reviewed_after_a_year(by: str, found: int) -> None:
    assert len(reviews_due(example_dataset().entities, date.fromisoformat(by))) == found


def test_a_name_reviewed_on_a_leap_day_is_due_the_day_before() -> None:
    files = example_files()
    files["entities/persons.toml"] = files["entities/persons.toml"].replace("2031-06-01", "2032-02-29")
    (review,) = reviews_due(read_files(files).whole.entities, date(2034, 1, 1))
    assert review.due == date(2033, 2, 28)


def test_review_due_lists_people_by_key_and_exits_1() -> None:
    result = CliRunner().invoke(cli, ["review-due", "--data", str(DATA), "--on", "2032-05-30", "--within", "2"])
    assert result.exit_code == 1
    assert result.stdout == (
        "person/pq1x: due 2032-06-01, campaigned-prisoner, reviewed 2031-06-01 by tests "
        "(entities/persons.toml, person pq1x)\n"
    )
    assert "Quill" not in result.output


def test_review_due_is_silent_where_there_is_nothing_to_do() -> None:
    result = CliRunner().invoke(cli, ["review-due", "--data", str(DATA), "--on", "2032-05-31"])
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 to review.\n")


def test_review_due_can_be_read_by_programs() -> None:
    result = CliRunner().invoke(cli, ["review-due", "--data", str(DATA), "--on", "2033-01-01", "--json"])
    assert json.loads(result.stdout) == {
        "person": "person/pq1x",
        "ground": "campaigned-prisoner",
        "reviewer": "tests",
        "reviewed": "2031-06-01",
        "due": "2032-06-01",
        "file": "entities/persons.toml",
        "entry": "person pq1x",
    }


def test_review_due_refuses_what_is_no_day() -> None:
    assert CliRunner().invoke(cli, ["review-due", "--data", str(DATA), "--on", "soon"]).exit_code == 2
