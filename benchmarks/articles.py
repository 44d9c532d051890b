"""`python -m benchmarks.articles FOLDER --articles 1000`: an invented dataset in the record format, with its texts.

Any number of articles, the same bytes from the same seed, and with `--faults` results that validation must find. Twenty
articles each are about one prisoner: arrest, sentence, penalties, awards, and the actions in support. Every third
article reports again about the action of the article before it. Nobody in it exists.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import click

from benchmarks.article_writer import ArticleWriter, Block, Statement, write_table
from benchmarks.invented_names import LANGUAGES, Word, invent_name, invent_person, invent_word
from benchmarks.planted_faults import KEY, Fault, plant

_ARTICLES_OF_A_PRISONER = 20
_COUNTRIES, _REGIONS, _PRISONS, _AWARDS = 8, 32, 16, 6
_COUNTRY_AT_RISK = 0
_FIRST_DAY = dt.date(2004, 3, 1)
_FORMS = ("picket", "vigil", "march", "petition", "open-letter", "exhibition", "concert", "letter-campaign", "graffiti")
_REGIMES = ("general-regime", "reinforced-regime", "strict-regime", "special-regime")
_CHARGES = ("hooliganism", "mass-disorder", "insulting-an-official", "large-scale-tax-evasion", "extremist-formation")
_LOST = ("family-visit", "food-parcel", "telephone-call", "correspondence", "outdoor-exercise")
_REFUSALS = ("refusal-of-permission", "dispersal", "obstruction")
_ANSWERS = ("permission", "reply", "no-reply", "demand-rejected")
_RELIABILITY = ("completely-reliable", "usually-reliable", "fairly-reliable", "reliability-not-known")
_CREDIBILITY = ("confirmed-elsewhere", "probably-true", "possibly-true", "doubtful-statement")
# The words of a count, its bounds, and what was counted.
_COUNTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("about 30", {"count-min": 30, "count-max": 30, "count-about": True, "count-unit": "people"}),
    ("more than 50", {"count-min": 51, "count-unit": "people"}),
    ("several hundred", {"count-unit": "people"}),
    ("from 20 to 25", {"count-min": 20, "count-max": 25, "count-unit": "people"}),
    ("12 portraits", {"count-min": 12, "count-max": 12, "count-unit": "portraits"}),
    ("up to 400", {"count-max": 400, "count-unit": "signatures"}),
)
_DECISION = {"who": "the generator", "when": "2031-05-30"}


class World:
    """The people, organisations and places that the articles share, by kind and number. Names come from the seed."""

    def __init__(self, articles: int, seed: int) -> None:
        self.articles = articles
        self.seed = seed
        self.prisoners = -(-articles // _ARTICLES_OF_A_PRISONER)
        self.towns = _REGIONS * max(2, articles // 800)
        self.outlets = max(6, articles // 60)
        self.unions = max(8, articles // 60)
        self.activists = -(-articles // 4)
        self.name = lru_cache(maxsize=20_000)(self._name)

    def rng(self, *about: object) -> random.Random:
        """A generator of random numbers for one thing, whatever else is generated."""
        return random.Random("/".join(map(str, (self.seed, *about))))  # noqa: S311 (not a secret)

    def _name(self, kind: str, number: int | str) -> Word:
        rng = self.rng(kind, number)
        if kind in ("prisoner", "activist", "official", "relative"):
            return invent_person(rng)
        return invent_word(rng, 4) if kind == "concept" else invent_name(rng, 4)

    @cached_property
    def vocabulary(self) -> dict[str, tuple[str, ...]]:
        """The words between the claims, by language."""
        words = [invent_word(self.rng("word", number), 1 + number % 3) for number in range(400)]
        return {language: tuple(getattr(word, language) for word in words) for language in LANGUAGES}


class Action(NamedTuple):
    """What the first report of an article's own action says."""

    key: str
    form: str
    day: dt.date
    town: int
    status: str


