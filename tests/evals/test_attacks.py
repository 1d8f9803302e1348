"""The attack set: the same for the same seed, one place changed, labels that hold."""

import difflib
import json
import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest
import yaml
from typer.testing import CliRunner

from evals.attacks import measure
from evals.attacks.by_hand import read_rephrasings
from evals.attacks.claims import Corpus, Label, Sentence
from evals.attacks.edits import canonical, direction, gerund, is_real_change, replaced, third_person
from evals.attacks.families import FAMILIES
from evals.attacks.generate import changed, generate, read_corpus
from evals.attacks.held_out import HELD_OUT
from evals.attacks.rephrase import REPHRASINGS

CORPUS = Path(__file__).parents[2] / "corpus"
SAMPLE = yaml.safe_load(Path(__file__).with_name("attack_sample.yaml").read_text(encoding="utf-8"))
# These move or join whole clauses, so more than one place of the sentence differs.
TWO_PLACES = {"actor swapped", "order swapped", "halves joined", "citation swapped", "value exchanged"}
EVERY = (*FAMILIES, *HELD_OUT)


@pytest.fixture(scope="module")
def corpus():
    return read_corpus(CORPUS)


@pytest.fixture(scope="module")
def claims(corpus):
    return generate(corpus, 7)


def differing_places(quote: str, statement: str) -> int:
    words = [re.findall(r"[\w$%.,'-]+", re.sub(r"\ban?\b", "a", text.lower())) for text in (quote, statement)]
    matcher = difflib.SequenceMatcher(a=words[0], b=words[1], autojunk=False)
    places = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    # One word between two differences ("only if" - "whether or not") is one place.
    return sum(1 for n, code in enumerate(places) if n == 0 or code[1] - places[n - 1][2] > 1)


def test_the_same_seed_gives_the_same_claims(corpus, claims):
    assert generate(corpus, 7) == claims
    assert generate(corpus, 8) != claims


def test_there_are_enough_claims_of_each_label(claims):
    counts = Counter(claim.label for claim in claims)
    assert counts[Label.CHANGED] >= 2000
    assert counts[Label.REPHRASED] >= 300
    assert counts[Label.UNCHANGED] >= 500
    assert len({claim.id for claim in claims if not claim.held_out}) == sum(not c.held_out for c in claims)


def test_every_family_finds_sentences_to_change(claims):
    made = Counter(claim.family for claim in claims)
    assert [family.name for family in (*EVERY, *REPHRASINGS) if not made[family.name]] == []


def test_family_names_are_unique_and_held_out_ones_are_marked(claims):
    names = [family.name for family in EVERY]
    assert len(set(names)) == len(names)
    held_out = {family.name for family in HELD_OUT}
    assert all(claim.held_out == (claim.family in held_out) for claim in claims if claim.label is Label.CHANGED)


@pytest.mark.parametrize("family", EVERY, ids=lambda family: family.name)
def test_a_family_changes_the_sentence_in_one_place(family, corpus):
    for claim in changed(family, corpus, 7):
        if family.name == "citation swapped":
            assert claim.statement in corpus.texts
            assert claim.statement not in claim.quotes
            continue
        assert is_real_change(claim.quotes[0], claim.statement)
        if family.name not in TWO_PLACES:
            assert differing_places(claim.quotes[0], claim.statement) == 1, claim.statement


def test_a_changed_claim_is_no_sentence_of_the_guidance(claims, corpus):
    own = [c for c in claims if c.label is Label.CHANGED and c.family != "citation swapped"]
    assert [claim.id for claim in own if claim.statement in corpus.texts] == []


@pytest.mark.parametrize("entry", SAMPLE, ids=lambda entry: f"{entry['family']}: {entry['statement'][:40]}")
def test_labels_are_right_on_the_sample_checked_by_hand(entry):
    family = next(family for family in FAMILIES if family.name == entry["family"])
    sentence = Sentence("d", "s", 0, entry["sentence"])
    made = set()
    for seed in range(300):
        edits = family.change(sentence, Corpus([sentence]), Random(seed))
        made |= {edit.statement for edit in edits if is_real_change(sentence.text, edit.statement)}
    assert (entry["statement"] in made) == entry["made"]


