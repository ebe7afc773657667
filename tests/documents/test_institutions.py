"""An institution that a name or a function says already is not said again behind it."""

import pytest

from confman.documents.domain.texts import mentions


@pytest.mark.parametrize(
    ("text", "institution", "says"),
    [
        ("Представитель Комитета женщин", "Комитет женщин", True),
        ("руководитель пресс-центра Генеральной прокуратуры", "Генеральная прокуратура", True),
        ("Представитель Независимого института", "Независимый институт по мониторингу", False),
        ("министр юстиции", "Министерство юстиции", False),
        ("Representative of the Women’s Committee", "Women’s Committee", True),
        ("Minister of Justice", "Ministry of Justice", False),
        ("Xotin-qizlar qoʻmitasi vakili", "Xotin-qizlar qoʻmitasi", True),
    ],
)
def test_a_text_mentions_an_institution_in_whatever_case(text, institution, says):
    assert mentions(text, institution) is says
