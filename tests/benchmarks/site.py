"""How fast the site answers many readers; prints the 95th percentile by page, and failures.

Run: python -m tests.benchmarks.site [BULLETINS [READERS [SECONDS [ARCHIVE]]]]

The archive holds parsed bulletins again under other issuers and months (numbers as they are);
with ARCHIVE it is kept there and used again. Every reader asks for the next page as soon as it
has the last one, each page with another bulletin, word, department: little is answered twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import tongbao
from corpus import generate, render
from corpus.printed import printed_bulletin
from db.connect import close, open_archive
from db.load import Provenance, load
from parser.bulletin import Annex, Bulletin, Department, Period, Row
from tests.conftest import ROOT, environment

ISSUERS = 120
WORDS = (
    "公安", "在线", "互联网+政务服务", "12345", "省发改委", "办结", "民政", "窗口", "热情",
    "承诺", "邮寄", "锦旗", "在线申办", "环保厅", "审批",
)  # fmt: skip
MEASURES = ("received_total", "completed_total", "received_counter", "pending", "consultations")


def models() -> tuple[Bulletin, ...]:
    """Return parsed bulletins: the real one and synthetic ones with and without their blanks."""
    made = [tongbao.parse(ROOT / "corpus" / "bulletins" / "2017-03-jiangsu.txt", year=2017)]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(4):
            printed = printed_bulletin(generate.bulletin(generate.issuer(number), number))
            text = (render.render_kept_text, render.render_collapsed_text)[number % 2](printed)
            file = Path(folder) / f"{number}.txt"
            file.write_text(text, encoding="utf-8")
            made.append(tongbao.parse(file))
    return tuple(made)


def elsewhere(model: Bulletin, number: int) -> Bulletin:
    """Return ``model`` as the bulletin of another issuer and month."""
    index, issuer = divmod(number, ISSUERS)
    year, month = 2012 + index // 12, index % 12 + 1
    sha256 = hashlib.sha256(f"{number} {model.source.sha256}".encode()).hexdigest()

    def department(held: Department | None) -> Department | None:
        if held is None:
            return None
        tail = held.id.partition("/")[2] or held.id
        return replace(held, id=f"9{issuer:05d}/{tail}", name=f"第{issuer}{held.name}")

    def rows(held: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(replace(row, department=department(row.department)) for row in held)

    def moved(annex: Annex) -> Annex:
        return replace(annex, tables=tuple(replace(t, rows=rows(t.rows)) for t in annex.tables))

    return replace(
        model,
        source=replace(model.source, sha256=sha256, path=f"{issuer}/{year}-{month:02d}.txt"),
        issuer=f"第{issuer}政务服务中心",
        period=Period(kind="month", year=year, month=month, year_source="text"),
        annexes=tuple(moved(annex) for annex in model.annexes),
    )


def build(path: Path, count: int) -> None:
    """Write an archive of ``count`` bulletins."""
    held = models()
    db = open_archive(path)
    db.conn.execute("PRAGMA synchronous = OFF")
    for number in range(count):
        model = held[(number // ISSUERS) % len(held)]
        load(db, elsewhere(model, number), Provenance(parser_version="1"))
    close(db)


def pages(path: Path) -> dict[str, Callable[[random.Random], str]]:
    """Return for each kind of page how to draw an address of it."""
    with sqlite3.connect(path) as connection:
        bulletins = [r[0] for r in connection.execute("SELECT bulletin_id FROM bulletins")]
        departments = [r[0] for r in connection.execute("SELECT department_id FROM departments")]
        issuers = [r[0] for r in connection.execute("SELECT DISTINCT issuer FROM bulletins")]
        words = [r[0] for r in connection.execute("SELECT DISTINCT label FROM table_rows")]
    every_word = [*WORDS, *(word for word in words if word)]

    def search(chance: random.Random) -> str:
        scope = f"&issuer={quote(chance.choice(issuers))}" if chance.random() < 0.3 else ""
        return f"/search?q={quote(chance.choice(every_word))}{scope}"

    def series(chance: random.Random) -> str:
        names = chance.sample(departments, 3)
        asked = "".join(f"&department={quote(name)}" for name in names)
        return f"/series?measure={chance.choice(MEASURES)}{asked}&doubtful=1"

    def totals(chance: random.Random) -> str:
        issuer = quote(chance.choice(issuers))
        return f"/series?measure={chance.choice(MEASURES)}&issuer={issuer}"

    return {
        "front": lambda c: f"/?page={c.randint(1, max(1, len(issuers) // 10))}",
        "search": search,
        "bulletin": lambda c: f"/bulletin/{c.choice(bulletins)}",
        "value": lambda c: f"/bulletin/{c.choice(bulletins)}/cell/2-0-{c.randint(0, 9)}-0",
        "department": lambda c: f"/department/{quote(c.choice(departments))}",
        "departments": lambda c: f"/departments?issuer={quote(c.choice(issuers))}",
        "series": series,
        "totals": totals,
        "csv": lambda c: series(c).replace("/series?", "/series.csv?"),
        "sql table": lambda c: (
            f"/archive/observations.json?department_id={quote(c.choice(departments))}"
        ),
    }


async def ask(host: str, port: int, path: str) -> tuple[int, int]:
    """Return status and size of one answer, over a connection of its own."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return int(answer[9:12]), len(answer)