def test_the_sample_has_changes_and_traps():
    counts = Counter(entry["made"] for entry in SAMPLE)
    assert sum(counts.values()) >= 60
    assert counts[False] >= 12


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It lasts up to 3 years.", "It lasts at most three years."),
        ("Every state asks.", "Each state asks."),
        ("It is required to apply.", "It must apply."),
        ("It cannot  apply.", "It can not apply."),
    ],
)
def test_saying_the_same_is_no_change(one, other):
    assert not is_real_change(one, other)
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("before", "way"), [("at least ", 1), ("up to ", -1), ("within the last ", -1), ("costs ", 0)])
def test_a_bound_says_which_way_a_number_must_move(before, way):
    assert direction(before) == way


def test_grammar_helpers():
    assert replaced("A J-1 visa ends.", 2, 5, "H-1B") == "An H-1B visa ends."
    assert replaced("An Ohio rule.", 3, 7, "Maryland") == "A Maryland rule."
    assert third_person("apply") == "applies"
    assert third_person("pass") == "passes"
    assert gerund("take") == "taking"
    assert gerund("begin") == "beginning"


def test_rephrasings_by_hand_are_many_and_rest_on_the_guidance(corpus):
    entries = read_rephrasings()
    assert len(entries) >= 150
    assert len({entry.quote for entry in entries}) == len(entries)
    assert all(entry.rephrased != entry.quote for entry in entries)
    standing = [entry for entry in entries if entry.quote in corpus.texts]
    assert len(standing) >= 100, "Too many sentences of the guidance changed: rewrite their rephrasings."


class Verifier:
    """Finds fault with every statement that is not one of its quotes."""

    def __init__(self):
        self.asked = 0

    def __call__(self, statement, quotes):
        self.asked += 1
        return [] if statement in quotes else ["differs"]


def test_rows_count_what_passed_and_hide_the_held_out_families(claims):
    check = Verifier()
    judged = measure.judge(claims, check)
    assert check.asked == len(claims)
    found = {(row.group, row.family): row for row in measure.rows(judged, each_held_out=False)}
    assert found["changed", "all"].passed == 0
    assert found["unchanged", "all"].share == 1.0
    assert found["rephrased", "all"].passed == 0
    assert [family for group, family in found if group == "held out"] == ["all"]
    named = {row.family for row in measure.rows(judged, each_held_out=True) if row.group == "held out"}
    assert named == {family.name for family in HELD_OUT} | {"all"}


def test_failures_of_held_out_families_are_written_only_when_asked(claims, tmp_path):
    judged = measure.judge(claims, lambda statement, quotes: [])
    path = tmp_path / "runs" / "failures.jsonl"
    count = measure.write_failures(judged, path, held_out=False)
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(records) == count == sum(c.label is Label.CHANGED and not c.held_out for c in claims)
    assert not any(record["held_out"] for record in records)
    assert measure.write_failures(judged, path, held_out=True) > count


def small_corpus(folder):
    folder.mkdir()
    text = "# Visas\n\n## Length\n\nThe J-1 lasts at most seven years for a resident in Ohio.\n"
    (folder / "visas.md").write_text(text, encoding="utf-8")
    return folder


def run(arguments, monkeypatch, verifier):
    monkeypatch.setattr(measure, "the_verifier", verifier)
    app = measure.typer.Typer()
    app.command()(measure.main)
    return CliRunner().invoke(app, arguments)


def test_the_command_prints_the_table_and_writes_the_rows(tmp_path, monkeypatch):
    out = tmp_path / "rows.json"
    arguments = ["--corpus", str(small_corpus(tmp_path / "corpus")), "--json", str(out)]
    arguments += ["--failures", str(tmp_path / "failures.jsonl")]
    result = run(arguments, monkeypatch, Verifier)
    assert result.exit_code == 0
    assert "| changed | **all** |" in result.stdout
    rows = json.loads(out.read_text(encoding="utf-8"))["rows"]
    assert {row["group"] for row in rows} == set(measure.TARGETS)


def test_a_missing_corpus_is_one_line_and_an_exit_code(tmp_path, monkeypatch):
    result = run(["--corpus", str(tmp_path / "none")], monkeypatch, Verifier)
    assert result.exit_code == 2
    assert "does not exist" in result.output
