"""Languages that the assistant does not answer in."""

from __future__ import annotations

import pytest

from assistant.language import other_language, understood
from assistant.replies import data_file, language_line
from assistant.service import Assistant
from assistant.types import Outcome, Reason


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("kya mujhe step 3 dena zaroori hai h1b ke liye", "ur-Latn"),
        ("mujhe residency nahi mili, ab kya karun", "ur-Latn"),
        ("J-1 visa kab lena chahiye", "ur-Latn"),
        ("¿Qué visa necesito para la residencia?", "es"),
        ("cuando puedo aplicar a la residencia", "es"),
        ("Quero fazer residência nos EUA, quanto custa?", "pt"),
        ("Combien de fois puis-je passer le Step 1 ?", "fr"),
        ("Wie lange dauert die Facharztausbildung und was kostet sie?", "de"),
        ("Quanto costa la residenza e quali esami servono?", "it"),
        ("J-1 vizesi için hangi sınav gerekli?", "tr"),
        ("Bagaimana saya bisa bekerja sebagai dokter?", "id"),
        ("Tôi cần những giấy tờ nào?", "vi"),
        ("Jak długo trwa egzamin i ile kosztuje?", "pl"),
        ("Hoeveel kost het examen voor een arts?", "nl"),
        ("Magkano po ang Step 2 CK?", "tl"),
        ("Нужен ли мне экзамен?", "ru"),
        ("我需要什么签证？", "zh"),
    ],
)
def test_languages_are_known(question: str, code: str) -> None:
    assert other_language(question) == code
    assert "Credence" in (language_line(code) or "")


@pytest.mark.parametrize(
    "question",
    [
        "is ecfmg the agar of this",
        "how many attempts at Step 1 are allowed",
        "baad question with a typo",
        "step 3 h1b needed",
        "civl sergeon imigration medcal vacines pric",
        "i140 i765 i539 price",
        "El Paso or Los Angeles for residency?",
        "I am from São Paulo, is a diploma em português accepted?",
        "applicants vs positions match 2026",
        "",
        "???",
    ],
)
def test_broken_english_and_foreign_names_are_no_language(question: str) -> None:
    assert other_language(question) is None


def test_no_question_that_the_program_ships_is_taken_for_another_language() -> None:
    routes = data_file("routes.yaml")
    foreign = [text for route in routes.values() for text in route["examples"] if other_language(text)]
    assert foreign == []


def test_a_question_is_understood_by_the_words_that_the_guidance_knows() -> None:
    known = {"visa", "h1b", "lottery", "step"}
    assert understood("mujhe h1b visa lottery kab", "ur-Latn", known)
    assert not understood("mujhe visa milna kitna mushkil", "ur-Latn", known)
    assert not understood("Нужна visa h1b lottery после резидентуры в университете?", "ru", known)


def test_a_question_that_is_not_understood_is_declined_with_a_line_in_its_language(small: Assistant) -> None:
    answer = small.ask("Сколько раз можно сдавать Step 1?")
    assert (answer.outcome, answer.reason) == (Outcome.DECLINED, Reason.LANGUAGE)
    assert answer.text.startswith("Credence отвечает")
