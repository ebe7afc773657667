"""An institution that a name or a function says already is not said again behind it."""

import pytest

from agenda.programme.documents.agenda_source import function_of
from confman.documents.domain.texts import mentions
from confman.people.models import Person
from confman.people.privacy import shown


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
        ("Xotin-qizlar qoʻmitasining vakili", "Xotin-qizlar qoʻmitasi", True),
        ("Координатор проектов ООН", "ООН", True),
        # Another word that begins alike is another institution, or a surname.
        ("Regional Director, UNODC", "UN", False),
        ("Центральный банк", "Центр", False),
        ("Сенкевич Анна", "Сенат", False),
    ],
)
def test_a_text_mentions_an_institution_in_whatever_case(text, institution, says):
    assert mentions(text, institution) is says


@pytest.mark.parametrize(
    ("title", "name", "function", "said"),
    [
        ("", "James Dean", "Dean", "Dean, Sample University"),
        ("", "Судаков Пётр", "Судья", "Судья, Sample University"),
        ("Judge", "Anna Sample", "Judge", "Sample University"),
        ("", "Representative of the faculty", "Representative", "Sample University"),
        ("", "Representative of Sample University", "Representative", ""),
    ],
)
def test_a_function_is_left_out_only_where_the_title_or_the_name_begins_with_it(title, name, function, said):
    person = Person(
        name={"en": name},
        title={"en": title},
        job_title={"en": function},
        organization={"en": "Sample University"},
    )
    assert function_of(shown(person)) == said
