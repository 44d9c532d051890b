"""Other people's files, in every format, encoding and packing: read, or refused with what to do."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path

import pytest
from rdflib import Namespace

from solidarity_graph.errors import CallError, DataError
from solidarity_graph.validation import FORMATS, parse, read_file

EX = Namespace("https://example.org/")
TRIPLE = f"<{EX.s}> <{EX.p}> <{EX.o}>"
XML = f"""<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="{EX}">
<r:Description r:about="{EX.s}"><e:p r:resource="{EX.o}"/></r:Description></r:RDF>"""
JSON = f'{{"@id": "{EX.s}", "{EX.p}": {{"@id": "{EX.o}"}}}}'
TEXTS = {
    **dict.fromkeys(("ttl", "nt", "n3"), f"{TRIPLE} ."),
    "nq": f"{TRIPLE} <{EX.g}> .",
    "trig": f"<{EX.g}> {{ {TRIPLE} }}",
    **dict.fromkeys(("rdf", "xml", "owl"), XML),
    **dict.fromkeys(("jsonld", "json"), JSON),
}
MARKED = {"no mark": ("", "utf-8"), "UTF-8": ("\ufeff", "utf-8"), "UTF-16 of this machine": ("", "utf-16")} | {
    name: ("\ufeff", name) for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
}


@pytest.mark.parametrize(("mark", "encoding"), MARKED.values(), ids=MARKED)
@pytest.mark.parametrize("suffix", TEXTS)
def test_every_format_is_read_with_every_byte_order_mark_plain_and_packed(
    tmp_path: Path, suffix: str, mark: str, encoding: str
) -> None:
    data = (mark + TEXTS[suffix]).encode(encoding)
    for name, content in ((f"a.{suffix}", data), (f"A.{suffix}.GZ", gzip.compress(data)), (f"b.{suffix}.gz", data)):
        (tmp_path / name).write_bytes(content)

        assert set(read_file(tmp_path / name)) == {(EX.s, EX.p, EX.o)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1251"])
def test_rdf_xml_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n' + XML.replace(f'r:resource="{EX.o}"/>', ">б</e:p>")
    text = text if encoding != "iso-8859-1" else text.replace("б", "é")

    [value] = parse(text.encode(encoding), ".rdf", "a.rdf").objects()
    assert str(value) in ("б", "é")


def test_a_format_that_is_named_goes_before_the_suffix(tmp_path: Path) -> None:
    path = tmp_path / "data.txt"
    for name in FORMATS:
        path.write_text(next(TEXTS[suffix] for suffix in TEXTS if FORMATS[suffix] == FORMATS[name]), "utf-8")

        assert set(read_file(path, input_format=name)) == {(EX.s, EX.p, EX.o)}


def test_a_formula_of_n3_is_quoted_and_not_stated() -> None:
    assert set(parse(f"{TRIPLE} . {{ <{EX.a}> <{EX.b}> 1 }} <{EX.c}> <{EX.d}> .".encode(), "n3", "a.n3")) >= {
        (EX.s, EX.p, EX.o)
    }
    assert (EX.a, EX.b, None) not in parse(f"{{ <{EX.a}> <{EX.b}> 1 }} <{EX.c}> <{EX.d}> .".encode(), "n3", "a.n3")


def test_a_key_that_the_context_of_json_ld_does_not_define_is_ignored() -> None:
    assert set(parse(JSON.replace("{", '{"own": 1, ', 1).encode(), "json", "a")) == {(EX.s, EX.p, EX.o)}


RELATIVE = {
    "ttl": TRIPLE.replace(EX, "") + " .",
    "trig": "{ " + TRIPLE.replace(EX, "") + " }",
    "n3": TRIPLE.replace(EX, "") + " .",
    "rdf": XML.replace(f'"{EX}s"', '"s"').replace(f'"{EX}o"', '"o"'),
    "jsonld": JSON.replace(f'"{EX}s"', '"s"').replace(f'"{EX}o"', '"o"'),
}


@pytest.mark.parametrize("suffix", RELATIVE)
def test_a_relative_iri_needs_a_base_and_is_never_dropped_or_resolved_against_a_folder(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text(RELATIVE[suffix], "utf-8")

    with pytest.raises(DataError, match=r"a relative IRI without a base.* Give the base: by @base .* or by --base\."):
        read_file(path)
    assert set(read_file(path, base=EX)) == {(EX.s, EX.p, EX.o)}


def test_a_base_of_the_file_goes_before_the_one_that_is_given() -> None:
    text = f"@base <{EX}> . <s> <p> <o> ."

    assert set(parse(text.encode(), "ttl", "a.ttl", base="https://other.example/")) == {(EX.s, EX.p, EX.o)}


@pytest.mark.parametrize("base", ["relative", "https://example.org/a b"])
@pytest.mark.parametrize("suffix", ["ttl", "rdf", "jsonld"])
def test_a_base_that_is_no_iri_is_a_fault_of_the_call(suffix: str, base: str) -> None:
    with pytest.raises(CallError, match=r"Invalid base IRI .* Give an absolute IRI by --base"):
        parse(TEXTS[suffix].encode(), suffix, "a", base=base)


def tagged(suffix: str, tag: str) -> str:
    return {
        "ttl": f'<{EX.s}> <{EX.p}> "x"@{tag} .',
        "nt": f'<{EX.s}> <{EX.p}> "x"@{tag} .',
        "rdf": XML.replace(f'r:resource="{EX.o}"/>', f'xml:lang="{tag}">x</e:p>'),
        "jsonld": f'{{"@id": "{EX.s}", "{EX.p}": {{"@value": "x", "@language": "{tag}"}}}}',
    }[suffix]


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld"])
@pytest.mark.parametrize("tag", ["en_US", "e", "toolonglanguage", "en-", "1a", "a-DE", "de-419-DE", "en-a"])
def test_a_language_tag_that_is_none_is_named_and_not_dropped(suffix: str, tag: str) -> None:
    with pytest.raises(DataError, match=r"en-US"):
        parse(tagged(suffix, tag).encode(), suffix, "a")


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld"])
@pytest.mark.parametrize("tag", ["en", "be-latn", "en-us", "x-own", "i-klingon", "de-1996", "zh-hant-tw"])
def test_a_language_tag_of_bcp_47_is_read(suffix: str, tag: str) -> None:
    [value] = parse(tagged(suffix, tag).encode(), suffix, "a").objects()

    assert value.language == tag  # type: ignore[attr-defined]


AT_FAULT = {
    "Turtle called RDF/XML": (
        "a.rdf",
        TEXTS["ttl"],
        "It is Turtle, not RDF/XML: mend its suffix, or",
    ),
    "Turtle called OWL": ("a.owl", TEXTS["ttl"], "say --input-format ttl."),
    "RDF/XML called Turtle": ("a.ttl", XML, "It is RDF/XML, not Turtle: mend its suffix, or say --input-format rdf."),
    "JSON-LD called Turtle": ("a.ttl", JSON, "say --input-format jsonld."),
    "N-Quads called Turtle": ("a.ttl", TEXTS["nq"], "say --input-format nq."),
    "TriG called N-Triples": ("a.nt", TEXTS["trig"], "say --input-format trig."),
    "Turtle called JSON": ("a.json", TEXTS["ttl"], "say --input-format ttl."),
    "a web page": ("a.rdf", "<!DOCTYPE html><html><p>x</html>", "It is a page in HTML: fetch the data that it shows."),
    "JSON without a context": ("a.json", '{"name": "x"}', "JSON without an @context is no JSON-LD."),
    "no suffix": ("a", "x", "the format (no suffix) is not known."),
    "only .gz": ("a.gz", "x", "the format (no suffix) is not known."),
    "another suffix": ("a.tar.bz2", "x", "Or name the format by --input-format."),
    "a relative IRI in N-Triples": ("a.nt", "<s> <p> <o> .", "N-Triples has no relative IRIs: write it in full."),
    "an error at the end": ("a.ttl", f"<{EX.s}>\n", "Mend that place"),
    "an IRI with a space": ("a.jsonld", JSON.replace("org/s", "org/a s"), "Invalid IRI code point ' '"),
}


@pytest.mark.parametrize(("name", "text", "words"), AT_FAULT.values(), ids=AT_FAULT)
def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(DataError) as caught:
        read_file(tmp_path / name)
    assert words in str(caught.value)


BYTES = {
    "Latin-1 in Turtle": ("a.ttl", f'<{EX.s}> <{EX.p}> "é" .'.encode("latin-1"), "Save the file as UTF-8."),
    "an unknown encoding": ("a.rdf", b'<?xml version="1.0" encoding="none-such"?><a/>', "Save the file as UTF-8."),
    "UTF-16 cut off": ("a.ttl", codecs.BOM_UTF16_LE + b"<", "Save the file as UTF-8."),
    "gzip cut off": ("a.ttl.gz", gzip.compress(TRIPLE.encode())[:-9], "cut off"),
    "gzip damaged": ("a.ttl.gz", gzip.compress(TRIPLE.encode() * 9)[:-8] + b"12345678", "Fetch it again."),
    "empty": ("a.ttl.gz", gzip.compress(b""), "it holds no triple"),
    "a mark alone": ("a.ttl", codecs.BOM_UTF8, "it holds no triple"),
}


@pytest.mark.parametrize(("name", "data", "words"), BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_text_say_what_to_do(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)

    with pytest.raises(DataError) as caught:
        read_file(tmp_path / name)
    assert words in str(caught.value)
