"""The frame itself: imports run one way, what ships is ours, what is documented runs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT

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
        if path.is_file() and not {"__pycache__", "invented"} & set(path.parts)
    }

    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert shipped == ours


@pytest.mark.slow
def test_the_wheel_installs_and_runs_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    lock = ROOT / "requirements.lock"
    install = [str(python), "-m", "pip", "install", "--quiet", "-c", str(lock), str(wheel)]
    subprocess.run(install, check=True, cwd=tmp_path)

    bulletin = ROOT / "corpus" / "bulletins" / "2017-03-jiangsu.txt"
    ran = subprocess.run(
        [str(environment / "bin" / "tongbao"), "parse", str(bulletin)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    homes = subprocess.run(
        [
            str(python),
            "-c",
            "import parser, corpus, db, tongbao as t;"
            "print(*{m.__file__.rsplit('/', 2)[0] for m in (parser, corpus, db, t)})",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.returncode == 0, ran.stderr
    assert "3月份省政务服务中心运行情况通报" in ran.stdout
    assert Path(homes.stdout.strip()).name == "site-packages"
