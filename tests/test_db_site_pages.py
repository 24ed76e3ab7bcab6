"""The site's own pages as they are sent, without a browser."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyarrow.parquet
import pytest

from db.connect import close, open_archive, open_for_reading
from db.load import Provenance, bulletin_id, load
from db.site.answers import Answers, answer_of
from db.site.routes import SITES
from db.site.serve import site
from db.site.version import Watch, archive_version
from parser.bulletin import Bulletin, Column
from parser.finding import CATALOGUE, Finding
from tests.builders import annex, bulletin, department, month, row, table
from tests.builders_site import ISSUER, POLICE, archive_of_months, months, picture_size
from tongbao.site_tools import site_tools

SERIES: dict[str, object] = {
    "measure": "received_total",
    "department": ["省环保厅", "省民政厅", "省公安厅"],
    "doubtful": "1",
    "lineage": "1",
}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


class Visitor:
    """Asks the application without a network between."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.loop = asyncio.new_event_loop()

    def get(self, path: str, headers: Mapping[str, str] | None = None, /, **query: object) -> Any:
        asked = f"{path}?{urlencode(query, doseq=True)}" if query else path
        asking = self.application.client.get(asked, headers=dict(headers or {}))
        return self.loop.run_until_complete(asking)

    def page(self, path: str, **query: object) -> str:
        answer = self.get(path, {"accept-language": "en"}, **query)
        assert answer.status_code == 200, path
        text: str = answer.text
        return text