class Story:
    """One article: which events and things it speaks of, all worked out from its number."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.number = number
        self.block, self.turn = divmod(number, _ARTICLES_OF_A_PRISONER)
        self.language = LANGUAGES[number % 7 % 3]
        self.country = self.block % _COUNTRIES
        self.region = self.country + _COUNTRIES * (number % 4)
        self.prison = self.country + _COUNTRIES * (self.block // _COUNTRIES % 2)
        self.second_hand = self.turn % 10 == 9
        self.again = self.turn % 3 == 2
        self.plan = self.turn % 5 == 3
        self.realises = self.turn % 5 == 4
        self.arrested = _FIRST_DAY + dt.timedelta(days=self.block * 137 % 6000)
        self.sentenced = self.arrested + dt.timedelta(days=120)
        self.published = self.arrested + dt.timedelta(days=200 + 9 * self.turn)

    @cached_property
    def action(self) -> Action:
        """The action that this article is the first to report, or to announce."""
        rng = self.world.rng("action", self.number)
        key = f"action-{self.number}"
        if self.realises:
            return Story(self.world, self.number - 1).action._replace(key=key, status="held")
        status = "planned" if self.plan else "banned" if self.turn in (0, 16) else "held"
        day = self.published + dt.timedelta(days=4 if self.plan else -rng.randint(2, 5))
        town = self.region + _REGIONS * (self.number % (self.world.towns // _REGIONS))
        return Action(key, rng.choice(_FORMS), day, town, status)

    @property
    def outlet(self) -> int:
        """Who publishes the article."""
        return self.number * 5 % self.world.outlets

    @property
    def union(self) -> int:
        """The organisation that stands up for the prisoner."""
        return self.block % self.world.unions


class _Article:
    """Writes one article: its file, its text and what judgements need to know of its claims."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.world = story.world
        self.rng = self.world.rng("article", story.number)
        vocabulary = self.world.vocabulary[story.language]
        self.writer = ArticleWriter(story.number, self.rng, vocabulary, has_text=not story.second_hand)
        self.first = self.writer.skip(30) if story.turn % 4 == 1 and not story.second_hand else 0
        self.prisoner = f"person/p{story.block}"
        self.court = f"organisation/court-{story.country}"
        self.union = f"organisation/union-{story.union}"
        self.outlet = f"organisation/outlet-{story.outlet}"
        self.crowd = f"group/crowd-{story.number}"
        self.activist = f"person/a{story.number // 4}"
        self._write()

    def name(self, kind: str, number: int | str) -> str:
        """A name in the language of the article."""
        spelling: str = getattr(self.world.name(kind, number), self.story.language)
        return spelling

    def concept(self, concept: str) -> str:
        """Words for a concept in the language of the article."""
        return concept.replace("-", " ") if self.story.language == "en" else self.name("concept", concept)

    def _say(self, block: Block, name: str, value: str, **more: Any) -> str:
        """A claim whose value is a concept, a date, a length or a key, in invented words."""
        words = self.concept(value) if "/" not in value else self.name("concept", value)
        return self.writer.claim(block, name, value, words, **more)

    def _tell(self, block: Block, name: str, words: int, **more: Any) -> str:
        """A claim whose value is a text."""
        text = " ".join(self.rng.choices(self.world.vocabulary[self.story.language], k=words)).capitalize()
        return self.writer.claim(block, name, {"value": text, "lang": self.story.language}, text, **more)

    def fields(self) -> dict[str, object]:
        """The fields of the article's own table."""
        story, day = self.story, self.story.published.isoformat()
        precision = (10, 10, 10, 7, 10, 4)[story.number % 6]
        published = {"value": day[:precision]} | ({} if precision == 10 else {"inferred-from": "the page it was on"})
        fields: dict[str, object] = {
            "title": " ".join(self.rng.choices(self.world.vocabulary[story.language], k=6)).capitalize(),
            "language": story.language,
            "published": published,
            "publisher": self.outlet,
            "completeness": "cut-off" if story.turn % 7 == 6 else "complete",
        }
        if story.again:
            fields["relays"] = [f"article/a{story.number - 1:06d}"]
        elif story.turn % 4 == 0:
            fields["relays"] = [f"organisation/outlet-{(story.outlet + 1) % self.world.outlets}"]
        if story.second_hand:
            fields |= {"url": f"https://example.org/{story.number}", "url-status": "not-opened", "grade": "second-hand"}
        else:
            fields["url-missing"] = "the page on which it stands gives none"
        return fields

    def _write(self) -> None:
        self._action()
        if self.story.again:
            self._action_again()
        self._arrest()
        self._sentence()
        kind = self.story.turn % 4
        if kind == 0:
            self._response()
        elif kind == 1:
            self._penalty()
        elif kind == 2:
            self._honour()
        if kind == 3 or self.story.turn == 0:
            self._campaign()
        if self.story.turn >= _ARTICLES_OF_A_PRISONER - 2:
            self._release()
        self._people()
        self._organisations()
        self._places()

    def _action(self) -> None:
        action = self.story.action
        block = self.writer.event(action.key, "SolidarityAction", f"{action.form} {self.story.number}")
        self._say(block, "status", action.status)
        self._say(block, "actionType", action.form)
        self._date(block, action.day, self.rng.randrange(9))
        self._say(block, "place", f"place/town-{action.town}")
        self._say(block, "organiser", self.union)
        if self.story.turn % 2:
            self._say(block, "organiser", self.activist)
        self._count(block, attributed_to=self.union)
        self._part(block, self.activist, "participant")
        self._say(block, "inSupportOf", self.prisoner)
        self._say(block, "partOf", f"event/campaign-{self.story.block}")
        self._tell(block, "slogan", 3)
        self._tell(block, "demand", 5)
        self._say(block, "startTime", f"{8 + self.rng.randrange(12):02d}:30")

    def _action_again(self) -> None:
        """The action of the article before this one. Some values differ: the disagreement is recorded."""
        action = Story(self.world, self.story.number - 1).action
        block = self.writer.event(action.key, "SolidarityAction")
        self._say(block, "status", action.status)
        form = self.rng.choice((action.form, action.form, "protest"))
        self._say(block, "actionType", form, attributed_to=[self.union, self.outlet])
        if action.status == "planned":
            self._say(block, "date", action.day.isoformat())
        else:
            self._date(block, action.day - dt.timedelta(days=self.rng.randrange(2)), self.rng.randrange(9))
        self._say(block, "place", f"place/town-{action.town}")
        self._count(block)
        self._say(block, "inSupportOf", self.prisoner)
        self._tell(block, "slogan", 3)

    def _date(self, block: Block, day: dt.date, form: int) -> None:
        """A date in one of the forms of EDTF in use. None of them is later than the day."""
        text, before = day.isoformat(), (day - dt.timedelta(days=2)).isoformat()
        forms = (
            text,
            text,
            text,
            text[:7],
            f"{text}?",
            f"{text}~",
            f"[{before}..{text}]",
            f"[..{text}]",
            f"XXXX{text[4:]}",
        )
        # An act of unknown year counts as prosecuted where risk.toml lists it: not in that country.
        given = text if form == 8 and self.story.country == _COUNTRY_AT_RISK else forms[form]
        self._say(block, "date", given, **({"inferred_from": "the day of the report"} if form > 5 else {}))

    def _count(self, block: Block, **more: Any) -> None:
        words, bounds = self.rng.choice(_COUNTS)
        count = {"count": words, "lang": self.story.language} | bounds
        value = {"agent": self.crowd, "role": "participant"} | count
        self.writer.claim(block, "participation", value, words, **more)

    def _part(self, block: Block, agent: str, role: str) -> None:
        self.writer.claim(block, "participation", {"agent": agent, "role": role}, self.concept(role))

    def _first_label(self, label: str) -> str:
        """The label of an event of the whole block of articles: the first of them gives it."""
        return f"{label} {self.story.block}" if self.story.turn == 0 else ""

    def _arrest(self) -> None:
        block = self.writer.event(f"arrest-{self.story.block}", "Arrest", self._first_label("Arrest"))
        self._say(block, "status", "held")
        self._say(block, "imposedOn", self.prisoner)
        self._date(block, self.story.arrested, 3 if self.story.turn % 8 == 6 else 0)
        if self.story.turn % 3 == 0:
            charge = _CHARGES[(self.story.block + self.story.turn // 6) % len(_CHARGES)]
            self._say(block, "charge", charge, modality="alleged", attributed_to=self.court)

    def _sentence(self) -> None:
        """What the court found is attributed to it. Two of the articles give another regime."""
        block = self.writer.event(f"sentence-{self.story.block}", "Sentence", self._first_label("Sentence"))
        regime = self.story.block + (self.story.turn in (7, 12))
        by_court = {"attributed_to": self.court}
        self._say(block, "status", "ongoing")
        self._say(block, "imposedOn", self.prisoner)
        self._say(block, "imposedBy", self.court)
        self._say(block, "duration", f"P{2 + self.story.block % 9}Y", **by_court)
        self._say(block, "regime", _REGIMES[regime % len(_REGIMES)], **by_court)
        self._say(block, "contestedBy", self.union)
        if self.story.turn % 2 == 0:
            self._say(block, "inCase", f"case/case-{self.story.block}")
            self._tell(block, "legalProvision", 2, **by_court)
            self._date(block, self.story.sentenced, 0)
            self._say(block, "detainedAt", f"place/prison-{self.story.prison}")

    def _response(self) -> None:
        answers = _REFUSALS if self.story.action.status == "banned" else _ANSWERS
        council = f"organisation/council-{self.story.region}"
        official = f"person/f{self.story.region}"
        block = self.writer.event(f"response-{self.story.number}", "AuthorityResponse", f"Answer {self.story.number}")
        self._say(block, "status", "held")
        self._say(block, "responseType", self.rng.choice(answers))
        self._say(block, "respondsTo", f"event/{self.story.action.key}")
        self._say(block, "imposedBy", council)
        self._say(block, "addressee", self.activist)
        self._tell(block, "statedReason", 6, attributed_to=[official, council])
        self._say(block, "legalBasis", f"document/document-{self.story.country}", attributed_to=council)
        self._part(block, official, "signatory")

    def _penalty(self) -> None:
        block = self.writer.event(f"penalty-{self.story.number}", "DisciplinaryPenalty", f"Penalty {self.story.number}")
        self._say(block, "status", "held", attributed_to=self.union)
        self._say(block, "imposedOn", self.prisoner)
        self._say(block, "deprivedOf", self.rng.choice(_LOST))
        self._say(block, "imposedBy", f"organisation/prison-administration-{self.story.prison}")
        self._say(block, "detainedAt", f"place/prison-{self.story.prison}")
        self._date(block, self.story.published - dt.timedelta(days=7), 7)
        self._tell(block, "statedReason", 5, modality="denied", attributed_to=self.union)
        self._say(block, "contestedBy", self.union)

    def _honour(self) -> None:
        if self.story.turn < _ARTICLES_OF_A_PRISONER // 2:
            block = self.writer.event(f"conferral-{self.story.number}", "Conferral", f"Award {self.story.number}")
            self._say(block, "award", f"award/award-{self.story.number % _AWARDS}")
            self._say(block, "recipient", self.prisoner)
            self._say(block, "conferredBy", self.union)
        else:
            block = self.writer.event(f"recognition-{self.story.number}", "Recognition", f"Status {self.story.number}")
            self._say(block, "recognisedAs", self.rng.choice(("political-prisoner", "prisoner-of-conscience")))
            self._say(block, "recognitionOf", self.prisoner)
            self._say(block, "recognisedBy", self.union)
            self._say(block, "respondsTo", f"event/arrest-{self.story.block}")
        self._say(block, "status", "held")
        self._date(block, self.story.published - dt.timedelta(days=3), self.rng.randrange(5))

    def _campaign(self) -> None:
        block = self.writer.event(f"campaign-{self.story.block}", "Campaign", self._first_label("Campaign"))
        self._say(block, "status", "ongoing")
        self._tell(block, "name", 3)
        self._tell(block, "demand", 4)
        self._say(block, "inSupportOf", self.prisoner)
        self._say(block, "organiser", self.union)

    def _release(self) -> None:
        label = f"Release {self.story.block}" if self.story.turn == _ARTICLES_OF_A_PRISONER - 2 else ""
        block = self.writer.event(f"release-{self.story.block}", "Release", label)
        self._say(block, "status", "held")
        self._say(block, "imposedOn", self.prisoner)
        self._say(block, "imposedBy", self.court)
        released = self.story.arrested + dt.timedelta(days=200 + 9 * (_ARTICLES_OF_A_PRISONER - 3))
        self._date(block, released, 0 if self.story.turn % 2 else 5)

    def _named(self, ref: str, kind: str, number: int, *, times: int = 1) -> Block:
        block, name = self.writer.entity(ref), self.name(kind, number)
        self.writer.claim(block, "name", {"value": name, "lang": self.story.language}, name, times=times)
        return block

    def _people(self) -> None:
        story = self.story
        block = self._named(self.prisoner, "prisoner", story.block, times=2)
        family_name = self.name("prisoner", story.block).split()[1]
        self.writer.claim(block, "name", {"value": family_name, "lang": story.language}, family_name)
        self._tell(block, "occupation", 2)
        self._named(self.activist, "activist", story.number // 4)
        if story.turn % 5 == 0:
            block = self._named(f"person/r{story.block}", "relative", story.block)
            tie = {"with": self.prisoner, "role": ("spouse", "parent", "sibling")[story.block % 3]}
            self.writer.claim(block, "affiliation", tie, self.concept(tie["role"]))
        if story.turn % 4 == 0:
            block = self._named(f"person/f{story.region}", "official", story.region)
            tie = {"with": f"organisation/council-{story.region}", "role": "deputy-head"}
            self.writer.claim(block, "affiliation", tie, self.concept("deputy-head"))

    def _organisations(self) -> None:
        self._named(self.union, "union", self.story.union)
        self._named(self.outlet, "outlet", self.story.outlet)
        block = self.writer.entity(self.crowd)
        tie = {"with": self.union, "role": "member", "date": self.story.published.isoformat()[:4]}
        self.writer.claim(block, "affiliation", tie, self.concept("member"))

    def _places(self) -> None:
        town = self.story.action.town
        block = self._named(f"place/town-{town}", "town", town, times=2)
        self._say(block, "within", f"place/region-{town % _REGIONS}")
        self._named(f"place/region-{town % _REGIONS}", "region", town % _REGIONS)
        self._named(f"place/country-{town % _COUNTRIES}", "country", town % _COUNTRIES)

    def plant(self, number: int) -> Fault:
        """Add the fault of that number."""
        story = self.story
        names = {"prisoner": self.prisoner, "court": self.court, "crowd": self.crowd, "award": "award/award-0"}
        later = (story.published.replace(month=12, day=31) + dt.timedelta(days=30)).isoformat()
        return plant(number, self.writer, {**names, "later": later}, self.name("concept", f"fault-{number}"))

    def write(self, folder: Path) -> None:
        """The article file, and the text unless it is known at second hand."""
        (folder / self.writer.path).write_text(self.writer.file(self.fields(), self.first), "utf-8")
        if self.writer.has_text:
            (folder / "sources" / f"{self.writer.key}.txt").write_text(self.writer.text(), "utf-8")


def write_articles(folder: Path, articles: int, *, seed: int = 1, faults: int = 0) -> tuple[Fault, ...]:
    """Write the dataset into an empty folder, the texts into `sources/` there. Returns the faults that are planted.

    The faults are spread evenly over the articles. Only one file of records is held in memory at a time.
    """
    world = World(articles, seed)
    for name in ("articles", "entities", "sources"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "dataset.toml").write_text(_DATASET.format(articles=articles, seed=seed), "utf-8")
    (folder / "risk.toml").write_text(_RISKS.format(country=_COUNTRY_AT_RISK), "utf-8")
    for name, entries in _entities(world).items():
        with (folder / "entities" / f"{name}s.toml").open("w", encoding="utf-8") as file:
            file.writelines(write_table(name, fields) for fields in entries)
    places = [number * articles // faults for number in range(faults)]
    planted: list[Fault] = []
    with (folder / "judgements.toml").open("w", encoding="utf-8") as judgements:
        statements: list[Statement] = []
        for number in range(articles):
            article = _Article(Story(world, number))
            while len(planted) < faults and places[len(planted)] == number:
                planted.append(article.plant(len(planted)))
                if planted[-1].constraint == "conviction-shows-what-contests-it":  # it is to break that one alone
                    _look_up(planted[-1].entry.removeprefix("event "), judgements)
            article.write(folder)
            statements += article.writer.statements
            _judge(article, judgements)
            if article.story.turn == _ARTICLES_OF_A_PRISONER - 1 or number == articles - 1:
                _record_disagreements(statements, judgements)
                statements.clear()
        judgements.writelines(_assess_outlets(world))
    return tuple(planted)


def _look_up(sentence: str, judgements: TextIO) -> None:
    """What became of a sentence, looked up without a result."""
    of = {"sentence": f"event/{sentence}"}
    judgements.write(write_table("unknown-outcome", {**of, **_DECISION, "note": "Nothing was found."}))


def _judge(article: _Article, judgements: TextIO) -> None:
    """Realisations of plans, how far an article and a claim are trusted, and what is not known of a sentence."""
    story, keys = article.story, article.writer.claim_keys
    if story.turn == 0:
        _look_up(f"sentence-{story.block}", judgements)
    if story.realises:
        ends = {"happening": f"event/action-{story.number}", "plan": f"event/action-{story.number - 1}"}
        judgements.write(write_table("realisation", {**ends, **_DECISION, "note": "Same day and same town."}))
    if story.turn == 5:
        grade = _RELIABILITY[story.block % len(_RELIABILITY)]
        of = {"of": f"article/{article.writer.key}", "grade": grade}
        judgements.write(write_table("assessment", {**of, **_DECISION, "note": "Compared with others."}))
    if story.turn in (6, 13):
        of = {"of": keys[story.turn], "grade": _CREDIBILITY[story.block % len(_CREDIBILITY)]}
        judgements.write(write_table("assessment", {**of, **_DECISION, "note": "Compared with others."}))


def _record_disagreements(statements: Sequence[Statement], judgements: TextIO) -> None:
    """A disagreement for each property that has one value and was given several. Planted faults are left out."""
    about: defaultdict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        about[statement.subject, statement.property].append(statement)
    for (subject, name), said in about.items():
        values = {statement.value for statement in said}
        if len(values) > 1 and not subject.startswith(f"event/{KEY}"):
            fields: dict[str, object] = {
                "key": f"{subject.partition('/')[2]}-{name.lower()}",
                "about": subject,
                "on": name,
                "claims": [statement.claim for statement in said],
                "kind": _kind(name, values),
                "note": f"{len(values)} different values.",
            }
            judgements.write(write_table("disagreement", fields | _DECISION))


def _kind(name: str, values: set[str]) -> str:
    if name != "date":
        return "conflict" if name == "startTime" else "wording"
    days = {value for value in values if len(value) == 10 and "X" not in value}
    return "conflict" if len(days) > 1 else "precision"


def _assess_outlets(world: World) -> Iterator[str]:
    for outlet in range(world.outlets):
        of = {"of": f"organisation/outlet-{outlet}", "grade": _RELIABILITY[outlet % len(_RELIABILITY)]}
        yield write_table("assessment", {**of, **_DECISION, "note": "Some of its reports were checked."})


def _entities(world: World) -> dict[str, Iterator[dict[str, object]]]:
    """The entries of each entity file, by the name of their table."""
    return {
        "person": _persons(world),
        "organisation": _organisations(world),
        "group": _many("crowd", world.articles, world),
        "place": _places(world),
        "award": _many("award", _AWARDS, world),
        "document": _many("document", _COUNTRIES, world),
        "case": _many("case", world.prisoners, world),
    }


def _labelled(key: str, name: Word) -> dict[str, object]:
    return {"key": key, "label": name._asdict()}


def _many(kind: str, count: int, world: World) -> Iterator[dict[str, object]]:
    return (_labelled(f"{kind}-{number}", world.name(kind, number)) for number in range(count))


def _organisations(world: World) -> Iterator[dict[str, object]]:
    yield from _many("outlet", world.outlets, world)
    yield from _many("union", world.unions, world)
    yield from _many("court", _COUNTRIES, world)
    yield from _many("council", _REGIONS, world)
    yield from _many("prison-administration", _PRISONS, world)
    yield from _many("banned-union", 1, world)


def _persons(world: World) -> Iterator[dict[str, object]]:
    """Keys are opaque but for their first letter."""
    for kind, ground, count in (
        ("prisoner", "campaigned-prisoner", world.prisoners),
        ("activist", "own-public-act", world.activists),
        ("official", "office", _REGIONS),
        ("relative", "campaigning-relative", world.prisoners),
    ):
        letter = "f" if kind == "official" else kind[0]
        naming = {"ground": ground, "reviewer": "the generator", "reviewed": "2031-05-30", "scope": f"the {kind}"}
        naming |= {"reach": "unknown", "reach-source": "generated", "reach-on": "2031-05-30", "consent": "not-asked"}
        more: dict[str, object] = {"naming": naming}
        for number in range(count):
            yield _labelled(f"{letter}{number}", world.name(kind, number)) | more


def _places(world: World) -> Iterator[dict[str, object]]:
    """Towns within regions within countries, and prisons within regions."""
    yield from _many("country", _COUNTRIES, world)
    for region in range(_REGIONS):
        within = {"within": f"place/country-{region % _COUNTRIES}"}
        yield _labelled(f"region-{region}", world.name("region", region)) | within
    for prison in range(_PRISONS):
        yield _labelled(f"prison-{prison}", world.name("prison", prison)) | {"within": f"place/region-{prison}"}
    for town in range(world.towns):
        rng = world.rng("coordinates", town)
        # No whole degrees: the engine writes "54.0" as "54", and validation then does without it, many times slower.
        position: dict[str, object] = {"latitude": _coordinate(rng, 80), "longitude": _coordinate(rng, 170)}
        within = {"within": f"place/region-{town % _REGIONS}"}
        yield _labelled(f"town-{town}", world.name("town", town)) | within | position


def _coordinate(rng: random.Random, most: int) -> float:
    """Degrees with hundredths, sometimes whole."""
    return rng.choice((float(rng.randrange(-most, most)), rng.randrange(-100 * most, 100 * most) / 100))


_DATASET = """\
base = "https://example.org/invented/"
title = "Invented articles"
description = "{articles} invented articles, from the seed {seed}. Nobody in them exists."
version = "2031-06-01"
publisher = "Nobody"
licence = "https://creativecommons.org/licenses/by/4.0/"

[selection]
method = "Generated by benchmarks/articles.py."
years = "2004/2021"
languages = ["en", "be", "ru"]
"""

_RISKS = """\
[[organisation]]
organisation = "organisation/banned-union-0"
where = "An invented country"
since = "2020"
source = "https://example.org/law"

[[act]]
action-type = "protest"
where = "place/country-{country}"
since = "2040"
source = "https://example.org/law"
"""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--articles", type=click.IntRange(min=1), default=100, show_default=True, help="How many.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option("--faults", type=click.IntRange(min=0), default=0, show_default=True, help="Results for SHACL to find.")
def main(folder: Path, articles: int, seed: int, faults: int) -> None:
    """Write an invented dataset into FOLDER, which must be new or empty, and name the faults planted in it."""
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty. Name a new folder.")
    for fault in write_articles(folder, articles, seed=seed, faults=faults):
        click.echo(f"{fault.constraint}  {fault.file}  {fault.entry}")
    click.echo(f"{articles} articles written to {folder}", err=True)


if __name__ == "__main__":
    main()
