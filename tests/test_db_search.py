from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from db.connect import open_archive
from db.load import Provenance, load
from db.search import QueryError, find_marks, search
from db.search_terms import split_terms, spread, term_pattern
from tests.builders import bulletin, month

PROVENANCE = Provenance(parser_version="1")
TEXTS = (
    "提高在线申办服务能力,推进“互联网+政务服务”。",
    "拨打12345热线,联系省公安厅。",
    "省新闻出版 广电局窗口。在线率97.6%。",
    "公开安全生产信息,共受理办件23933件。",
    "APP下载安装量9060次",
)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_archive(tmp_path / "archive.db")
    load(db, bulletin(paragraphs=TEXTS, annexes=()), PROVENANCE)
    return db


def found(db: Database, words: str) -> set[str]:
    return {hit.text for hit in search(db.conn, words, limit=None)}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("率", {TEXTS[2]}),
        ("公安", {TEXTS[1]}),
        ("在线", {TEXTS[0], TEXTS[2]}),
        ("公安厅", {TEXTS[1]}),
        ("在线申办", {TEXTS[0]}),
        ("推进“互联网", {TEXTS[0]}),
        ("互联网+政务服务", {TEXTS[0]}),
        ("互联网＋政务服务", {TEXTS[0]}),
        ("12345", {TEXTS[1]}),
        ("１２３４５热线", {TEXTS[1]}),
        ("1234", set()),
        ("23933件", {TEXTS[3]}),
        ("app", {TEXTS[4]}),
        ("97.6%", {TEXTS[2]}),
        ("出版广电局", {TEXTS[2]}),
        ("在线 窗口", {TEXTS[2]}),
        ("在线 公安", set()),
        ('"窗口。在线"', {TEXTS[2]}),
        ("窗口在线", set()),
        ("%", {TEXTS[2]}),
    ],
)
def test_words_of_any_length_are_found(db: Database, words: str, expected: set[str]) -> None:
    assert found(db, words) == expected


@pytest.mark.parametrize(
    "words", ['"', "*", "a OR b", "NEAR(", "公安*", "-公安", "text:公安", "'", "^公"]
)
def test_nothing_that_is_typed_is_taken_for_syntax(db: Database, words: str) -> None:
    if split_terms(words):
        search(db.conn, words)
    else:
        with pytest.raises(QueryError):
            search(db.conn, words)


def test_an_empty_question_is_refused(db: Database) -> None:
    with pytest.raises(QueryError, match="nothing to look for"):
        search(db.conn, "  ")


def test_a_hit_tells_where_it_stands_and_marks_what_was_found(db: Database) -> None:
    (hit,) = search(db.conn, "申办")
    assert (hit.period, hit.section, hit.locator, hit.rank) == (
        "2017-03",
        "主要工作",
        {"line": 3},
        1,
    )
    assert [hit.text[start:end] for start, end in hit.marks] == ["申办"]
    assert "【申办】" in hit.snippet()


def test_titles_and_headings_come_before_rows(tmp_path: Path) -> None:
    db = open_archive(tmp_path / "archive.db")
    load(db, bulletin(title="省环保厅通报"), PROVENANCE)
    assert [hit.section for hit in search(db.conn, "省环保厅")] == [None, "进驻部门办件统计表"]


def test_of_two_passages_that_which_says_the_word_more_often_in_less_comes_first(
    tmp_path: Path,
) -> None:
    db = open_archive(tmp_path / "archive.db")
    once, twice = "窗口今日办件。", "窗口对窗口。"
    long = "窗口" + "服务群众" * 30
    load(db, bulletin(paragraphs=(long, once, twice), annexes=()), PROVENANCE)
    assert [hit.text for hit in search(db.conn, "窗口")] == [twice, once, long]


@pytest.mark.parametrize("listed", [500, 0])
def test_a_search_can_be_kept_to_a_time_and_an_issuer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: int
) -> None:
    monkeypatch.setattr("db.search.MOST_LISTED", listed)  # 0: the index is asked first
    db = open_archive(tmp_path / "archive.db")
    for number in (1, 2, 3):
        load(db, bulletin(month(2017, number)), PROVENANCE)
    load(db, bulletin(month(2017, 2), issuer="南京市政务办"), PROVENANCE)
    hits = search(db.conn, "热线", since="2017-02", until="2017-02")
    assert [hit.period for hit in hits] == ["2017-02", "2017-02"]
    assert len(search(db.conn, "热线", since="2017", until="2017")) == 4
    assert len(search(db.conn, "热线", issuer="南京")) == 1
    assert not search(db.conn, "热线", issuer="无锡")


WORDS = st.text(alphabet="公安在线申办省厅12a9+。,、% \n（）“”鿕𰀀\ue123", max_size=12)


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(WORDS.filter(str.strip), min_size=1, max_size=6), words=WORDS)
def test_the_index_finds_just_what_a_plain_scan_finds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], words: str
) -> None:
    db = open_archive(tmp_path_factory.mktemp("search") / "archive.db")
    load(db, bulletin(paragraphs=texts, annexes=(), title="a"), PROVENANCE)
    if not split_terms(words):
        return
    patterns = [term_pattern(term) for term in split_terms(words)]
    everything = [text for (text,) in db.conn.execute("SELECT text FROM paragraphs")]
    scanned = sorted(text for text in everything if find_marks(text, patterns) is not None)
    assert sorted(hit.text for hit in search(db.conn, words, limit=None)) == scanned
    db.conn.close()


@settings(max_examples=300, deadline=None)
@given(
    before=WORDS,
    word=st.text(alphabet="公安在线申办省厅", min_size=1, max_size=5),
    after=WORDS,
)
def test_a_chinese_word_is_found_wherever_it_stands(before: str, word: str, after: str) -> None:
    assert find_marks(before + word + after, [term_pattern(word)]) is not None


@given(st.text())
def test_the_shadow_text_keeps_every_character(text: str) -> None:
    assert len(spread(text).replace("\x1f", "")) == len(text.replace("\x1f", ""))


def test_a_hit_says_if_only_the_passages_loaded_last_were_ranked(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = search(db.conn, "在线", limit=None)
    assert len(everything) > 1
    assert [hit.partial for hit in everything] == [False] * len(everything)
    monkeypatch.setattr("db.search.MOST_RANKED", 1)
    (bounded,) = search(db.conn, "在线", limit=1)
    assert bounded.partial
    assert bounded.as_json()["partial"] is True
    monkeypatch.setattr("db.search.MOST_RANKED", len(everything))
    assert not any(hit.partial for hit in search(db.conn, "在线", limit=1))