def hostile() -> Bulletin:
    """A bulletin whose every text tries to be markup."""
    rows = (row(HOSTILE, [1, 2, 3, 4], 11),)
    columns = [Column(path=(HOSTILE, str(n))) for n in range(4)]
    return bulletin(
        month(2020, 1),
        issuer=HOSTILE,
        title=HOSTILE,
        paragraphs=[HOSTILE],
        annexes=[annex([table(rows, columns)], title=HOSTILE)],
        findings=[Finding(code="sum-mismatch", message=HOSTILE)],
        path=f"{HOSTILE}.txt",
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = archive_of_months(tmp_path_factory.mktemp("pages") / "archive.db")
    db = open_archive(path)
    provenance = Provenance(parser_version="1", source_page="javascript:alert(3)", licence=HOSTILE)
    load(db, hostile(), provenance)
    close(db)
    return path


@pytest.fixture(scope="module")
def visitor(archive: Path) -> Iterator[Visitor]:
    made = Visitor(site(archive, site_tools()))
    yield made
    made.loop.close()


def identifier(year: int, calendar_month: int) -> str:
    label = f"{year}-{calendar_month:02d}"
    found = next(b for b in months() if b.period is not None and b.period.label == label)
    return bulletin_id(found.source.sha256)


def test_the_front_page_tells_what_is_held_and_what_is_missing(visitor: Visitor) -> None:
    shown = SITES[visitor.application]
    shown.counts(shown.watch.mark())
    page = visitor.page("/")

    assert "17 bulletins of 2 issuers, 2017-09 to 2020-01" in page
    assert page.count('<td class="gap">gap</td>') == 1
    assert f'href="/bulletin/{identifier(2018, 5)}"' in page
    assert '<span class="form">txt</span> 17' in page
    assert re.search(r"printed <b>\d+</b>", page)
    assert "share differs" in page


def test_a_bulletin_shows_every_value_in_its_column_with_its_doubt(visitor: Visitor) -> None:
    page = visitor.page(f"/bulletin/{identifier(2018, 5)}")

    assert '<th scope="colgroup" colspan="2">其中</th>' in page
    assert page.count('class="v printed"') == 12
    assert page.count('class="v ambiguous"') == 2
    assert 'title="ambiguous 55% · Possible columns: 收件总数, 其中/大厅受理"' in page
    assert '<span class="sr"> ambiguous</span>' in page
    assert f"bulletin/{identifier(2018, 5)}/cell/0-0-2-0" in page
    assert 'id="p3"' in page


def test_a_value_has_a_page_with_its_proof_and_its_place(visitor: Visitor) -> None:
    page = visitor.page(f"/bulletin/{identifier(2018, 5)}/cell/0-0-2-0")

    assert "<b>ambiguous</b> — the layout was lost and no column stands out" in page
    assert "55%" in page
    assert "the printed order, probabilities" in page
    assert "<li>收件总数" in page
    assert "<li>其中/大厅受理" in page
    assert "line 13" in page
    assert "省环保厅 | <mark" not in page.split('class="row at"')[0]
    assert 'class="row at"' in page


def test_a_department_shows_its_names_its_lineage_and_its_series(visitor: Visitor) -> None:
    page = visitor.page("/department/320000/environment-protection")

    assert "省环保厅" in page
    assert "2017-09" in page
    assert "renamed (unconfirmed): 江苏省环境保护厅 → 江苏省生态环境厅" in page
    assert 'href="/department/320000/ecology-environment"' in page
    assert page.count('<svg class="small"') == 4
    assert 'class="doubt"' in page


def test_a_search_marks_the_words_and_leads_to_the_passage(visitor: Visitor) -> None:
    page = visitor.page("/search", q="公安")

    assert "<mark>公安</mark>" in page
    assert re.search(r'href="/bulletin/[0-9a-f]{16}#p\d+"', page)
    assert 'href="/department/320000/public-security"' in page
    assert "Nothing was found" in visitor.page("/search", q="无此词")
    assert "Give one or more words" in visitor.page("/search", q=" ")


def test_a_series_is_drawn_with_its_doubt_its_gap_and_its_break(visitor: Visitor) -> None:
    page = visitor.page("/series", **SERIES)

    chart = page[
        page.index('<svg class="chart"') : page.index("</svg>", page.index('class="chart"'))
    ]
    assert chart.count('class="line ') == 4
    assert chart.count('class="doubt"') == 1
    assert chart.count('class="span"') == 1
    assert chart.count('class="gapband"') == 1
    assert chart.count('class="break"') == 1
    assert "no bulletin" in page
    assert "120–480" in page


def test_the_sql_beside_a_series_takes_out_the_same_numbers(visitor: Visitor) -> None:
    page = visitor.page("/series", **SERIES)
    (link,) = re.findall(r'class="button" href="(/archive\?sql=[^"]+)"', page)
    rows = visitor.get(
        link.replace("&amp;", "&").replace("/archive?", "/archive.json?_shape=array&")
    )
    shown = visitor.get("/series.csv", **SERIES).text
    numbers = [row for row in csv.DictReader(io.StringIO(shown)) if row["value"]]

    def key(row: Any) -> tuple[str, str, float]:
        return row["period"], row["department"], float(row["value"])

    assert len(numbers) == 48
    assert sorted(map(key, rows.json())) == sorted(map(key, numbers))


def test_a_series_is_downloaded_as_what_it_says(visitor: Visitor) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(visitor.get("/series.parquet", **SERIES).content))
    assert table.num_rows == 51
    assert table.column("value").null_count == 3
    assert picture_size(visitor.get("/series.png", **SERIES).content) == (1600, 900)
    drawn = visitor.get("/series.svg", **SERIES)
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "江苏省公安厅" in drawn.text
    assert visitor.get("/series.csv", measure="no_such_measure").status_code == 404


def test_the_language_is_chosen_by_the_browser_or_by_the_reader(visitor: Visitor) -> None:
    assert '<html lang="zh-CN">' in visitor.get("/", {"accept-language": "zh-CN"}).text
    assert '<html lang="en">' in visitor.get("/", {"accept-language": "en-GB"}).text
    switched = visitor.get("/language", to="zh", back="/series?measure=late")
    assert switched.status_code == 302
    assert switched.headers["location"] == "/series?measure=late"
    assert "language=zh" in switched.headers["set-cookie"]
    chosen = {"accept-language": "en", "cookie": "language=zh"}
    assert '<html lang="zh-CN">' in visitor.get("/", chosen).text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_switch_of_language_leads_nowhere_else(visitor: Visitor, back: str) -> None:
    assert visitor.get("/language", to="en", back=back).headers["location"] == "/"


