"""The frame itself: imports run one way, what ships is ours, what is documented runs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_docs import python_blocks, shell_lines

PACKAGES = ("parser", "corpus", "db", "tongbao")
MAY_IMPORT = {
    "parser": set[str](),
    "corpus": {"parser"},
    "db": {"parser"},
    "tongbao": {"parser", "corpus", "db"},
}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The top-level names that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_run_one_way_only(package: str) -> None:
    forbidden = set(PACKAGES) - MAY_IMPORT[package] - {package}

    upward = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        for name in imported(path) & forbidden
    }

    assert not upward


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_is_a_drawer(package: str) -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}

    assert not [path for path in modules(package) if path.stem in drawers]


def test_every_test_file_names_the_room_it_tests() -> None:
    strangers = []
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        package, _, rest = path.stem.removeprefix("test_").partition("_")
        if package not in PACKAGES:
            continue
        words = rest.split("_")
        heads = {"_".join(words[:count]) for count in range(1, len(words) + 1)}
        rooms = {found.stem for found in (ROOT / package).iterdir()}
        if not heads & rooms:
            strangers.append(path.name)

    assert strangers == []


def test_every_library_that_is_imported_is_declared() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = settings["optional-dependencies"]
    declared = {
        normal(re.split(r"[<>=\[ ;]", requirement)[0])
        for requirement in (*settings["dependencies"], *(r for e in extras.values() for r in e))
    }
    distributions = packages_distributions()
    undeclared = set()
    for package in PACKAGES:
        for path in modules(package):
            for name in imported(path) - set(PACKAGES) - set(sys.stdlib_module_names):
                homes = {normal(home) for home in distributions.get(name, [name])}
                if not homes & declared:
                    undeclared.add(f"{path.relative_to(ROOT)} imports {name}")

    assert not undeclared


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lock_holds_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert "://" not in lock
    assert "tongbao" not in lock


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it would be published."""
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = target.glob("*.whl")
    return built


def test_the_wheel_holds_our_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    shipped = {name for name in names if not name.split("/")[0].endswith(".dist-info")}
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not {"__pycache__", "invented", "invented-truth"} & set(path.parts)
    }

    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert shipped == ours


def test_the_same_sources_give_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir"]
    subprocess.run([*command, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    (again,) = tmp_path.glob("*.whl")

    assert again.read_bytes() == wheel.read_bytes()


def test_the_source_distribution_gives_the_same_packages(wheel: Path, tmp_path: Path) -> None:
    """Built as by someone who has the source distribution alone: sdist, then wheel from it."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (from_source,) = tmp_path.glob("*.whl")
    (source,) = tmp_path.glob("*.tar.gz")

    def shipped(path: Path) -> set[str]:
        with zipfile.ZipFile(path) as archive:
            return {name for name in archive.namelist() if name.split("/")[0] in PACKAGES}

    assert shipped(from_source) == shipped(wheel)
    with tarfile.open(source) as archive:
        kept = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {"LICENSE", "SECURITY.md", "CITATION.cff", "requirements.lock", "Makefile"} <= kept


def test_the_version_is_the_same_wherever_it_is_told() -> None:
    from tongbao import __version__

    cited = re.findall(
        r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE
    )
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "tongbao", "--version"], cwd=ROOT, capture_output=True, text=True
    ).stdout

    assert cited == [__version__]
    assert f"## [{__version__}]" in changes
    assert __version__ in told


@pytest.mark.slow
def test_the_tutorial_runs_in_an_environment_that_has_nothing_but_the_wheel(
    wheel: Path, tmp_path: Path
) -> None:
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    python = environment / "bin" / "python"
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
    lock = ["--constraints", str(ROOT / "requirements.lock")]
    subprocess.run([*command, *lock, str(wheel)], check=True, cwd=tmp_path)
    bare = {"PATH": f"{environment / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path)}

    def printed(line: str) -> str:
        done = subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, env=bare, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (line, done.stderr)
        return done.stdout

    lines = shell_lines("docs/tutorial.md")
    assert len(lines) == 11
    answers = {line: printed(line) for line in lines}
    for block in python_blocks("docs/tutorial.md"):
        (tmp_path / "block.py").write_text(f"{block}\nassert len(series) == 24\n", encoding="utf-8")
        printed("python block.py")
    homes = printed(
        "python -c 'import parser, corpus, db, tongbao as t;"
        'print(*{m.__file__.rsplit("/", 2)[0] for m in (parser, corpus, db, t)})\''
    )

    assert "24 imported" in answers["tongbao import bulletins --db archive.db"]
    (followed,) = (text for line, text in answers.items() if line.endswith("--lineage"))
    assert len(followed.splitlines()) == 25
    assert "renamed: 省卫生和计划生育委员会 → 省卫生健康委员会" in followed
    assert (tmp_path / "received.svg").read_text(encoding="utf-8").count("<svg") == 1
    assert (tmp_path / "data" / "datapackage.json").exists()
    assert Path(homes.strip()).name == "site-packages"
