"""Other people's files, in every format, encoding and packing: read, or refused with what to do."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, Namespace
from rdflib.term import BNode, URIRef

from solidarity_graph.errors import CallError, DataError
from solidarity_graph.schema.namespaces import SG
from solidarity_graph.validation import FORMATS, parse, rdf_files, read_file

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


PACKED = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("packing", PACKED)
def test_a_packed_file_is_read_under_any_name_and_packed_twice_too(tmp_path: Path, packing: str) -> None:
    packed = PACKED[packing](TEXTS["ttl"].encode())
    for name, content in ((f"a.ttl.{packing}", packed), ("a.ttl", packed), ("b.ttl", gzip.compress(packed))):
        (tmp_path / name).write_bytes(content)

        assert set(read_file(tmp_path / name)) == {(EX.s, EX.p, EX.o)}


def test_a_blank_node_has_the_label_of_its_file_or_a_number_in_every_run() -> None:
    for _ in range(200):  # the parser's own labels are random numbers, some of them short
        nodes = set(parse(f"_:own <{EX.p}> [] , 1 .".encode(), "ttl", "their/a b.ttl").all_nodes())

        assert nodes >= {BNode("own-in-their_2Fa_20b.ttl"), BNode("unlabelled-2-in-their_2Fa_20b.ttl")}


@pytest.mark.parametrize("file", ["../a.ttl", "дані~1.ttl", "a.", "²"])
@pytest.mark.parametrize("label", ["a b", "", "a.", "é", "unlabelled-1", "-"])
def test_a_blank_node_of_any_file_and_label_can_be_written(file: str, label: str) -> None:
    text = f'[{{"@id": "_:{label}", "{EX.p}": [{{"@id": "_:ok"}}, 1]}}]'
    graph = parse(text.encode(), "jsonld", file)

    assert len(list(pyoxigraph.parse(graph.serialize(format="nt"), format=pyoxigraph.RdfFormat.N_TRIPLES))) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1251"])
def test_rdf_xml_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n' + XML.replace(f'r:resource="{EX.o}"/>', ">б</e:p>")
    text = text if encoding != "iso-8859-1" else text.replace("б", "é")

    [value] = parse(text.encode(encoding), ".rdf", "a.rdf").objects()
    assert str(value) in ("б", "é")


@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "utf-32"])
def test_rdf_xml_that_declares_utf_16_and_is_utf_8_is_read(declared: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>\n{XML}'

    assert set(parse(text.encode(), ".rdf", "a.rdf")) == {(EX.s, EX.p, EX.o)}


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


WITHOUT_TAG = {
    "ttl": f'@prefix r: <{RDF}> . <{EX.s}> <{EX.p}> "x"^^r:langString .',
    "n3": f'@prefix r: <{RDF}> . <{EX.s}> <{EX.p}> "x"^^r:langString .',
    "rdf": XML.replace(f'r:resource="{EX.o}"/>', f'r:datatype="{RDF.langString}">x</e:p>'),
    "jsonld": JSON.replace(f'"@id": "{EX.o}"', f'"@value": "x", "@type": "{RDF.langString}"'),
}


@pytest.mark.parametrize("suffix", WITHOUT_TAG)
def test_a_text_typed_as_one_with_a_language_has_one(suffix: str) -> None:
    with pytest.raises(
        DataError, match=r'language tag.* Give the text a language tag instead of that datatype: "text"@en'
    ):
        parse(WITHOUT_TAG[suffix].encode(), suffix, "a")


ENTITIES = {
    "entities within entities": "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9)),
    "a long one many times": f'<!ENTITY e9 "{"x" * 99_000}">',
}


@pytest.mark.parametrize("entities", ENTITIES.values(), ids=ENTITIES)
def test_entities_of_xml_that_fill_memory_are_refused_at_once(entities: str) -> None:
    body = XML.replace(f'r:resource="{EX.o}"/>', ">" + "&e9;" * 2_000 + "</e:p>")

    with pytest.raises(DataError, match=r"amplification.* Write the text itself in the place of its <!ENTITY"):
        parse(f'<!DOCTYPE r [<!ENTITY e0 "lol">{entities}]>{body}'.encode(), "rdf", "a")


@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_json_that_is_nested_so_deep_that_the_parser_ends_the_process_is_refused(brackets: str) -> None:
    opened, closed = (f'{{"{EX.p}":', "}") if brackets == "{}" else ("[", "]")
    text = f'{{"@id": "{EX.s}", "{EX.p}": {opened * 6_000}"x"{closed * 6_000}}}'

    with pytest.raises(DataError, match=r"nested deeper than 500. Give inner objects an @id"):
        parse(text.encode(), "jsonld", "a")


@pytest.mark.parametrize("suffix", ["ttl", "nq"])
def test_what_one_format_refuses_is_refused_when_the_right_format_is_looked_for(suffix: str) -> None:
    """A file that cannot be read is tried in other formats, to name the right one."""
    deep = f'{{"@id": "{EX.s}", "{EX.p}": {"[" * 6_000}"x"{"]" * 6_000}}}'
    body = XML.replace(f'r:resource="{EX.o}"/>', ">" + "&e9;" * 2_000 + "</e:p>")
    entities = ENTITIES["entities within entities"]
    for text in (deep, f'<!DOCTYPE r [<!ENTITY e0 "lol">{entities}]>{body}'):
        with pytest.raises(DataError, match="Mend that place"):
            parse(text.encode(), suffix, "a")


def test_brackets_in_texts_are_not_nested() -> None:
    text = f'{{"@id": "{EX.s}", "{EX.p}": "{"[" * 600}\\"{"{" * 600}"}}'

    assert len(parse(text.encode(), "jsonld", "a")) == 1


def test_a_text_that_the_parser_has_no_room_for_is_too_large() -> None:
    with pytest.raises(DataError, match=r"it is too large: .* Split it"):
        parse(f'<{EX.s}> <{EX.p}> "{"x" * (17 << 20)}" .'.encode(), "ttl", "a")


def test_a_small_file_that_unpacks_to_any_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdf_files, "_MOST_BYTES", 1 << 20)

    with pytest.raises(DataError, match="more than 1048576 bytes"):
        parse(gzip.compress(gzip.compress(b" " * (2 << 20))), "ttl", "a")


@pytest.mark.parametrize("context", ['"{}"', '["{}", {{"x": "https://example.org/x"}}]'])
def test_our_context_is_known_by_its_address(context: str) -> None:
    named = context.format("https://w3id.org/solidarity-graph/context.jsonld")

    assert set(parse(f'{{"@context": {named}, "@id": "{EX.s}", "type": "Arrest"}}'.encode(), "jsonld", "a")) == {
        (EX.s, RDF.type, URIRef(SG + "Arrest"))
    }


def test_entities_that_shorten_namespaces_are_read() -> None:
    text = f'<!DOCTYPE r [<!ENTITY e "{EX}">]>' + XML.replace(f'"{EX}s"', '"&e;s"')

    assert set(parse(text.encode(), "rdf", "a")) == {(EX.s, EX.p, EX.o)}


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
    "another suffix": ("a.tar.bz2", "x", "Or name it by --input-format."),
    "a relative IRI in N-Triples": ("a.nt", "<s> <p> <o> .", "N-Triples has no relative IRIs: write it in full."),
    "a page in XHTML": ("a.ttl", '<?xml version="1.0"?>\n<html xmlns="x"/>', "It is a page in HTML"),
    "a relative class in JSON-LD": (
        "a.json",
        JSON.replace("{", '{"@type": "a b", ', 1),
        "IRI without a base: a b. Give",
    ),
    "a relative datatype in JSON-LD": (
        "a.json",
        JSON.replace(f'"@id": "{EX.o}"', '"@value": "1", "@type": "integer"'),
        "a relative IRI without a base: integer. Give",
    ),
    "a prefix that is not declared": ("a.ttl", "ex:s ex:p ex:o .", "Declare it first: @prefix sg: <https://w3id.org/"),
    "a prefix that is not declared in XML": ("a.rdf", XML.replace(' xmlns:e="', ' xmlns:f="'), "In XML: xmlns:sg="),
    "a rule of N3": ("a.n3", f"{{ ?x <{EX.p}> ?y }} => {{ ?y <{EX.p}> ?x }} .", "Rules and variables of N3 are no RDF"),
    "a mark between two files": ("a.ttl", f"{TRIPLE} .\n\ufeff{TRIPLE} .", "line 2, column 1: <U+FEFF ZERO WIDTH NO"),
    "a space that is none": ("a.ttl", f"<{EX.s}>\u00a0<{EX.p}> 1 .", "U+00A0 NO-BREAK SPACE"),
    "XML that is not closed": ("a.rdf", XML.replace("</r:Desc", "</r:desc"), "a.rdf, line 2, column 9"),
    "an entity of HTML": ("a.rdf", XML.replace("<e:p ", "&eacute;<e:p "), "column 48: undefined entity."),
    "an error at the end": ("a.ttl", f"<{EX.s}>\n", "Mend that place"),
    "an IRI with a space": ("a.jsonld", JSON.replace("org/s", "org/a s"), "Invalid IRI code point ' '"),
}


@pytest.mark.parametrize(("name", "text", "words"), AT_FAULT.values(), ids=AT_FAULT)
def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(DataError) as caught:
        read_file(tmp_path / name)
    assert words in str(caught.value)


archive, zipped = io.BytesIO(), io.BytesIO()
with tarfile.open(fileobj=archive, mode="w") as folder:
    folder.addfile(tarfile.TarInfo("a.ttl"), io.BytesIO())
with zipfile.ZipFile(zipped, "w") as files:
    files.writestr("a.ttl", TRIPLE)
BYTES = {
    "Latin-1 in Turtle": ("a.ttl", f'<{EX.s}> <{EX.p}> "é" .'.encode("latin-1"), "Save the file as UTF-8."),
    "an unknown encoding": ("a.rdf", b'<?xml version="1.0" encoding="none-such"?><a/>', "Save the file as UTF-8."),
    "UTF-16 cut off": ("a.ttl", codecs.BOM_UTF16_LE + b"<", "Save the file as UTF-8."),
    **{
        f"{name} cut off": (f"a.ttl.{name}", pack(TRIPLE.encode())[:-9], "it is packed, but damaged or cut off (")
        for name, pack in PACKED.items()
    },
    "tar": ("a.ttl.tar.gz", gzip.compress(archive.getvalue()), "it is a tar archive, which is not read here. Take"),
    "zip": ("a.zip", zipped.getvalue(), "it is a zip archive, which is not read here. Take the RDF out of it first."),
    "zstd": ("a.ttl.zst", b"\x28\xb5\x2f\xfd$", "it is packed by zstd, which"),
    "HDT": ("a.hdt", b"$HDT\x01", "it is HDT, which is not read here."),
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


def test_a_message_does_not_quote_the_whole_file() -> None:
    with pytest.raises(DataError) as caught:
        parse(b"x" * 100_000, "ttl", "a")
    assert len(str(caught.value)) < 800
