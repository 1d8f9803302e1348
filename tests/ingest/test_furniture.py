"""Menus, banners and footers that the pages of a site repeat are no guidance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.furniture import MIN_DOCUMENTS, furniture, number_of, visible, without
from ingest.generation import Home
from ingest.index import Index
from ingest.markup import blocks
from ingest.pipeline import IngestReport
from ingest.settings import IngestSettings
from ingest.types import Outline
from ingest.verify import verify_index
from tests.fakes import FakeEmbedder

Run = Callable[..., IngestReport]

PAGE = """Title: Rule {n} - Guidance

URL Source: https://rules.example/{n}

Markdown Content:
Rule {n} - Guidance - EXAMPLE

===============

Cookies
-------

We use some essential cookies to make this website work.

[Skip to main content](https://rules.example/{n}#content)

*   [Benefits](https://rules.example/benefits)
*   [Only on page {n}](https://rules.example/only/{n})

Rule {n}
========

Form {n} must be sent within {n} days. A late form is refused.

*   [The form itself](https://rules.example/form)

Is this page useful?
--------------------

*    Yes this page is useful

© Crown copyright
"""


def write(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for n in range(1, count + 1):
        (folder / f"rule-{n:02}.md").write_text(PAGE.format(n=n), "utf-8")
    return folder


def quotable(settings: IngestSettings) -> list[str]:
    home = Home(settings.home)
    index = Index(home, home.manifest(home.current()), settings)
    try:
        return [index.text(r.chunk.document)[u.start : u.end] for r in index.catalog.chunks() for u in r.chunk.units]
    finally:
        index.close()


def test_repeated_blocks_become_no_part_of_a_chunk(run: Run, tmp_path: Path, settings: IngestSettings) -> None:
    report = run(write(tmp_path / "site", 12))
    assert report.furniture >= 5
    units = quotable(settings)
    assert "Form 7 must be sent within 7 days." in units
    menu = ("cookies", "Skip to", "Benefits", "Only on page", "useful", "copyright", "URL Source", "EXAMPLE", "===")
    assert [unit for unit in units if any(word in unit for word in menu)] == []
    assert sum("[The form itself]" in unit for unit in units) == 0  # a link list that every page repeats
    assert verify_index(settings).problems == ()


def test_a_few_documents_that_agree_lose_nothing(run: Run, tmp_path: Path, settings: IngestSettings) -> None:
    assert run(write(tmp_path / "site", MIN_DOCUMENTS - 1)).furniture == 0
    assert "We use some essential cookies to make this website work." in quotable(settings)


def test_the_same_documents_give_the_same_sections_in_any_order_of_arrival(
    run: Run, tmp_path: Path, settings: IngestSettings, model: FakeEmbedder
) -> None:
    from ingest.pipeline import ingest

    run(write(tmp_path / "site", 6))
    grown = run(write(tmp_path / "site", 12))  # now the first six are cut anew
    assert (len(grown.added), len(grown.changed)) == (6, 6)
    fresh = settings.model_copy(update={"home": tmp_path / "fresh"})
    ingest([tmp_path / "site"], fresh, embedder=lambda: model)  # type: ignore[arg-type, return-value]
    assert quotable(settings) == quotable(fresh)
    again = run(tmp_path / "site")
    assert not again.switched


def test_saved_pages_say_where_they_come_from(run: Run, tmp_path: Path, settings: IngestSettings) -> None:
    run(write(tmp_path / "site", 2))
    home = Home(settings.home)
    index = Index(home, home.manifest(home.current()), settings)
    (section,) = [s for s in index.catalog.sections("rule-01") if s.heading == "Rule 1"]
    assert section.source is not None
    assert section.source.url == "https://rules.example/1"
    assert index.catalog.document("rule-01").title == "Rule 1 - Guidance"
    index.close()


def test_links_count_by_their_words() -> None:
    assert visible("See [All  Updates](https://x.org/a(b)c?d) now") == "see all updates now"
    assert number_of("[Skip](#a)") == number_of("[skip](/other#a)")


def test_headings_are_never_furniture() -> None:
    text = "# Same\n\nSame text.\n\nOwn text.\n"
    found = without(text, blocks(text), frozenset({number_of("Same"), number_of("Same text.")}))
    assert [text[b.start : b.end] for b in found] == ["Same", "Own text."]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sets(st.integers(0, 9), max_size=6)), max_size=40))
def test_furniture_stands_in_half_of_a_site_and_in_eight_documents(found: list[tuple[str, set[int]]]) -> None:
    outlines = [Outline(site, tuple(sorted(numbers))) for site, numbers in found]
    for site, numbers in furniture(outlines).items():
        own = [outline for outline in outlines if outline.site == site]
        for number in range(10):
            count = sum(number in outline.blocks for outline in own)
            assert (number in numbers) == (count >= MIN_DOCUMENTS and count * 2 >= len(own))


def test_headings_lose_the_buttons_of_their_page(run: Run, tmp_path: Path, settings: IngestSettings) -> None:
    text = "# Rules\n\n## Fees (all of them), Show\n\nThe fee is $20.\n\n## Show\n\nText.\n"
    (tmp_path / "page.md").write_text(text, "utf-8")
    run(tmp_path / "page.md")
    home = Home(settings.home)
    index = Index(home, home.manifest(home.current()), settings)
    assert [section.heading for section in index.catalog.sections("page")] == ["Fees (all of them)", "Show"]
    assert all(", Show" not in row.chunk.context for row in index.catalog.chunks())
    index.close()


def test_a_saved_error_page_is_skipped_and_named(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "site", 2)
    (folder / "gone.md").write_text(
        "Title: Page not found\n\nURL Source: https://rules.example/9\n\n"
        "Warning: Target URL returned error 404: Not Found\n\nMarkdown Content:\nPage not found\n\nTry the search.\n",
        "utf-8",
    )
    report = run(folder)
    assert report.added == ("rule-01", "rule-02")
    assert "error page (404)" in report.skipped[0].reason


def test_no_chunk_spans_what_was_left_out(run: Run, tmp_path: Path, settings: IngestSettings) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    for n in range(1, 11):
        opening = f"# Rule {n}\n\nForm {n} is sent.\n\nOpen all parts below\n\n"
        text = f"{opening}1. Part {n} applies, Show\n\nPay {n} dollars.\n"
        (folder / f"rule-{n:02}.md").write_text(text, "utf-8")
    run(folder)
    home = Home(settings.home)
    index = Index(home, home.manifest(home.current()), settings)
    chunks = [index.text(row.chunk.document)[row.chunk.start : row.chunk.end] for row in index.catalog.chunks()]
    assert "Form 7 is sent." in chunks
    assert "Pay 7 dollars." in chunks
    assert [chunk for chunk in chunks if "Open all parts" in chunk or "Show" in chunk] == []
    assert [section.heading for section in index.catalog.sections("rule-07")] == ["Rule 7", "Part 7 applies"]
    index.close()
