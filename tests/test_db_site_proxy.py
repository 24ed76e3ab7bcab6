"""The site behind nginx, configured as docs/site.md says, asked over HTTPS, with a log-in."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from db.connect import close, open_archive
from db.load import Provenance, bulletin_id, load
from tests.builders import bulletin
from tests.conftest import ROOT, environment
from tests.test_db_site_serve import settings_of_the_documentation

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
]
PASSWORD = "open sesame"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def configuration(folder: Path, port: int, own: tuple[int, int]) -> Path:
    """The documented server, on other ports and with a certificate of this minute."""
    page = (ROOT / "docs" / "site.md").read_text(encoding="utf-8")
    (said,) = re.findall(r"```nginx\n(.*?)```", page, re.DOTALL)
    for before, after in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("127.0.0.1:8001", f"127.0.0.1:{own[0]}"),
        ("127.0.0.1:8002", f"127.0.0.1:{own[1]}"),
        ("/etc/ssl/", f"{folder}/"),
    ):
        assert before in said
        said = said.replace(before, after)
    subject = ["-subj", "/CN=archive.example.org", "-days", "2", "-nodes"]
    files = ["-keyout", str(folder / "archive.key"), "-out", str(folder / "archive.pem")]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", *subject, *files]
    subprocess.run(made, check=True, capture_output=True)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    whole = f"{paths}access_log off;\n{said}"
    file.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\n{whole}}}\n",
        encoding="utf-8",
    )
    return file


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("proxy")
    folder.parent.chmod(0o755)
    folder.chmod(0o777)  # where nginx is started by root, its workers are somebody else
    path = folder / "archive.db"
    db = open_archive(path)
    load(db, bulletin(), Provenance(parser_version="1"))
    close(db)
    settings = settings_of_the_documentation(folder, PASSWORD)
    own = (free_port(), free_port())
    given = ["--db", str(path), "--base", "/tongbao/", "--settings", str(settings)]
    secret = {**environment(), "DATASETTE_SECRET": "of this test alone"}
    commands = [
        [sys.executable, "-m", "tongbao", "serve", *given, "--port", str(port)] for port in own
    ]
    port = free_port()
    commands.append([str(NGINX), "-c", str(configuration(folder, port, own)), "-p", str(folder)])
    running = [subprocess.Popen(c, cwd=ROOT, env=secret, stdout=subprocess.PIPE) for c in commands]
    try:
        for server in running[:2]:
            assert server.stdout is not None
            server.stdout.readline()
        wait_for(port)
        yield f"https://127.0.0.1:{port}"
    finally:
        for server in reversed(running):
            server.terminate()
            server.wait(20)


def wait_for(port: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nginx did not listen")


@pytest.fixture
def reader(address: str) -> Iterator[httpx.Client]:
    # A certificate of its own making is nobody's; the name is that of the configuration.
    headers = {"host": "archive.example.org", "accept-language": "en"}
    with httpx.Client(base_url=address, headers=headers, verify=False, timeout=20) as made:
        yield made


def log_in(reader: httpx.Client) -> None:
    form = reader.get("/tongbao/-/login").text
    token = re.search(r'name="csrftoken" value="([^"]+)"', form)
    assert token is not None
    said = {"username": "reader", "csrftoken": token[1], "password": PASSWORD}
    headers = {"referer": "https://archive.example.org/tongbao/-/login"}
    assert reader.post("/tongbao/-/login", data=said, headers=headers).status_code == 302


def test_nobody_sees_the_archive_who_has_not_logged_in(reader: httpx.Client) -> None:
    for path in ("/tongbao/", "/tongbao/search?q=公安", "/tongbao/archive/observations.json"):
        assert reader.get(path).status_code == 403
    log_in(reader)
    # One process after the other is asked: each knows who logged in at one of them.
    assert [reader.get("/tongbao/").status_code for _ in range(4)] == [200] * 4


def test_every_link_leads_to_a_page_behind_the_proxy(reader: httpx.Client) -> None:
    log_in(reader)
    one = f"/tongbao/bulletin/{bulletin_id(bulletin().source.sha256)}"
    for path in ("/tongbao/", "/tongbao/search?q=公安", "/tongbao/departments", one):
        page = reader.get(path)
        links = set(re.findall(r'(?:href|src|action)="(/[^"#]*)', page.text))
        assert len(links) > 5
        assert all(link.startswith("/tongbao/") for link in links), path
    shown = re.findall(r'href="(/tongbao/bulletin/[^"#]*|/tongbao/assets/[^"]*)"', page.text)
    assert len(shown) > 5
    assert {reader.get(link).status_code for link in shown[:12]} == {200}


def test_pages_are_compressed_and_not_sent_again_while_they_stay(reader: httpx.Client) -> None:
    log_in(reader)
    first = reader.get("/tongbao/departments")
    assert first.headers["content-encoding"] == "gzip"
    assert "private" in first.headers["cache-control"]
    tag = first.headers["etag"]
    again = [reader.get("/tongbao/departments", headers={"if-none-match": tag}) for _ in range(4)]
    assert [answer.status_code for answer in again] == [304] * 4


def test_the_rules_of_a_page_come_through_the_proxy(reader: httpx.Client) -> None:
    log_in(reader)
    page = reader.get("/tongbao/")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert reader.post("/tongbao/search", data={"q": "x"}).status_code == 405