async def readers(
    address: str, kinds: dict[str, Callable[[random.Random], str]], count: int, seconds: float
) -> tuple[dict[str, list[float]], Counter[str], dict[str, int]]:
    """Let ``count`` readers read at once; return times by kind, failures and sizes."""
    place = urlsplit(address)
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    failed: Counter[str] = Counter()
    sizes: dict[str, int] = {}
    end = time.perf_counter() + seconds

    async def read(number: int) -> None:
        chance = random.Random(number)
        while time.perf_counter() < end:
            kind = chance.choice(tuple(kinds))
            started = time.perf_counter()
            status, size = await ask(str(place.hostname), place.port or 80, kinds[kind](chance))
            taken[kind].append((time.perf_counter() - started) * 1000)
            sizes[kind] = max(sizes.get(kind, 0), size)
            # A value that a bulletin does not have is rightly not found.
            if status != 200 and not (kind == "value" and status == 404):
                failed[f"{kind} {status}"] += 1

    await asyncio.gather(*(read(number) for number in range(count)))
    return taken, failed, sizes


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process has taken, where /proc tells it."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def serve(path: Path) -> Iterator[tuple[str, int]]:
    """Serve the archive in a process of its own; yield address and process once it answers."""
    command = [sys.executable, "-m", "tongbao", "serve", "--db", str(path), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment(), cwd=ROOT
    ) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip(), server.pid
        finally:
            server.terminate()


def measure(path: Path, count: int, seconds: float) -> None:
    """Print the times by page."""
    kinds = pages(path)
    for address, process in serve(path):
        started = time.perf_counter()
        asyncio.run(readers(address, {"front": kinds["front"]}, 1, 0.1))
        print(f"first page after {time.perf_counter() - started:.1f} s")
        for kind, make in kinds.items():  # one of each, so that nothing is loaded under way
            asyncio.run(readers(address, {kind: make}, 1, 0.3))
        time.sleep(10)
        before = cpu_seconds(process)
        taken, failed, sizes = asyncio.run(readers(address, kinds, count, seconds))
        spent = cpu_seconds(process) - before
        for kind, times in taken.items():
            cuts = statistics.quantiles(times, n=20) if len(times) > 1 else [0.0] * 19
            print(
                f"{kind:12} p50 {statistics.median(times):6.0f} ms  p95 {cuts[18]:6.0f} ms"
                f"  {len(times):5} answers  up to {sizes[kind] / 1024:.0f} kB"
            )
        every = [value for times in taken.values() for value in times]
        cut = statistics.quantiles(every, n=20)[18]
        print(f"all          p95 {cut:.0f} ms, {len(every) / seconds:.0f} answers a second,")
        print(f"             {1000 * spent / len(every):.1f} ms of the server's processor each")
        print(
            f"failed: {json.dumps(failed)}; cores: {os.cpu_count()}; load: {os.getloadavg()[0]:.1f}"
        )


def main() -> None:
    """Build, serve, read, print."""
    given = [float(text) for text in sys.argv[1:4]]
    count, reading, seconds = given + [2000.0, 20.0, 20.0][len(given) :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[4]) if len(sys.argv) > 4 else Path(folder) / "archive.db"
        if not path.exists():
            started = time.perf_counter()
            build(path, int(count))
            print(f"built in {time.perf_counter() - started:.0f} s")
        print(f"archive: {path.stat().st_size / 2**20:.0f} MB")
        measure(path, int(reading), seconds)


if __name__ == "__main__":
    main()
