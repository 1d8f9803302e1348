"""Whether the right section was found: Success@k, R@k, nDCG@k, reciprocal rank, all computed by ir-measures.

Sources: MacAvaney et al., "Streamlining Evaluation with ir-measures", ECIR 2022; Järvelin and Kekäläinen, "Cumulated
gain-based evaluation of IR techniques", TOIS 2002, for nDCG. `R@5` is the fraction of relevant sections found,
`Success@5` whether one of them is among the first five.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

CASE_MEASURES = ("Success@1", "Success@5", "R@5", "RR")
BENCH_MEASURES = ("Success@1", "Success@5", "nDCG@5", "RR@10")


def rank_scores(
    ranked: Mapping[str, Sequence[str]], relevant: Mapping[str, Sequence[str]], measures: Sequence[str] = CASE_MEASURES
) -> dict[str, dict[str, float]]:
    """Scores of each query: `ranked` lists what was found, best first and repeats dropped, `relevant` what counts.

    Queries in `relevant` that found nothing score 0.
    """
    import ir_measures

    parsed = [ir_measures.parse_measure(name) for name in measures]
    run = [
        ir_measures.ScoredDoc(query, item, float(-rank))
        for query, items in ranked.items()
        for rank, item in enumerate(dict.fromkeys(items))
    ]
    qrels = [ir_measures.Qrel(query, item, 1) for query, items in relevant.items() for item in items]
    scores = {query: dict.fromkeys(measures, 0.0) for query, items in relevant.items() if items}
    for result in ir_measures.iter_calc(parsed, qrels, run):
        scores[result.query_id][str(result.measure)] = float(result.value)
    return scores
