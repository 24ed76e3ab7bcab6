"""How fast the site answers many readers; prints the 95th percentile by page, and failures.

Run: python -m tests.benchmarks.site [BULLETINS [READERS [SECONDS [ARCHIVE [SERVERS]]]]]

The archive holds parsed bulletins again under other issuers and months (numbers as they are);
with ARCHIVE it is kept there and used again. Every reader asks for the next page as soon as it
has the last one. First cold: every page has another bulletin, word, department; only the front
page and the lists of departments, of which there are few, come again (the share is printed).
Then warm: the readers ask for the same few hundred pages again and again. SERVERS is how many
processes answer, each reader asking one after the other as behind a proxy.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import tongbao
from corpus import generate, render
from corpus.printed import printed_bulletin
from db.connect import close, open_archive
from db.load import Provenance, load
from parser.bulletin import Annex, Bulletin, Period
from parser.table import Department, Row
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


@dataclass
class Readings:
    """Times in ms by kind of page, failures, sizes, and every address that was asked for."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    sizes: dict[str, int] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    @property
    def every(self) -> list[float]:
        """All times."""
        return [value for times in self.taken.values() for value in times]

    @property
    def repeated(self) -> float:
        """Share of the questions that had been asked before."""
        return 1 - len(self.asked) / max(1, self.asked.total())


Next = Callable[[random.Random], tuple[str, str]]
"""Draws the next page: its kind and its address."""


def fresh(kinds: dict[str, Callable[[random.Random], str]]) -> Next:
    """Return how to draw pages of every kind, none twice where there are enough of them."""
    seen: set[str] = set()

    def draw(chance: random.Random) -> tuple[str, str]:
        kind = chance.choice(tuple(kinds))
        path = kinds[kind](chance)
        for _ in range(20):
            if path not in seen:
                break
            path = kinds[kind](chance)
        seen.add(path)
        return kind, path

    return draw


async def read_all(addresses: Sequence[str], draw: Next, count: int, seconds: float) -> Readings:
    """Let ``count`` readers read at once for so many seconds."""
    places = [urlsplit(address) for address in addresses]
    found = Readings()
    end = time.perf_counter() + seconds
    turns = itertools.count()

    async def read(number: int) -> None:
        chance = random.Random(number)
        while time.perf_counter() < end:
            kind, path = draw(chance)
            place = places[next(turns) % len(places)]
            started = time.perf_counter()
            status, size = await ask(str(place.hostname), place.port or 80, path)
            found.taken.setdefault(kind, []).append((time.perf_counter() - started) * 1000)
            found.sizes[kind] = max(found.sizes.get(kind, 0), size)
            found.asked[path] += 1
            # A value that a bulletin does not have is rightly not found.
            if status != 200 and not (kind == "value" and status == 404):
                found.failed[f"{kind} {status}"] += 1

    await asyncio.gather(*(read(number) for number in range(count)))
    return found


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process and its children took, where /proc tells it."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            if process in (int(file.parent.name), int(fields[1])):
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def serve(path: Path, servers: int) -> Iterator[tuple[list[str], list[int]]]:
    """Serve the archive in processes of its own; yield addresses and processes once they answer."""
    command = [sys.executable, "-m", "tongbao", "serve", "--db", str(path), "--port", "0"]
    with contextlib.ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    command, stdout=subprocess.PIPE, text=True, env=environment(), cwd=ROOT
                )
            )
            for _ in range(servers)
        ]
        try:
            addresses = [str(s.stdout and s.stdout.readline().strip()) for s in started]
            yield addresses, [server.pid for server in started]
        finally:
            for server in started:
                server.terminate()


def percentile(times: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(times, n=20)[18] if len(times) > 1 else max(times, default=0.0)


def tell(name: str, found: Readings, seconds: float, spent: float) -> None:
    """Print what was measured."""
    print(f"{name}: {found.repeated:.0%} of the questions had been asked before")
    for kind, times in found.taken.items():
        print(
            f"  {kind:12} p50 {statistics.median(times):6.0f} ms  p95 {percentile(times):6.0f} ms"
            f"  {len(times):5} answers  up to {found.sizes[kind] / 1024:.0f} kB"
        )
    count = len(found.every)
    print(
        f"  all          p50 {statistics.median(found.every):6.0f} ms"
        f"  p95 {percentile(found.every):6.0f} ms  {count / seconds:.0f} answers a second,"
        f" {1000 * spent / count:.1f} ms of the servers' processors each"
    )
    print(f"  failed: {json.dumps(found.failed)}; load: {os.getloadavg()[0]:.1f}")


def measure(path: Path, count: int, seconds: float, servers: int) -> None:
    """Print the times by page, cold and warm, and those of one reader alone."""
    kinds = pages(path)
    print(f"servers: {servers}; readers: {count}; cores: {os.cpu_count()}")
    with serve(path, servers) as (addresses, processes):
        started = time.perf_counter()
        for address in addresses:
            asyncio.run(read_all([address], lambda _: ("front", "/"), 1, 0.1))
        print(f"first page after {time.perf_counter() - started:.1f} s")
        draw = fresh(kinds)
        for address in addresses:  # one of each, so that nothing is loaded under way
            for kind in kinds:
                only = fresh({kind: kinds[kind]})
                asyncio.run(read_all([address], only, 1, 0.2))
        time.sleep(10)

        def timed(name: str, drawing: Next, readers: int) -> Readings:
            before = sum(map(cpu_seconds, processes))
            found = asyncio.run(read_all(addresses, drawing, readers, seconds))
            tell(name, found, seconds, sum(map(cpu_seconds, processes)) - before)
            return found

        timed("cold", draw, count)
        chance = random.Random(1)
        few = [(kind, make(chance)) for kind, make in kinds.items() for _ in range(20)]
        for place in map(urlsplit, addresses):
            for _, page in few:
                asyncio.run(ask(str(place.hostname), place.port or 80, page))
        timed("warm", lambda chance: chance.choice(few), count)
        timed("cold, one reader alone", draw, 1)


def main() -> None:
    """Build, serve, read, print."""
    given = [float(text) for text in sys.argv[1:4]]
    count, reading, seconds = given + [2000.0, 20.0, 20.0][len(given) :]
    servers = int(sys.argv[5]) if len(sys.argv) > 5 else 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[4]) if len(sys.argv) > 4 else Path(folder) / "archive.db"
        if not path.exists():
            started = time.perf_counter()
            build(path, int(count))
            print(f"built in {time.perf_counter() - started:.0f} s")
        print(f"archive: {path.stat().st_size / 2**20:.0f} MB")
        measure(path, int(reading), seconds, servers)


if __name__ == "__main__":
    main()
