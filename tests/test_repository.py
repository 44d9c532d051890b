"""What must be true of the repository as a whole: what it holds, what it pins, what it promises."""

from __future__ import annotations

import doctest
import importlib.util
import json
import re
import subprocess
import tomllib
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

import solidarity_graph
from solidarity_graph.release import open_release

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = [".".join(host) for host in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))]
REGISTRIES += [".".join(host) for host in (("deb", "debian", "org"), ("crates", "io"), ("proxy", "golang", "org"))]
# A folder of somebody's machine: it means nothing to anybody else. `(?<!...)`: not a path of a web address.
MACHINE_PATH = re.compile(r"(?<![\w./:*-])/(?:work|home|root|Users)/[\w.]")


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Every text file that is, or would be, committed: its path and its content."""
    listing = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        answer = subprocess.run(listing, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs git and a checkout (to know which files are part of the repository)")
    found = []
    for name in sorted(set(answer.split("\0")) - {""}):
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b""
        if content and b"\0" not in content[:8192]:
            found.append((name, content.decode("utf-8")))
    return tuple(found)


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def requirement_name(requirement: str) -> str:
    """The name as PEP 503 writes it: `reuse` for `Reuse[charset-normalizer]>=6`."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement, maxsplit=1)[0]).lower()


def declared() -> set[str]:
    project = PROJECT["project"]
    wanted = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    for extra in project["optional-dependencies"].values():
        wanted += extra
    for file in (ROOT / "requirements").glob("*.in"):
        wanted += [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {requirement_name(requirement) for requirement in wanted}


def pinned(lock: Path) -> dict[str, str]:
    """Each pinned package with the lines that follow its name up to the next one."""
    text = re.sub(r"^\s*#.*\n", "", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    return {requirement_name(block): block for block in blocks if block.strip()}


def modules_with_examples() -> list[str]:
    package = Path(solidarity_graph.__file__).parent
    paths = [path for path in sorted(package.rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8")]
    names = [".".join(path.relative_to(package.parent).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names]


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_no_file_names_a_package_registry() -> None:
    assert lines_with(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_pins_one_version_with_hashes_and_names_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*-(?!-hash=)|\s@\s|file:", re.sub(r"#.*", "", text), flags=re.MULTILINE)
    loose = [
        name for name, block in pinned(lock).items() if not re.match(r"\S+==\S+ \\\n(\s+--hash=sha256:\w{64})", block)
    ]
    assert loose == []


def test_the_locks_hold_every_dependency() -> None:
    locked = {name for lock in LOCKS for name in pinned(lock)}
    assert declared() - locked == set(), "run make lock"


def test_developers_have_the_versions_that_users_have() -> None:
    core, dev = (pinned(ROOT / "requirements" / f"{name}.txt") for name in ("core", "dev"))
    assert {name: dev.get(name) for name in core} == core


def test_contributing_says_why_each_dependency_is_there() -> None:
    reasons = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").lower()
    assert {name for name in declared() if f"| `{name}` |" not in reasons} == set()


def test_the_lock_of_the_browser_code_has_a_hash_for_each_package_and_names_no_address_of_one() -> None:
    packages = json.loads((ROOT / "browser" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_contributing_says_why_each_package_of_the_browser_code_is_there() -> None:
    wanted = json.loads((ROOT / "browser" / "package.json").read_text(encoding="utf-8"))
    reasons = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    names = {*wanted["dependencies"], *wanted["devDependencies"]}
    assert {name for name in names if f"`{name}`" not in reasons} == set()


def test_a_wheel_without_the_browser_code_is_refused_and_an_editable_installation_is_not(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "browser" / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    hook = module.RequireBrowserCode(str(tmp_path), {}, None, None, str(tmp_path), "wheel")
    hook.initialize("editable", {})
    with pytest.raises(FileNotFoundError, match="Run: make assets"):
        hook.initialize("standard", {})
    (tmp_path / "src/solidarity_graph/web/static/built").mkdir(parents=True)
    (tmp_path / "src/solidarity_graph/web/static/built/licences.json").write_text("[]")
    hook.initialize("standard", {})


def test_the_version_is_the_same_wherever_it_is_written() -> None:
    version = solidarity_graph.__version__
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {version}" in re.sub(r"## Unreleased: ", "## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def test_each_licence_named_lies_in_full_in_licenses() -> None:
    reuse = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))
    named = {annotation["SPDX-License-Identifier"] for annotation in reuse["annotations"]}
    assert named == set(PROJECT["project"]["license"].split(" AND "))
    assert named == {path.stem for path in (ROOT / "LICENSES").iterdir()}


@pytest.mark.parametrize("module", modules_with_examples())
def test_examples_in_docstrings_give_what_they_show(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0


def test_a_fresh_clone_has_every_file_that_its_sums_list_with_that_hash() -> None:
    release = ROOT / "data" / "release"
    committed = {name.removeprefix("data/release/") for name, _ in texts() if name.startswith("data/release/")}
    lines = [line.split("  ") for line in (release / "SHA256SUMS").read_text("utf-8").splitlines()]
    built = [line.split("  ")[1] for line in (release / "SHA256SUMS.built").read_text("utf-8").splitlines()]
    assert {name for _, name in lines} == committed - {"SHA256SUMS", "SHA256SUMS.built"}
    assert [name for digest, name in lines if sha256((release / name).read_bytes()).hexdigest() != digest] == []
    listed = {file.name for file in open_release(release).files} | {"manifest.json"}
    assert listed == {name for _, name in lines} | {*built}, "each file is on one of the two lists"
