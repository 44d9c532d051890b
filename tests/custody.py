"""An invented dataset on custody: transfers, ill-treatment, a hunger strike, a verdict, exile, a case, a petition."""

from __future__ import annotations

from solidarity_graph.build import nquads_of
from solidarity_graph.model import Dataset
from solidarity_graph.policy import publish
from solidarity_graph.records import read_files
from tests.example import REACH, example_files
from tests.graphs import all_quads

_REPORT = """format = 1

[article]
key = "mill-report"
title = "Held for a song"
published = { value = "2033-02-01" }
publisher = "organisation/mill-watch"
url = "https://mill-watch.example/report"
completeness = "complete"
grade = "page-level"

[[event]]
key = "tarn-arrest"
class = "Arrest"
label = { en = "Arrest of Oda Tarn" }
status = {value = "held", claim = "ca01"}
date = {value = "2032-01-05", claim = "ca02"}
imposedOn = {value = "person/pt1k", claim = "ca03"}
imposedBy = {value = "organisation/mill-police", claim = "ca04"}
measureKind = {value = "pre-trial-detention", claim = "ca05"}
inCase = {value = "case/tarn", claim = "ca06"}

[[event]]
key = "tarn-in-the-mill"
class = "Stay"
label = { en = "Oda Tarn in the mill prison" }
status = {value = "held", claim = "cb01"}
concerns = {value = "person/pt1k", claim = "cb02"}
startDate = {value = "2032-01-05", claim = "cb03"}
endDate = {value = "2032-03", claim = "cb04"}
detainedAt = {value = "place/mill-prison", claim = "cb05"}
heldBy = {value = "organisation/mill-police", claim = "cb06"}

[[event]]
key = "tarn-on-the-hill"
class = "Stay"
label = { en = "Oda Tarn in the hill colony" }
status = {value = "ongoing", claim = "cb11"}
concerns = {value = "person/pt1k", claim = "cb12"}
startDate = {value = "2032-03-20", modality = "alleged", attributed-to = "organisation/mill-watch", claim = "cb13"}
detainedAt = {value = "place/hill-colony", claim = "cb15"}

[[event]]
key = "tarn-beaten"
class = "IllTreatment"
label = { en = "Oda Tarn beaten" }
status = {value = "held", modality = "alleged", attributed-to = "organisation/mill-watch", claim = "cc01"}
concerns = {value = "person/pt1k", claim = "cc02"}
date = {value = "2032-02-11", modality = "alleged", attributed-to = "organisation/mill-watch", claim = "cc03"}
treatmentKind = [
    {value = "beating", modality = "alleged", attributed-to = "organisation/mill-watch", claim = "cc04"},
    {value = "beating", modality = "denied", attributed-to = "organisation/mill-police", claim = "cc05"},
]
detainedAt = {value = "place/mill-prison", claim = "cc06"}
inCase = {value = "case/tarn", claim = "cc07"}

[[event]]
key = "tarn-without-a-doctor"
class = "DenialOfCare"
label = { en = "A doctor refused to Oda Tarn" }
status = {value = "held", claim = "cc11"}
concerns = {value = "person/pt1k", claim = "cc12"}
careDenied = {value = "medical-examination", claim = "cc14"}
detainedAt = {value = "place/mill-prison", claim = "cc16"}

[[event]]
key = "tarn-hunger-strike"
class = "PrisonerProtest"
label = { en = "Hunger strike of Oda Tarn" }
status = {value = "held", claim = "cd01"}
concerns = {value = "person/pt1k", claim = "cd02"}
startDate = {value = "2032-02-12", claim = "cd03"}
endDate = {value = "2032-02-20", claim = "cd04"}
protestForm = {value = "refusal-of-food", claim = "cd05"}
demand = {value = "Let a doctor in.", claim = "cd06"}
place = {value = "place/mill-prison", claim = "cd07"}

[[event]]
key = "tarn-verdict"
class = "Verdict"
label = { en = "Acquittal of Oda Tarn" }
status = {value = "held", claim = "ce01"}
date = {value = "2032-06-01", claim = "ce02"}
imposedOn = {value = "person/pt1k", claim = "ce03"}
imposedBy = {value = "organisation/mill-court", claim = "ce04"}
verdictKind = {value = "acquittal", attributed-to = "organisation/mill-court", claim = "ce05"}
ends = {value = "event/tarn-arrest", claim = "ce06"}
inCase = {value = "case/tarn", claim = "ce07"}

[[event]]
key = "tarn-exile"
class = "LegalMeasure"
label = { en = "Exile of Oda Tarn" }
status = {value = "held", claim = "cf01"}
date = {value = "2032-06-02", claim = "cf02"}
imposedOn = {value = "person/pt1k", claim = "cf03"}
measureKind = {value = "forced-exile", claim = "cf04"}
groundOfChange = {value = "prisoner-exchange", claim = "cf05"}
inCase = {value = "case/tarn", claim = "cf06"}

[[event]]
key = "tarn-petition"
class = "SolidarityAction"
label = { en = "Petition for Oda Tarn" }
status = {value = "held", claim = "cg01"}
actionType = {value = "petition", claim = "cg02"}
date = {value = "2032-02-15", claim = "cg03"}
inSupportOf = {value = "person/pt1k", claim = "cg04"}
platform = {value = "organisation/openlist", claim = "cg05"}
hashtag = [{value = "#FreeOda", claim = "cg06"}, {value = '#so"called', claim = "cg12"}]
webAddress = {value = "https://openlist.example/p/77?a=1&b=2", claim = "cg07"}
place = [{value = "place/foundry-square", claim = "cg10"}, {value = "place/inkland", claim = "cg11"}]

[[event.participation]]
agent = "group/vigil-people"
role = "participant"
count = "some ninety"
count-min = 90
count-max = 90
count-unit = "people"
place = "place/foundry-square"
claim = "cg08"

[[event]]
key = "lamp-prize-tarn"
class = "Conferral"
label = { en = "Lamp Prize for Oda Tarn" }
status = {value = "held", claim = "ch01"}
date = {value = "2032-05-01", claim = "ch02"}
award = {value = "award/lamp-prize", claim = "ch03"}
recipient = {value = "person/pt1k", claim = "ch04"}
receivedBy = {value = "organisation/mill-watch", claim = "ch05"}

[[event]]
key = "quill-prize-tarn"
class = "Conferral"
label = { en = "Quill Prize for Oda Tarn" }
status = {value = "held", claim = "ch11"}
date = {value = "2032-05-02", claim = "ch12"}
award = {value = "award/lamp-prize", claim = "ch13"}
recipient = {value = "person/pt1k", claim = "ch14"}
declined = {value = true, claim = "ch15"}

[[entity]]
key = "case/tarn"

[[entity.caseState]]
state = "acquitted"
agent = "person/pt1k"
date = "2032-06-01/"
claim = "ci03"

[[entity.caseState]]
state = "charged"
date = "2032-01-20"
claim = "ci02"

[[entity.caseState]]
state = "closed"
claim = "ci04"

[[entity.caseState]]
state = "not-charged"
date = "2032-01-05/2032-01-20"
modality = "alleged"
attributed-to = "organisation/mill-watch"
claim = "ci01"
"""
_PERSON = f"""
[[person]]
key = "pt1k"
label = {{ en = "Oda Tarn" }}
naming = {{ ground = "campaigned-prisoner", reviewer = "tests", reviewed = "2031-06-01", scope = "her case", {REACH} }}
"""
_ORGANISATIONS = """
[[organisation]]
key = "mill-police"
label = { en = "The mill police" }

[[organisation]]
key = "mill-court"
label = { en = "The mill court" }

[[organisation]]
key = "mill-watch"
label = { en = "Mill Watch" }

[[organisation]]
key = "openlist"
label = { en = "Openlist" }
"""
_PLACES = """
[[place]]
key = "mill-prison"
label = { en = "Mill prison" }
within = "place/lanternfield"

[[place]]
key = "hill-colony"
label = { en = "Hill colony" }
within = "place/inkland"
latitude = 2.5
longitude = -2.25
"""
_RISK = """
[[organisation]]
organisation = "organisation/openlist"
where = "Inkland"
since = "2030"
source = "tests"
"""


def custody_files() -> dict[str, str]:
    """The record files of the example with the events in custody."""
    files = example_files()
    files["articles/mill-report.toml"] = _REPORT
    files["entities/persons.toml"] += _PERSON
    files["entities/organisations.toml"] += _ORGANISATIONS
    files["entities/places.toml"] += _PLACES
    files["entities/awards.toml"] = '[[award]]\nkey = "lamp-prize"\nlabel = { en = "Lamp Prize" }\n'
    files["entities/cases.toml"] = '[[case]]\nkey = "tarn"\nlabel = { en = "Case of Oda Tarn" }\n'
    files["risk.toml"] = _RISK
    return files


def custody_dataset() -> Dataset:
    """The published dataset of these files."""
    return publish(read_files(custody_files()))


def custody_nquads() -> bytes:
    """Its graph as N-Quads."""
    return nquads_of(all_quads(custody_dataset()))