def test_an_answer_is_not_sent_again_while_the_archive_stays(visitor: Visitor) -> None:
    first = visitor.get("/departments")
    again = visitor.get("/departments", {"if-none-match": first.headers["etag"]})
    assert first.status_code == 200
    assert again.status_code == 304
    assert again.content == b""


def pages_of(shown: Visitor, paths: Iterable[str]) -> dict[str, str]:
    return {path: shown.page(path) for path in paths}


def test_no_page_is_older_than_the_archive(tmp_path: Path) -> None:
    path = archive_of_months(tmp_path / "archive.db")
    shown = Visitor(site(path, site_tools()))
    one = f"/bulletin/{identifier(2018, 5)}"
    asked = (
        one,
        "/departments",
        "/search?q=公安&limit=100",
        f"/series?{urlencode(SERIES, doseq=True)}",
    )
    before = pages_of(shown, asked)
    assert pages_of(shown, asked) == before

    later = row("省新设局", [5, 4, 1, 3], 12, department=department("320000/new", "江苏省新设局"))
    db = open_archive(path)
    police = row("省公安厅", [777, 4, 773, 3], 13, department=POLICE)
    added = bulletin(month(2019, 2), issuer=ISSUER, annexes=[annex([table((later, police))])])
    link = f'<a href="/bulletin/{bulletin_id(added.source.sha256)}'
    load(db, added, Provenance(parser_version="1"))
    during = pages_of(shown, asked[2:])  # while the importer still holds the archive open
    close(db)
    after = pages_of(shown, asked[2:])
    until_known(shown)
    pages = pages_of(shown, asked)

    for found in (during, after, pages):
        assert link in found[asked[2]]
        assert '<td class="n">777' in found[asked[3]]
    assert link not in before[asked[2]]
    assert '<td class="n">777' not in before[asked[3]]
    assert version_of(path) not in before[one]
    assert f"version {version_of(path)}" in pages[one]
    assert "江苏省新设局" in pages["/departments"]
    shown.loop.close()


def until_known(shown: Visitor) -> None:
    """Wait until what is read behind the scenes is of the archive as it is now."""
    own = SITES[shown.application]
    end = time.monotonic() + 20
    while not own.known(own.watch.mark())[1]:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_another_file_under_the_name_is_the_archive_from_then_on(tmp_path: Path) -> None:
    path = archive_of_months(tmp_path / "archive.db")
    shown = Visitor(site(path, site_tools()))
    one = f"/bulletin/{identifier(2018, 5)}"
    assert version_of(path) in shown.page(one)

    db = open_archive(tmp_path / "next.db")
    load(db, bulletin(issuer=ISSUER), Provenance(parser_version="1"))
    close(db)
    (tmp_path / "next.db").replace(path)
    until_known(shown)
    assert shown.get(one).status_code == 404
    assert version_of(path) in shown.page("/departments")
    shown.loop.close()


def version_of(path: Path) -> str:
    with contextlib.closing(open_for_reading(path)) as connection:
        return archive_version(connection)


