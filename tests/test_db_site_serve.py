"""The server as a person meets it: a process on loopback, asked over real HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from datasette_auth_passwords.utils import hash_password

from db.connect import close, open_archive
from db.load import Provenance, load
from tests.builders import bulletin, month
from tests.conftest import ROOT, environment

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site") / "archive.db"
    db = open_archive(path)
    load(db, bulletin(), Provenance(parser_version="1"))
    hostile = "<script>alert(1)</script>公安"
    load(db, bulletin(month(2017, 4), paragraphs=[hostile]), Provenance(parser_version="1"))
    close(db)
    return path


@pytest.fixture(scope="module")
def address(archive: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "tongbao", "serve", "--db", str(archive), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def get(address: str, path: str, **query: str) -> str:
    url = f"{address.rstrip('/')}{path}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(url, timeout=20) as answer:
        text: str = answer.read().decode()
    return text


def test_the_address_is_on_loopback(address: str) -> None:
    assert address.startswith("http://127.0.0.1:")


def test_the_front_page_names_the_archive(address: str) -> None:
    page = get(address, "/")
    assert "通报" in page
    assert "/archive" in page
    assert "_memory" not in page


@pytest.mark.parametrize(
    ("words", "count"),
    [("公安", 2), ("在线", 1), ("互联网+政务服务", 1), ("12345", 1), ("无此词", 0)],
)
def test_the_search_box_finds_chinese_words(address: str, words: str, count: int) -> None:
    answer = json.loads(get(address, "/archive/paragraphs.json", _search=words, _shape="array"))
    assert len(answer) == count
    page = get(address, "/archive/paragraphs", _search=words)
    assert f'value="{words}"' in page


def test_the_views_answer_as_json(address: str) -> None:
    rows = json.loads(
        get(
            address,
            "/archive/observations.json",
            label="省环保厅",
            measure="received_total",
            _shape="array",
        )
    )
    assert [row["value"] for row in rows] == [611, 611]


def test_every_column_is_described_on_its_page(address: str) -> None:
    page = get(address, "/archive/observations")
    assert "Header from the outermost group inward" in page
    assert "印出的名称" in page


def test_text_of_documents_is_escaped(address: str) -> None:
    page = get(address, "/archive/paragraphs", _search="公安")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "sql",
    [
        "delete from bulletins",
        "insert into meta values ('a', 'b')",
        "drop table cells",
        "attach database '/tmp/x.db' as x",
        "pragma writable_schema = 1",
        "vacuum into '/tmp/stolen.db'",
    ],
)
def test_writing_through_sql_is_refused(address: str, archive: Path, sql: str) -> None:
    before = archive.read_bytes()
    with pytest.raises(urllib.error.HTTPError) as refusal:
        get(address, "/archive.json", sql=sql)
    assert refusal.value.code == 400
    assert archive.read_bytes() == before


def test_files_cannot_be_read_or_extensions_loaded_through_sql(address: str) -> None:
    for sql in ("select readfile('/etc/passwd')", "select load_extension('x')"):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            get(address, "/archive.json", sql=sql)
        assert refusal.value.code == 400


def test_a_query_without_end_is_ended(address: str) -> None:
    endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select max(x) from n"
    with pytest.raises(urllib.error.HTTPError) as refusal:
        get(address, "/archive.json", sql=endless)
    assert refusal.value.code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_other_methods_than_reading_are_refused(address: str, method: str) -> None:
    request = urllib.request.Request(f"{address}archive/bulletins", method=method, data=b"x=1")
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request, timeout=20)
    assert refusal.value.code in (403, 404, 405)


def test_a_path_cannot_leave_the_archive(address: str) -> None:
    for path in ("/../../etc/passwd", "/-/static/..%2f..%2f..%2fetc/passwd", "/archive.db"):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            get(address, path)
        assert refusal.value.code in (403, 404)


def server(archive: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tongbao", "serve", "--db", str(archive), "--port", "0"]
    return subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, text=True, env=environment()
    )


def settings_of_the_documentation(folder: Path, password: str) -> Path:
    """The settings that docs/site.md shows, with a real hash in them."""
    text = (ROOT / "docs" / "site.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    file = folder / "site.yml"
    file.write_text(block.replace("pbkdf2_sha256$...", hash_password(password)), encoding="utf-8")
    return file


def test_only_who_logs_in_may_read_as_documented(archive: Path, tmp_path: Path) -> None:
    settings = settings_of_the_documentation(tmp_path, "open sesame")
    with server(archive, "--settings", str(settings), "--base", "tongbao") as running:
        assert running.stdout is not None
        address = running.stdout.readline().strip()
        assert address.endswith("/tongbao/")
        try:
            with httpx.Client(base_url=address, timeout=20) as reader:
                assert reader.get("").status_code == 403
                assert "/tongbao/-/login" in reader.get("").text
                assert reader.get("archive/observations.json").status_code == 403
                form = reader.get("-/login").text
                token = re.search(r'name="csrftoken" value="([^"]+)"', form)
                assert token is not None
                said = {"username": "reader", "csrftoken": token[1]}
                reader.post("-/login", data={**said, "password": "wrong"})
                assert reader.get("").status_code == 403
                reader.post("-/login", data={**said, "password": "open sesame"})
                page = reader.get("")
                assert page.status_code == 200
                assert "reader" in page.text
                assert page.headers["cache-control"].startswith("private")
                assert reader.get("archive/observations.json").status_code == 200
                assert reader.post("search", data={"q": "x"}).status_code == 405
        finally:
            running.terminate()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs to fork")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_several_processes_serve_at_one_address_and_end_together(
    archive: Path, ending: signal.Signals
) -> None:
    with server(archive, "--processes", "3") as running:
        assert running.stdout is not None
        address = running.stdout.readline().strip()
        assert [get(address, "/").count("<h1") for _ in range(6)] == [1] * 6
        running.send_signal(ending)
        # Each of them holds the other end of this pipe: it is read to its end when none is left.
        assert running.stdout.read() == ""
    with pytest.raises(urllib.error.URLError):
        get(address, "/")


@pytest.mark.parametrize(
    ("content", "words"),
    [("a: [", "is no YAML"), ("- a\n", "is no Datasette metadata"), (None, "cannot be read")],
)
def test_settings_that_cannot_be_used_end_in_one_line(
    archive: Path, tmp_path: Path, content: str | None, words: str
) -> None:
    file = tmp_path / "site.yml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    command = [sys.executable, "-m", "tongbao", "serve", "--db", str(archive)]
    ran = subprocess.run(
        [*command, "--settings", str(file)],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert ran.returncode == 1
    assert words in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_the_command_of_the_container_serves_the_archive(archive: Path) -> None:
    said = (ROOT / "docs" / "Dockerfile").read_text(encoding="utf-8")
    command = json.loads(re.findall(r"^CMD (.*)$", said, re.MULTILINE)[-1])
    exposed = re.findall(r"^EXPOSE (\d+)$", said, re.MULTILINE)
    assert command[command.index("--port") + 1] == exposed[0]
    assert command[0] == "tongbao"

    places = {"/data/archive.db": str(archive), exposed[0]: "0", "0.0.0.0": "127.0.0.1"}
    given = [places.get(word, word) for word in command[1:]]
    with subprocess.Popen(
        [sys.executable, "-m", "tongbao", *given], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        try:
            assert "通报" in get(running.stdout.readline().strip(), "/")
        finally:
            running.terminate()


def test_the_container_copies_only_what_its_documentation_makes() -> None:
    said = (ROOT / "docs" / "Dockerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (\S+) ", said, re.MULTILINE)
    let_in = (ROOT / "docs" / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    assert let_in[0] == "*"
    assert {f"!{name}" for name in copied} == set(let_in[1:])
    assert set(copied) == {"requirements.lock", "dist/*.whl", "archive.db"}
