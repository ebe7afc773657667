"""Invented people to test a design: a usual name, a very long one, a short one, and other scripts."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy


@dataclass(frozen=True)
class SamplePerson:
    """An invented person. Texts are by the kind of element that shows them."""

    key: str
    label: Any
    texts: dict[str, str]


SAMPLES = {
    sample.key: sample
    for sample in (
        SamplePerson(
            "usual",
            gettext_lazy("a usual name"),
            {
                "salutation": "Ms.",
                "name": "Anna Sample",
                "second-name": "Анна Сэмпл",
                "job-title": "Head of Department",
                "entity": "Ministry of Samples",
                "function": "adviser",
            },
        ),
        SamplePerson(
            "long",
            gettext_lazy("long texts"),
            {
                "salutation": "H.E. Ambassador Extraordinary and Plenipotentiary",
                "name": "Maximiliana Konstantinopolitanska-Wolfeschlegelsteinhausen",
                "second-name": "Максимилиана Константинопольская-Вольфешлегельштайнхаузен",
                "job-title": (
                    "Deputy Head of the Division for International Cooperation, Protocol and Sample Affairs"
                ),
                "entity": "Permanent Observer Mission of the Organization for Very Long Names and Samples",
                "function": "alternate head of delegation",
            },
        ),
        SamplePerson(
            "short",
            pgettext_lazy("a name", "a short one"),
            {"name": "Li Yo", "second-name": "", "job-title": "", "entity": "NGO", "salutation": ""},
        ),
        SamplePerson(
            "cyrillic",
            gettext_lazy("Cyrillic letters"),
            {
                "salutation": "Г-н",
                "name": "Образцов Ўткир Ғайрат ўғли",
                "second-name": "Oʻtkir Gʻayrat oʻgʻli Obrazsov",
                "job-title": "Начальник управления образцов",
                "entity": "Министерство образцов",
                "function": "глава делегации",
            },
        ),
        SamplePerson(
            "arabic",
            gettext_lazy("Arabic letters"),
            {
                "salutation": "سعادة",
                "name": "عبد الرحمن نموذج",
                "second-name": "Abdulrahman Namoudhaj",
                "job-title": "مدير إدارة النماذج",
                "entity": "وزارة النماذج",
                "function": "رئيس الوفد",
            },
        ),
        SamplePerson(
            "chinese",
            gettext_lazy("Chinese characters"),
            {
                "salutation": "",
                "name": "样本小明",
                "second-name": "Xiaoming Yangben",
                "job-title": "样本司司长",
                "entity": "样本部",
                "function": "",
            },
        ),
    )
}
