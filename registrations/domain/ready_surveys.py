"""Questions to begin a survey with: an evaluation of a conference, a pair of tests, a poll.

In the languages of the interface; an organizer changes and translates them like any other. The tests ask what
everybody can answer, to show how right answers are marked: their questions are there to be replaced.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from confman.translation.text import TranslatedText
from registrations.domain.questions import Condition, Option
from registrations.models import SurveyKind, SurveyQuestionType

T = SurveyQuestionType


def _text(en: str, ru: str, uz: str) -> TranslatedText:
    return TranslatedText({"en": en, "ru": ru, "uz": uz})


@dataclass(frozen=True)
class ReadySurveyQuestion:
    """A question as add_survey_question takes it, in several languages."""

    type: str
    key: str
    label: TranslatedText
    help_text: TranslatedText = field(default_factory=TranslatedText)
    required: bool = False
    options: tuple[Option, ...] = ()
    scale: int = 5
    low: TranslatedText = field(default_factory=TranslatedText)
    high: TranslatedText = field(default_factory=TranslatedText)
    condition: Condition | None = None


_POOR, _EXCELLENT = _text("poor", "плохо", "yomon"), _text("excellent", "отлично", "aʼlo")
_NOT, _FULLY = _text("not at all", "совсем нет", "umuman yo‘q"), _text("fully", "полностью", "to‘liq")

EVALUATION = (
    ReadySurveyQuestion(
        T.SECTION, "content", _text("The conference", "Конференция", "Konferensiya")
    ),
    ReadySurveyQuestion(
        T.RATING, "overall",
        _text(
            "How do you rate the conference as a whole?",
            "Как вы оцениваете конференцию в целом?",
            "Konferensiyani umuman qanday baholaysiz?",
        ),
        required=True, low=_POOR, high=_EXCELLENT,
    ),
    ReadySurveyQuestion(
        T.RATING, "relevance",
        _text(
            "How relevant were the topics to your work?",
            "Насколько темы были важны для вашей работы?",
            "Mavzular ishingiz uchun qanchalik muhim bo‘ldi?",
        ),
        low=_NOT, high=_FULLY,
    ),
    ReadySurveyQuestion(
        T.RATING, "speakers",
        _text(
            "How do you rate the presentations?",
            "Как вы оцениваете выступления?",
            "Maʼruzalarni qanday baholaysiz?",
        ),
        low=_POOR, high=_EXCELLENT,
    ),
    ReadySurveyQuestion(
        T.RATING, "working_groups",
        _text(
            "Could you contribute to the recommendations in the working groups?",
            "Удалось ли вам внести вклад в рекомендации рабочих групп?",
            "Ishchi guruhlar tavsiyalariga o‘z hissangizni qo‘sha oldingizmi?",
        ),
        low=_NOT, high=_FULLY,
    ),
    ReadySurveyQuestion(
        T.RATING, "interpretation",
        _text(
            "How do you rate the interpretation?",
            "Как вы оцениваете устный перевод?",
            "Og‘zaki tarjimani qanday baholaysiz?",
        ),
        low=_POOR, high=_EXCELLENT,
    ),
    ReadySurveyQuestion(
        T.RATING, "organization",
        _text(
            "How do you rate the organization: information, venue, meals?",
            "Как вы оцениваете организацию: информирование, место проведения, питание?",
            "Tashkiliy ishlarni (maʼlumot, joy, ovqatlanish) qanday baholaysiz?",
        ),
        low=_POOR, high=_EXCELLENT,
    ),
    ReadySurveyQuestion(
        T.SECTION, "afterwards", _text("What follows", "Что дальше", "Bundan keyin")
    ),
    ReadySurveyQuestion(
        T.YES_NO, "will_use",
        _text(
            "Will you use in your work what you learnt here?",
            "Будете ли вы применять в работе то, что узнали здесь?",
            "Bu yerda o‘rganganlaringizni ishda qo‘llaysizmi?",
        ),
    ),
    ReadySurveyQuestion(
        T.LONG_TEXT, "use_how",
        _text(
            "What will you do first?", "Что вы сделаете в первую очередь?", "Avvalo nima qilasiz?"
        ),
        condition=Condition("will_use", frozenset({"yes"})),
    ),
    ReadySurveyQuestion(
        T.CHOICES, "next_topics",
        _text(
            "What should be followed up?",
            "Какую работу следует продолжить?",
            "Qaysi ishni davom ettirish kerak?",
        ),
        options=(
            Option("training", _text("Training", "Обучение", "O‘qitish")),
            Option(
                "exchange",
                _text(
                    "Exchange of experience between countries",
                    "Обмен опытом между странами",
                    "Mamlakatlar o‘rtasida tajriba almashish",
                ),
            ),
            Option("research", _text("Data and research", "Данные и исследования", "Maʼlumot va tadqiqotlar")),
            Option("law", _text("Legislation", "Законодательство", "Qonunchilik")),
        ),
    ),
    ReadySurveyQuestion(
        T.LONG_TEXT, "improve",
        _text(
            "What should be better next time?",
            "Что следует улучшить в следующий раз?",
            "Keyingi safar nimani yaxshilash kerak?",
        ),
        help_text=_text(
            "Please name nobody: your words are read by the secretariat as you write them.",
            "Пожалуйста, никого не называйте: секретариат читает ваши слова так, как вы их напишете.",
            "Iltimos, hech kimning ismini yozmang: kotibiyat so‘zlaringizni qanday yozsangiz, shunday o‘qiydi.",
        ),
    ),
)  # fmt: skip

_UNSURE = _text("not at all sure", "совсем не уверены", "umuman ishonchim yo‘q")
_SURE = _text("very sure", "вполне уверены", "juda ishonaman")

TEST = (
    ReadySurveyQuestion(
        T.CHOICE, "consensus",
        _text(
            "When is a text adopted by consensus?",
            "Когда текст принимается консенсусом?",
            "Matn qachon konsensus bilan qabul qilinadi?",
        ),
        required=True,
        options=(
            Option(
                "no_objection",
                _text(
                    "When nobody formally objects",
                    "Когда никто формально не возражает",
                    "Hech kim rasman eʼtiroz bildirmasa",
                ),
                correct=True,
            ),
            Option(
                "majority",
                _text("When more than half agree", "Когда согласно больше половины", "Yarmidan ko‘pi rozi bo‘lsa"),
            ),
            Option(
                "everyone_votes",
                _text("When everyone has voted for it", "Когда все проголосовали за", "Hamma yoqlab ovoz bersa"),
            ),
        ),
    ),
    ReadySurveyQuestion(
        T.CHOICES, "follow_up",
        _text(
            "What does a recommendation need so that it can be followed up?",
            "Что нужно рекомендации, чтобы можно было проверить её выполнение?",
            "Tavsiya ijrosini kuzatish uchun unda nima bo‘lishi kerak?",
        ),
        help_text=_text(
            "Choose all that apply.", "Выберите всё подходящее.", "To‘g‘ri kelganlarining barchasini tanlang."
        ),
        required=True,
        options=(
            Option("addressee", _text("An addressee", "Адресат", "Kimga qaratilgani"), correct=True),
            Option("time", _text("A time limit", "Срок", "Muddat"), correct=True),
            Option("preamble", _text("A long preamble", "Длинная преамбула", "Uzun muqaddima")),
        ),
    ),
    ReadySurveyQuestion(
        T.RATING, "confidence",
        _text(
            "How sure are you that you could draft a recommendation?",
            "Насколько вы уверены, что смогли бы составить рекомендацию?",
            "Tavsiya loyihasini yoza olishingizga qanchalik ishonasiz?",
        ),
        low=_UNSURE, high=_SURE,
    ),
)  # fmt: skip

POLL = (
    ReadySurveyQuestion(
        T.CHOICE, "matters_most",
        _text(
            "Which topic of the conference matters most to you?",
            "Какая тема конференции для вас важнее всего?",
            "Konferensiyaning qaysi mavzusi siz uchun eng muhim?",
        ),
        required=True,
        options=(
            Option("prevention", _text("Prevention", "Профилактика", "Oldini olish")),
            Option("help", _text("Help for those affected", "Помощь пострадавшим", "Jabrlanganlarga yordam")),
            Option("cooperation", _text("Working together", "Сотрудничество", "Hamkorlik")),
        ),
    ),
)  # fmt: skip

# What a survey of each kind begins with; both tests of a pair ask the same.
READY_SURVEYS: dict[str, tuple[ReadySurveyQuestion, ...]] = {
    SurveyKind.EVALUATION: EVALUATION,
    SurveyKind.PRE_TEST: TEST,
    SurveyKind.POST_TEST: TEST,
    SurveyKind.POLL: POLL,
}