def test_a_tag_is_the_same_for_the_same_page_from_any_process(archive: Path) -> None:
    one, other = (Visitor(site(archive, site_tools())) for _ in range(2))
    first = one.get("/departments")
    again = other.get("/departments", {"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for shown in (one, other):
        shown.loop.close()


def test_a_change_is_noticed_before_the_file_is_written_back(tmp_path: Path) -> None:
    path = archive_of_months(tmp_path / "archive.db")
    watch = Watch(path)
    still = [watch.mark(), watch.mark()]
    db = open_archive(path)
    with db.conn:
        db.conn.execute("UPDATE bulletins SET title = 'x'")
    changed = watch.mark()
    with db.conn:
        db.conn.execute("UPDATE bulletins SET title = 'y'")
    assert still[0] == still[1] is not None
    assert len({still[0], changed, watch.mark()}) == 3
    close(db)


def test_answers_take_no_more_room_than_they_are_given() -> None:
    kept, mark = Answers(most_bytes=8000), (1, 1)
    kept.get(mark, "first")
    for number in range(20):
        kept.put(mark, number, answer_of(b"x" * 900))
    there = [number for number in range(20) if kept.get(mark, number)]
    assert there == list(range(12, 20))
    kept.put(mark, "large", answer_of(b"x" * 1001))
    assert kept.get(mark, "large") is None
    kept.put((1, 2), "of another state", answer_of(b"x"))
    assert kept.get((1, 2), "of another state") is None
    assert kept.get((1, 2), 19) is None


@pytest.mark.parametrize(
    "path",
    [
        "/bulletin/0123456789abcdef",
        "/bulletin/0123456789abcdef/cell/0-0-0-0",
        "/bulletin/0123456789abcdef/original",
        "/bulletin/0123456789abcdef/page/1",
        "/bulletin/0123456789abcdef/page/1.png",
        "/department/no-such-body",
        "/assets/no-such-file.css",
    ],
)
def test_what_is_not_there_is_not_found(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 404


PAGES = (
    "/",
    "/search?q=script",
    "/search?q=" + quote(HOSTILE),
    "/search?q=a&issuer=" + quote(HOSTILE) + "&from=" + quote('"><script>alert(4)</script>'),
    "/departments?q=" + quote(HOSTILE),
    "/departments?issuer=" + quote(HOSTILE),
    "/series?measure=" + quote(HOSTILE),
    "/series?measure=received_total&department=" + quote(HOSTILE) + "&issuer=" + quote(HOSTILE),
    "/series?measure=received_total&issuer=" + quote(HOSTILE[:20]),
    "/department/" + quote(HOSTILE),
    "/?issuer=" + quote(HOSTILE),
    "/archive/bulletins",
    "/archive/passage_search?_search=script",
    "/archive/findings_by_kind?code=" + quote(HOSTILE),
)


@pytest.mark.parametrize("path", PAGES)
def test_hostile_text_is_never_markup(visitor: Visitor, path: str) -> None:
    text = visitor.get(path).text

    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert 'href="javascript' not in text


def test_hostile_text_of_a_document_is_never_markup_on_its_page(
    visitor: Visitor, archive: Path
) -> None:
    path = f"/bulletin/{bulletin_id(hostile().source.sha256)}"
    for page in (path, f"{path}/cell/0-0-0-0"):
        text = visitor.page(page)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "javascript:" not in text
        assert "&lt;script&gt;alert(1)" in text


INJECTIONS = (
    "' OR 1=1 --",
    '"; DROP TABLE bulletins; --',
    "1) UNION SELECT sql FROM sqlite_master --",
)


@pytest.mark.parametrize("words", INJECTIONS)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/search", "q"),
        ("/search", "issuer"),
        ("/departments", "q"),
        ("/series", "measure"),
        ("/series", "department"),
        ("/series", "annex"),
        ("/archive/series_of_a_measure", "department"),
        ("/archive/passage_search", "_search"),
    ],
)
def test_what_is_asked_for_is_never_sql(visitor: Visitor, path: str, name: str, words: str) -> None:
    asked: dict[str, object] = {"q": "公安", "measure": "received_total", "period": "2018-01"}
    asked = asked | {"from": "", "to": "", "department": ""} if "passage" not in path else {}
    answer = visitor.get(path, **{**asked, name: words})

    assert answer.status_code == 200
    assert "CREATE TABLE" not in answer.text
    assert "17 bulletins" in visitor.page("/")


def test_our_pages_may_run_no_script_but_ours(visitor: Visitor) -> None:
    for path in ("/", "/search", "/series", f"/bulletin/{identifier(2018, 5)}"):
        rules = visitor.get(path).headers["content-security-policy"]
        assert "script-src 'self';" in rules
        assert "unsafe" not in rules
        assert "default-src 'none'" in rules
    datasettes = visitor.get("/archive").headers
    assert "frame-ancestors 'none'" in datasettes["content-security-policy"]
    assert datasettes["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "sql",
    [
        "with x as (select 1) insert into meta values ('a', 'b')",
        "explain select load_extension('x')",
        "select writefile('/tmp/x', 'y')",
        "select fts3_tokenizer('simple')",
        "select * from pragma_journal_mode('delete')",
    ],
)
def test_sql_that_does_more_than_read_is_refused(visitor: Visitor, sql: str) -> None:
    assert visitor.get("/archive.json", sql=sql).status_code == 400


@pytest.mark.parametrize(
    ("name", "query", "least"),
    [
        ("series_of_a_measure", {"measure": "received_total", "department": "公安"}, 16),
        ("departments_ranked_in_a_month", {"measure": "received_total", "period": "2018-03"}, 3),
        ("findings_by_kind", {"code": "share-mismatch"}, 16),
        ("kinds_of_findings", {}, 1),
        ("cells_that_need_a_look", {"issuer": "江苏"}, 2),
        ("names_not_in_the_register", {}, 0),
    ],
)
def test_the_questions_that_stand_ready_are_answered(
    visitor: Visitor, name: str, query: dict[str, str], least: int
) -> None:
    given = {
        "measure": "",
        "department": "",
        "from": "",
        "to": "",
        "issuer": "",
        "code": "",
    } | query
    rows = visitor.get(f"/archive/{name}.json", **given, _shape="array").json()

    assert len(rows) >= least
    if name == "departments_ranked_in_a_month":
        assert [(row["rank"], row["department"]) for row in rows[:3]] == [
            (1, "江苏省环境保护厅"), (2, "江苏省公安厅"), (3, "江苏省民政厅"),
        ]  # fmt: skip


def test_the_search_box_of_the_view_of_passages_finds_chinese_words(visitor: Visitor) -> None:
    rows = visitor.get("/archive/passage_search.json", _search="公安厅", _shape="array").json()

    assert len(rows) == 32
    assert 'name="_search"' in visitor.page("/archive/passage_search")


def test_every_kind_of_finding_has_a_name_in_both_languages() -> None:
    from db.site.words import words_of

    for code in CATALOGUE:
        assert words_of("en").of("finding", code) != code
        assert re.search(r"[\u4e00-\u9fff]", words_of("zh").of("finding", code))


def test_a_reader_who_may_not_see_the_archive_sees_no_page_of_it(archive: Path) -> None:
    guarded = Visitor(site(archive, site_tools(), own={"allow": {"id": "root"}}))
    found = identifier(2018, 5)
    for path in (
        "/", "/search?q=公安", f"/bulletin/{found}", f"/bulletin/{found}/cell/0-0-2-0",
        f"/bulletin/{found}/original", f"/bulletin/{found}/page/1.png", f"/bulletin/{found}/at",
        "/departments", "/department/320000/civil-affairs", "/series", "/series.csv", "/archive",
    ):  # fmt: skip
        assert guarded.get(path).status_code == 403, path
    guarded.loop.close()


def test_behind_a_proxy_every_link_carries_the_path(archive: Path) -> None:
    visitor = Visitor(site(archive, site_tools(), base="/tongbao/"))
    page = visitor.get("/").text
    links = re.findall(r'(?:href|action)="(/[^"]*)"', page)

    assert links
    assert all(link.startswith("/tongbao/") for link in links)
    assert visitor.get("/assets/site.css").status_code == 200
    switched = visitor.get("/language", to="en", back="/series")
    assert switched.headers["location"] == "/tongbao/series"
    visitor.loop.close()


def test_the_issuer_of_the_months_is_offered(visitor: Visitor) -> None:
    assert f"<option>{ISSUER}</option>" in visitor.page("/series")
