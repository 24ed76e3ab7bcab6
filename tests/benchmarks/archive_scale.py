"""How fast an archive loads, searches and gives series; prints times and ratios.

Run: python -m tests.benchmarks.archive_scale [BULLETINS]
"""

from __future__ import annotations

import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from db.connect import close, open_archive, open_for_reading
from db.load import Provenance, load
from db.numbers import Subject
from db.search import search
from db.series import series
from parser.bulletin import Bulletin, Department
from tests.builders import annex, bulletin, month, row, table

WORDS = (
    "率",
    "公安",
    "在线",
    "在线申办",
    "互联网+政务服务",
    "12345",
    "审批处",
    "环保厅 窗口",
    "省",
)
ISSUERS = 120
DEPARTMENTS = 54
PARAGRAPHS = 40
_CHARACTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自"
    "二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变"
    "条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指"
    "几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安"
)


def bulletins(count: int) -> Iterator[Bulletin]:
    """Yield bulletins of many issuers and months, about as large as real ones."""
    chance = random.Random(1)
    departments = [
        Department(id=f"d{n}", name=f"第{n}厅", method="exact", score=1.0)
        for n in range(DEPARTMENTS)
    ]
    for number in range(count):
        index, issuer = divmod(number, ISSUERS)
        year, month_number = divmod(index, 12)
        rows = [
            row(
                f"省{n}厅",
                [chance.randrange(5000) for _ in range(4)],
                11 + n,
                department=department,
                number=str(n + 1),
            )
            for n, department in enumerate(departments)
        ]
        rows.append(row("合计", [1, 2, 3, 4], 90))
        texts = ["".join(chance.choices(_CHARACTERS, k=80)) for _ in range(PARAGRAPHS)]
        texts[number % PARAGRAPHS] += WORDS[number % len(WORDS)]
        yield bulletin(
            month(2012 + year, month_number + 1),
            annexes=[annex([table(rows)]), annex([table(rows)], number=5, title="分中心")],
            paragraphs=texts,
            issuer=f"第{issuer}中心",
            path=f"{number}.txt",
        )


def timed(action: Callable[[], object], times: int = 5) -> list[float]:
    """Return the milliseconds of several runs."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def ask(connection: sqlite3.Connection) -> None:
    """Print how long searches and series take, beside a plain scan of the same archive."""
    for words in WORDS:
        found = timed(lambda words=words: search(connection, words))  # type: ignore[misc]
        term = words.split()[0]
        scan = timed(
            lambda term=term: connection.execute(  # type: ignore[misc]
                "SELECT count(*) FROM paragraphs WHERE text LIKE ?", (f"%{term}%",)
            ).fetchone(),
            times=1,
        )
        ratio = scan[0] / statistics.median(found)
        print(f"search {words}: {statistics.median(found):.1f} ms, LIKE {ratio:.0f} times as long")
    subjects = [Subject(id="d7")]
    one = timed(lambda: series(connection, "received_total", subjects, issuer="第7中心"))
    print(f"series of one department of one issuer: {statistics.median(one):.1f} ms")
    total = timed(lambda: series(connection, "received_total", issuer="第7中心"))
    print(f"series of the total row of one issuer: {statistics.median(total):.1f} ms")
    everyone = timed(lambda: series(connection, "received_total", subjects), times=1)
    print(f"series of one department of all issuers: {everyone[0]:.0f} ms")


def main() -> None:
    """Load, ask, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        made = list(bulletins(min(count, 2000)))
        db = open_archive(path)
        started = time.perf_counter()
        for one in made if count <= 2000 else bulletins(count):
            load(db, one, Provenance(parser_version="1"))
        taken = time.perf_counter() - started
        again = time.perf_counter()
        for one in made:
            load(db, one, Provenance(parser_version="1"))
        again = (time.perf_counter() - again) / len(made) * count
        close(db)
        print(f"load: {count / taken:.0f} bulletins a second; unchanged {taken / again:.0f} times")
        print(f"archive: {path.stat().st_size / count / 1024:.0f} kB a bulletin")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory: {peak:.0f} MB")
        ask(open_for_reading(path))


if __name__ == "__main__":
    main()
