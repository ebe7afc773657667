"""Questions to begin a survey with: an evaluation of a conference, a pair of tests, a poll.

In the languages of the interface; an organizer changes and translates them like any other. The tests ask what
everybody can answer, to show how right answers are marked: their questions are meant to be replaced.
"""

from dataclasses import dataclass, field

from confman.translation.text import TranslatedText
from registrations.questionnaire.domain.questions import Condition, Option
from registrations.surveys.models import SurveyKind, SurveyQuestionType

T = SurveyQuestionType


def text_of(en: str, ru: str, uz: str) -> TranslatedText:
    """Return a text in the languages of the ready-made questions."""
    return TranslatedText({"en": en, "ru": ru, "uz": uz})


@dataclass(frozen=True)
class TemplateQuestion:
    """A question as add_survey_question takes it, in several languages."""

    type: str
    key: str
    label: TranslatedText
    help_text: TranslatedText = field(default_factory=TranslatedText)
    required: bool = False
    options: tuple[Option, ...] = ()
    scale: int = 5
    low_label: TranslatedText = field(default_factory=TranslatedText)
    high_label: TranslatedText = field(default_factory=TranslatedText)
    condition: Condition | None = None


_POOR, _EXCELLENT = text_of("poor", "плохо", "yomon"), text_of("excellent", "отлично", "aʼlo")
_NOT, _FULLY = text_of("not at all", "совсем нет", "umuman yoʻq"), text_of("fully", "полностью", "toʻliq")

EVALUATION = (
    TemplateQuestion(
        T.SECTION, "content", text_of("The conference", "Конференция", "Konferensiya")
    ),
    TemplateQuestion(
        T.RATING, "overall",
        text_of(
            "How do you rate the conference as a whole?",
            "Как вы оцениваете конференцию в целом?",
            "Konferensiyani umuman qanday baholaysiz?",
        ),
        required=True, low_label=_POOR, high_label=_EXCELLENT,
    ),
    TemplateQuestion(
        T.RATING, "relevance",
        text_of(
            "How relevant were the topics to your work?",
            "Насколько темы были важны для вашей работы?",
            "Mavzular ishingiz uchun qanchalik muhim boʻldi?",
        ),
        low_label=_NOT, high_label=_FULLY,
    ),
    TemplateQuestion(
        T.RATING, "speakers",
        text_of(
            "How do you rate the presentations?",
            "Как вы оцениваете выступления?",
            "Maʼruzalarni qanday baholaysiz?",
        ),
        low_label=_POOR, high_label=_EXCELLENT,
    ),
    TemplateQuestion(
        T.RATING, "working_groups",
        text_of(
            "Were you able to contribute to the recommendations in the working groups?",
            "Удалось ли вам внести вклад в рекомендации рабочих групп?",
            "Ishchi guruhlar tavsiyalariga oʻz hissangizni qoʻsha oldingizmi?",
        ),
        low_label=_NOT, high_label=_FULLY,
    ),
    TemplateQuestion(
        T.RATING, "interpretation",
        text_of(
            "How do you rate the interpretation?",
            "Как вы оцениваете устный перевод?",
            "Ogʻzaki tarjimani qanday baholaysiz?",
        ),
        low_label=_POOR, high_label=_EXCELLENT,
    ),
    TemplateQuestion(
        T.RATING, "organization",
        text_of(
            "How do you rate the organization: information, venue, meals?",
            "Как вы оцениваете организацию: информирование, место проведения, питание?",
            "Tashkiliy ishlarni (maʼlumot, joy, ovqatlanish) qanday baholaysiz?",
        ),
        low_label=_POOR, high_label=_EXCELLENT,
    ),
    TemplateQuestion(
        T.SECTION, "afterwards", text_of("What follows", "Что дальше", "Bundan keyin")
    ),
    TemplateQuestion(
        T.YES_NO, "will_use",
        text_of(
            "Will you use in your work what you learnt here?",
            "Будете ли вы применять в работе то, что узнали здесь?",
            "Bu yerda oʻrganganlaringizni ishda qoʻllaysizmi?",
        ),
    ),
    TemplateQuestion(
        T.LONG_TEXT, "use_how",
        text_of(
            "What will you do first?", "Что вы сделаете в первую очередь?", "Avvalo nima qilasiz?"
        ),
        condition=Condition("will_use", frozenset({"yes"})),
    ),
    TemplateQuestion(
        T.CHOICES, "next_topics",
        text_of(
            "What should be followed up?",
            "Какую работу следует продолжить?",
            "Qaysi ishni davom ettirish kerak?",
        ),
        options=(
            Option("training", text_of("Training", "Обучение", "Oʻqitish")),
            Option(
                "exchange",
                text_of(
                    "Exchange of experience between countries",
                    "Обмен опытом между странами",
                    "Mamlakatlar oʻrtasida tajriba almashish",
                ),
            ),
            Option("research", text_of("Data and research", "Данные и исследования", "Maʼlumot va tadqiqotlar")),
            Option("law", text_of("Legislation", "Законодательство", "Qonunchilik")),
        ),
    ),
    TemplateQuestion(
        T.LONG_TEXT, "improve",
        text_of(
            "What should be better next time?",
            "Что следует улучшить в следующий раз?",
            "Keyingi safar nimani yaxshilash kerak?",
        ),
        help_text=text_of(
            "Please name nobody: your words are read by the secretariat as you write them.",
            "Пожалуйста, никого не называйте: секретариат читает ваши слова так, как вы их напишете.",
            "Iltimos, hech kimning ismini yozmang: kotibiyat soʻzlaringizni qanday yozsangiz, shunday oʻqiydi.",
        ),
    ),
)  # fmt: skip

