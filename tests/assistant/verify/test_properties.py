"""What holds for every sentence of the corpus."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verify import check_statement
from tests.assistant.verify.material import sentences

WITH_DIGIT = [sentence for sentence, _ in sentences() if re.search(r"\d", sentence)]
AUXILIARY = re.compile(r"\b(?:is|are|was|were|must|may|can|should|will|would|has|have|does|do|could)\b(?! not\b)")
WITH_AUXILIARY = [sentence for sentence, _ in sentences() if AUXILIARY.search(sentence)]
WITH_NOT = [sentence for sentence, _ in sentences() if " not " in sentence]


@given(st.sampled_from(sentences()))
def test_a_sentence_is_supported_by_itself_and_by_its_paragraph(pair):
    sentence, paragraph = pair
    assert check_statement(sentence, [sentence]) == []
    assert check_statement(sentence, [paragraph]) == []


@settings(max_examples=300)
@given(st.sampled_from(WITH_DIGIT), st.data())
def test_another_digit_is_never_supported(sentence, data):
    spot = data.draw(st.sampled_from(list(re.finditer(r"\d", sentence))))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != spot.group()]))
    assert check_statement(sentence[: spot.start()] + digit + sentence[spot.end() :], [sentence])


@settings(max_examples=200)
@given(st.sampled_from(WITH_AUXILIARY), st.data())
def test_an_added_not_is_never_supported(sentence, data):
    spot = data.draw(st.sampled_from(list(AUXILIARY.finditer(sentence))))
    assert check_statement(f"{sentence[: spot.end()]} not{sentence[spot.end() :]}", [sentence])


@given(st.sampled_from(WITH_NOT), st.data())
def test_a_left_out_not_is_never_supported(sentence, data):
    spot = data.draw(st.sampled_from(list(re.finditer(" not ", sentence))))
    assert check_statement(f"{sentence[: spot.start()]} {sentence[spot.end() :]}", [sentence])


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=3))
def test_any_text_is_checked_without_a_fault(statement, quotes):
    assert check_statement(statement, quotes) == check_statement(statement, quotes)
