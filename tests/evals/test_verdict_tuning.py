"""Fitting the reading that decides between yes and no."""

from __future__ import annotations

from evals.tuning.verdicts import Sample, fit, held_out, read, tally


def known() -> list[Sample]:
    """Forty questions in twenty sections; `told` says yes, `denied` no."""
    return [
        Sample(
            f"s{i // 2}",
            f"question {i}",
            {"told": float(i % 2), "denied": float(1 - i % 2), "rare": float(i < 2)},
            i % 2 == 1,
            (),
        )
        for i in range(40)
    ]


def test_the_fit_learns_signs_and_leaves_rare_features_out() -> None:
    fitted = fit(known(), seed=7)
    assert fitted["told"] > 0 > fitted["denied"]
    assert "rare" not in fitted
    assert read(known()[1], fitted) > 0 > read(known()[0], fitted)


def test_the_same_seed_gives_the_same_fit() -> None:
    assert fit(known(), seed=7) == fit(known(), seed=7)


def test_every_question_is_read_by_a_fit_on_other_sections() -> None:
    reads = held_out(known(), seed=7)
    assert [log_odds > 0 for log_odds in reads] == [sample.yes for sample in known()]


def test_tally() -> None:
    assert tally([("yes", "yes"), ("no", "yes"), ("no", "")]) == "1 right, 1 wrong, 1 silent of 3; 1 yes for no"