_UNSURE = text_of("not at all sure", "совсем не уверены", "umuman ishonchim yoʻq")
_SURE = text_of("very sure", "вполне уверены", "juda ishonaman")

TEST = (
    TemplateQuestion(
        T.CHOICE, "consensus",
        text_of(
            "When is a text adopted by consensus?",
            "Когда текст принимается консенсусом?",
            "Matn qachon konsensus bilan qabul qilinadi?",
        ),
        required=True,
        options=(
            Option(
                "no_objection",
                text_of(
                    "When nobody formally objects",
                    "Когда никто формально не возражает",
                    "Hech kim rasman eʼtiroz bildirmasa",
                ),
                correct=True,
            ),
            Option(
                "majority",
                text_of("When more than half agree", "Когда согласно больше половины", "Yarmidan koʻpi rozi boʻlsa"),
            ),
            Option(
                "everyone_votes",
                text_of("When everyone has voted for it", "Когда все проголосовали за", "Hamma yoqlab ovoz bersa"),
            ),
        ),
    ),
    TemplateQuestion(
        T.CHOICES, "follow_up",
        text_of(
            "What does a recommendation need so that it can be followed up?",
            "Что нужно рекомендации, чтобы можно было проверить её выполнение?",
            "Tavsiya ijrosini kuzatish uchun unda nima boʻlishi kerak?",
        ),
        help_text=text_of(
            "Choose all that apply.", "Выберите всё подходящее.", "Toʻgʻri kelganlarining barchasini tanlang."
        ),
        required=True,
        options=(
            Option("addressee", text_of("An addressee", "Адресат", "Manzil oluvchi"), correct=True),
            Option("time", text_of("A time limit", "Срок", "Muddat"), correct=True),
            Option("preamble", text_of("A long preamble", "Длинная преамбула", "Uzun muqaddima")),
        ),
    ),
    TemplateQuestion(
        T.RATING, "confidence",
        text_of(
            "How sure are you that you could draft a recommendation?",
            "Насколько вы уверены, что смогли бы составить рекомендацию?",
            "Tavsiya loyihasini yoza olishingizga qanchalik ishonasiz?",
        ),
        low_label=_UNSURE, high_label=_SURE,
    ),
)  # fmt: skip

POLL = (
    TemplateQuestion(
        T.CHOICE, "matters_most",
        text_of(
            "Which topic of the conference matters most to you?",
            "Какая тема конференции для вас важнее всего?",
            "Konferensiyaning qaysi mavzusi siz uchun eng muhim?",
        ),
        required=True,
        options=(
            Option("prevention", text_of("Prevention", "Профилактика", "Oldini olish")),
            Option("help", text_of("Help for those affected", "Помощь пострадавшим", "Jabrlanganlarga yordam")),
            Option("cooperation", text_of("Working together", "Сотрудничество", "Hamkorlik")),
        ),
    ),
)  # fmt: skip

# The first questions of a survey of each kind; both tests of a pair ask the same.
TEMPLATES: dict[str, tuple[TemplateQuestion, ...]] = {
    SurveyKind.EVALUATION: EVALUATION,
    SurveyKind.PRE_TEST: TEST,
    SurveyKind.POST_TEST: TEST,
    SurveyKind.POLL: POLL,
}
