"""The site as people use it: a real browser, on a wide window, on a phone, by keyboard alone."""

from __future__ import annotations

import csv
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pyarrow.parquet
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.builders_site import ISSUER, archive_of_forms, picture_size
from tests.conftest import ROOT, environment

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
SERIES = (
    f"/series?measure=received_total&department=省环保厅&department=省民政厅"
    f"&department=省公安厅&issuer={ISSUER}&doubtful=1&lineage=1"
)
WIDE, PHONE = {"width": 1366, "height": 850}, {"width": 375, "height": 740}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive_of_forms(tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="module")
def address(archive: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "tongbao", "serve", "--db", str(archive), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment(), cwd=ROOT
    ) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip().rstrip("/")
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        # The system's browser: the driver is never let to bring its own.
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


class Visit:
    """A browser window; what goes wrong in it or leaves the machine is noted."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.context = browser.new_context(
            base_url=address, **{"viewport": WIDE, "locale": "zh-CN", **options}
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.wrong: list[str] = []
        self.host = urlsplit(address).netloc
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))

    def _told(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(message.text)

    def _asked(self, url: str) -> None:
        if urlsplit(url).netloc != self.host and not url.startswith(("data:", "blob:")):
            self.wrong.append(f"asked {url}")

    def open(self, path: str) -> Page:
        self.page.goto(path)
        return self.page


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    made = Visit(browser, address)
    yield made
    made.context.close()
    assert made.wrong == []


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Visit]:
    made = Visit(browser, address, viewport=PHONE)
    yield made
    made.context.close()
    assert made.wrong == []


def bulletins(archive: Path, form: str) -> str:
    """The path of a bulletin of this form; of text the one that has doubtful values."""
    with sqlite3.connect(archive) as connection:
        rows = connection.execute(
            "SELECT bulletin_id FROM bulletins JOIN files USING (sha256) WHERE format = ?"
            " ORDER BY period",
            (form,),
        ).fetchall()
    if not rows:
        pytest.skip(f"no {form} could be made here")
    return f"/bulletin/{rows[0][0]}"


@pytest.mark.parametrize("words", ["在线", "公安", "互联网+政务服务"])
def test_a_search_from_the_front_page_finds_and_marks_the_words(visit: Visit, words: str) -> None:
    page = visit.open("/")
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name="检索").click()
    page.wait_for_url("**/search?**")
    found = page.locator("ol.hits li")
    assert found.count() >= 1
    for text in page.locator("ol.hits mark").all_inner_texts():
        assert re.sub(r"[^\w+]", "", text) in (words, words.replace("+", ""))

    found.first.get_by_role("link").click()
    page.wait_for_url("**/bulletin/**")
    target = page.locator("p:target")
    expect(target).to_be_in_viewport()
    assert words[:2] in target.inner_text().replace("“", "")


@pytest.mark.parametrize("form", ["txt", "docx", "doc", "html", "pdf", "scan"])
def test_a_value_tells_what_is_known_of_it_and_leads_to_its_source(
    visit: Visit, archive: Path, form: str
) -> None:
    page = visit.open(bulletins(archive, form))
    doubtful = page.locator("a.v.ambiguous, a.v.inferred")
    value = (doubtful if doubtful.count() else page.locator("a.v")).nth(1)
    printed = value.get_attribute("data-raw")
    tip = page.get_by_role("tooltip")

    value.scroll_into_view_if_needed()
    value.hover()
    expect(tip).to_be_visible()
    expect(tip).to_contain_text(str(printed))
    if doubtful.count():
        expect(tip).to_contain_text("概率")
        candidates = (value.get_attribute("data-c") or "").split(",")
        assert tip.locator("li").count() == (len(candidates) if len(candidates) > 1 else 0)
        assert page.locator("td.candidate").count() == len(candidates)

    value.click()
    mark = page.locator("#sheet mark.at")
    expect(mark).to_have_text(str(printed))
    expect(mark).to_be_in_viewport()
    if form in ("pdf", "scan"):
        box = page.locator(".source .pageimage rect.box")
        expect(box).to_be_visible()
        image = page.locator(".source .pageimage image").get_attribute("href") or ""
        answer = page.request.get(image)
        assert picture_size(answer.body())[0] > 800


def test_the_text_of_the_first_form_has_doubtful_values(visit: Visit, archive: Path) -> None:
    path = bulletins(archive, "txt")
    page = visit.open(path)
    with sqlite3.connect(archive) as connection:
        held = dict(
            connection.execute(
                "SELECT status, count(*) FROM observations"
                " WHERE bulletin_id = ? AND annex IS NOT NULL GROUP BY status",
                (path.rsplit("/", 1)[1],),
            )
        )
    assert held["ambiguous"] > 20
    for status in ("proven", "inferred", "ambiguous"):
        assert page.locator(f"a.v.{status}").count() == held[status]


def test_the_box_lies_on_the_number_in_a_scan(visit: Visit, archive: Path) -> None:
    page = visit.open(bulletins(archive, "scan"))
    link = page.locator("a.v").first
    address = link.get_attribute("href") or ""
    page.goto(address)
    box = page.locator("svg rect.box")
    expect(box).to_be_visible()
    frame = page.locator(".pageimage svg").bounding_box()
    drawn = box.bounding_box()
    assert frame is not None
    assert drawn is not None
    assert frame["x"] < drawn["x"]
    assert drawn["x"] + drawn["width"] < frame["x"] + frame["width"]
    assert 8 < drawn["height"] < frame["height"] / 10


def test_a_series_of_three_departments_is_built_and_downloaded(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit.open("/series")
    page.get_by_label("指标").select_option("received_total")
    page.get_by_label("部门 1").fill("省环保厅")
    page.get_by_label("部门 2").fill("省民政厅")
    page.get_by_label("部门 3").fill("省公安厅")
    page.get_by_label("发布单位").select_option(ISSUER)
    page.get_by_label("包括列位未定的数字").check()
    page.get_by_label("跟随更名与合并").check()
    page.get_by_role("button", name="生成数列").click()
    page.wait_for_url("**/series?**")

    expect(page.locator("#chart .uplot canvas")).to_be_visible()
    expect(page.locator("#numbers")).to_contain_text("无该期通报")
    expect(page.locator(".breaks")).to_contain_text("江苏省生态环境厅")
    for form in ("CSV", "PARQUET", "PNG"):
        with page.expect_download() as download:
            page.get_by_role("link", name=form, exact=True).click()
        download.value.save_as(tmp_path / f"series.{form.lower()}")
    assert "省公安厅" in (tmp_path / "series.csv").read_text(encoding="utf-8")
    table = pyarrow.parquet.read_table(tmp_path / "series.parquet")
    departments = set(table.column("department").to_pylist())
    assert {"江苏省公安厅", "江苏省民政厅", "江苏省环境保护厅", "江苏省生态环境厅"} <= departments
    assert picture_size((tmp_path / "series.png").read_bytes()) == (1600, 900)


def test_who_cannot_program_has_a_series_after_four_clicks(visit: Visit, tmp_path: Path) -> None:
    page = visit.open("/")
    page.get_by_role("searchbox").fill("环保厅")
    page.get_by_role("button", name="检索").click()
    # The department that was printed under this name stands above the passages.
    page.get_by_role("link", name="江苏省环境保护厅", exact=True).click()
    page.wait_for_url("**/department/**")
    page.get_by_role("link", name="收件总数", exact=True).click()
    page.wait_for_url("**/series?**")

    expect(page.get_by_role("heading", level=1)).to_contain_text("收件总数: 江苏省环境保护厅")
    expect(page.get_by_label("跟随更名与合并")).to_be_checked()
    expect(page.locator("#numbers")).to_contain_text("江苏省生态环境厅")
    assert page.locator("#numbers td a").count() > 10
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    download.value.save_as(tmp_path / "series.csv")
    with (tmp_path / "series.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {(r["period"], r["department"]): r for r in csv.DictReader(file)}
    assert rows["2018-10", "江苏省环境保护厅"]["value"] == "613"
    assert rows["2018-11", "江苏省生态环境厅"]["obs_status"] == "B"
    # A gap between two numbers stands there, empty.
    assert [row["value"] for (period, _), row in rows.items() if period == "2018-02"] == [""]


def test_the_first_measure_offered_is_one_that_is_looked_for(visit: Visit) -> None:
    page = visit.open("/series")
    assert page.get_by_label("指标").input_value() == "received_total"


def test_a_field_is_added_and_the_chart_is_stepped_through(visit: Visit) -> None:
    page = visit.open(SERIES)
    page.get_by_role("button", name="再加一个部门").click()
    expect(page.get_by_label("部门 4")).to_be_focused()
    page.locator("#chart").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#reading")).to_contain_text("江苏省民政厅")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".u-legend")).to_contain_text("2017-")


def test_everything_is_reached_by_keyboard_alone(visit: Visit, archive: Path) -> None:
    page = visit.open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("公安")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")

    visit.open(bulletins(archive, "txt"))
    first = page.locator("table.bulletin a.v").first
    first.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    value = page.locator("a.v:focus")
    printed = value.get_attribute("data-raw")
    assert first.evaluate("(one) => one.tabIndex") == -1
    page.keyboard.press("Enter")
    expect(page.locator("#sheet mark.at")).to_have_text(str(printed))
    expect(page.locator("#sheet p.at")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("a.v.chosen")).to_be_focused()


def test_a_table_takes_one_stop_of_the_tabulator(visit: Visit, archive: Path) -> None:
    page = visit.open(bulletins(archive, "txt"))
    stops = page.locator('table.bulletin a.v[tabindex="0"]').count()
    assert stops == page.locator("table.bulletin").count()


DATASETTES = ("/archive", "/archive/passage_search?_search=公安", "/archive/findings_by_kind?code=")
PAGES = ("/", "/search?q=公安", "/departments", "/department/320000/environment-protection", SERIES)


@pytest.mark.parametrize("path", [*PAGES, *DATASETTES, "txt", "scan", "cell"])
def test_nothing_is_wider_than_a_phone(phone: Visit, archive: Path, path: str) -> None:
    page = phone.open(whole_path(archive, path))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_on_a_phone_a_value_leads_to_its_own_page(phone: Visit, archive: Path) -> None:
    page = phone.open(bulletins(archive, "txt"))
    value = page.locator("a.v.ambiguous").first
    printed = value.get_attribute("data-raw")
    value.click()
    page.wait_for_url("**/cell/**")
    expect(page.locator("mark.at")).to_have_text(str(printed))


def whole_path(archive: Path, path: str) -> str:
    if path == "cell":
        return f"{bulletins(archive, 'txt')}/cell/2-0-1-1"
    return path if path.startswith("/") else bulletins(archive, path)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, *DATASETTES, "txt", "scan", "cell"])
def test_no_serious_fault_of_accessibility(
    browser: Browser, address: str, archive: Path, path: str, scheme: str
) -> None:
    visit = Visit(browser, address, color_scheme=scheme)
    page = visit.open(whole_path(archive, path))
    page.wait_for_load_state("networkidle")
    # As a program of the test, not of the page, so that the page's own rules stay in force.
    page.evaluate((ROOT / "tests/fixtures/axe/axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    faults = [
        (one["id"], one["nodes"][0]["html"][:200], len(one["nodes"]))
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    visit.context.close()
    assert faults == []
    assert visit.wrong == []


def test_without_scripts_everything_can_be_read_and_searched(
    browser: Browser, address: str, archive: Path
) -> None:
    visit = Visit(browser, address, java_script_enabled=False)
    page = visit.open("/")
    page.get_by_role("searchbox").fill("公安")
    page.get_by_role("button", name="检索").click()
    assert page.locator("ol.hits mark").count() >= 1

    page.goto(bulletins(archive, "scan"))
    page.locator("a.v").first.click()
    expect(page.locator("mark.at")).to_be_visible()
    expect(page.locator("svg rect.box")).to_be_visible()

    page.goto(SERIES)
    expect(page.locator("svg.chart")).to_be_visible()
    assert page.locator("svg.chart circle.doubt").count() == 1
    page.get_by_role("button", name="再加一个部门").click()
    assert page.get_by_role("group").get_by_role("combobox").count() >= 5
    visit.context.close()
    assert visit.wrong == []


def test_the_language_is_switched_and_kept(visit: Visit) -> None:
    page = visit.open("/search?q=" + quote("公安"))
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    assert "公安" in page.get_by_role("searchbox").input_value()
    page.goto("/departments")
    expect(page.get_by_role("heading", level=1)).to_have_text("Departments")
