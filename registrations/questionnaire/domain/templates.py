"""Questions that most conferences ask: ready-made groups, and the usual dietary and access needs.

In the languages of the interface; an organizer changes and translates them like any other.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from confman.translation.text import TranslatedText
from registrations.questionnaire.models import FieldType, QuestionStage

T = FieldType


def _text(en: str, ru: str, uz: str, fr: str) -> TranslatedText:
    return TranslatedText({"en": en, "ru": ru, "uz": uz, "fr": fr})


@dataclass(frozen=True)
class ReadyQuestion:
    type: str
    label: TranslatedText
    help_text: TranslatedText = field(default_factory=TranslatedText)
    stage: str = QuestionStage.REGISTRATION


@dataclass(frozen=True)
class ReadyGroup:
    """`name` is what the organizer's button says, `label` the heading that participants read."""

    name: Promise | str
    icon: str
    label: TranslatedText
    questions: tuple[ReadyQuestion, ...]


GROUPS = {
    "travel": ReadyGroup(
        _("Arrival and departure"),
        "airplane",
        _text("Your journey", "Ваша поездка", "Safaringiz", "Votre voyage"),
        (
            ReadyQuestion(
                T.ARRIVAL,
                _text("Arrival", "Прибытие", "Kelish", "Arrivée"),
                stage=QuestionStage.AFTER_APPROVAL,
            ),
            ReadyQuestion(
                T.DEPARTURE,
                _text("Departure", "Отъезд", "Ketish", "Départ"),
                stage=QuestionStage.AFTER_APPROVAL,
            ),
        ),
    ),
    "accommodation": ReadyGroup(
        _("Accommodation"),
        "house",
        _text("Accommodation", "Проживание", "Turar joy", "Hébergement"),
        (
            ReadyQuestion(
                T.ACCOMMODATION,
                _text("Hotel room", "Номер в гостинице", "Mehmonxona xonasi", "Chambre d’hôtel"),
                _text(
                    "Leave it empty if you need none.",
                    "Оставьте пустым, если номер не нужен.",
                    "Kerak boʻlmasa, boʻsh qoldiring.",
                    "Laissez vide si vous n’en avez pas besoin.",
                ),
                QuestionStage.AFTER_APPROVAL,
            ),
        ),
    ),
    "needs": ReadyGroup(
        _("Dietary and access needs"),
        "heart",
        _text("Your needs", "Ваши потребности", "Sizga kerakli sharoitlar", "Vos besoins"),
        (
            ReadyQuestion(T.DIET, _text("Dietary needs", "Питание", "Ovqatlanish", "Régime alimentaire")),
            ReadyQuestion(
                T.ACCESS,
                _text(
                    "Access needs",
                    "Доступность и помощь",
                    "Qulayliklar va yordam",
                    "Accessibilité et assistance",
                ),
            ),
        ),
    ),
    "passport": ReadyGroup(
        _("Passport and visa"),
        "passport",
        _text("Passport and visa", "Паспорт и виза", "Pasport va viza", "Passeport et visa"),
        (
            ReadyQuestion(
                T.PASSPORT,
                _text("Passport", "Паспорт", "Pasport", "Passeport"),
                _text(
                    "Kept encrypted; only the protocol officers may read it.",
                    "Хранится в зашифрованном виде; читает только протокольная служба.",
                    "Shifrlangan holda saqlanadi; faqat protokol xizmati oʻqiy oladi.",
                    "Conservé chiffré ; seul le protocole peut le lire.",
                ),
                QuestionStage.AFTER_APPROVAL,
            ),
            ReadyQuestion(T.VISA, _text("Visa", "Виза", "Viza", "Visa"), stage=QuestionStage.AFTER_APPROVAL),
        ),
    ),
    "photo": ReadyGroup(
        _("Photograph"),
        "camera",
        _text("Photograph", "Фотография", "Fotosurat", "Photographie"),
        (
            ReadyQuestion(
                T.PHOTO,
                _text(
                    "Photograph for the badge",
                    "Фотография для бейджа",
                    "Beyj uchun fotosurat",
                    "Photographie pour le badge",
                ),
            ),
        ),
    ),
}

OPTIONS: dict[str, tuple[tuple[str, TranslatedText], ...]] = {
    T.DIET: (
        ("vegetarian", _text("Vegetarian", "Вегетарианское", "Vegetarian", "Végétarien")),
        ("vegan", _text("Vegan", "Веганское", "Vegan", "Végétalien")),
        ("halal", _text("Halal", "Халяль", "Halol", "Halal")),
        ("kosher", _text("Kosher", "Кошерное", "Kosher", "Casher")),
        ("gluten_free", _text("Gluten-free", "Без глютена", "Glyutensiz", "Sans gluten")),
        ("lactose_free", _text("Lactose-free", "Без лактозы", "Laktozasiz", "Sans lactose")),
        ("no_nuts", _text("No nuts", "Без орехов", "Yongʻoqsiz", "Sans fruits à coque")),
    ),
    T.ACCESS: (
        (
            "wheelchair",
            _text(
                "Wheelchair access",
                "Доступ на коляске",
                "Nogironlar aravachasi uchun yoʻl",
                "Accès en fauteuil roulant",
            ),
        ),
        (
            "hearing",
            _text(
                "Sign language or captions",
                "Жестовый язык или субтитры",
                "Imo-ishora tili yoki subtitrlar",
                "Langue des signes ou sous-titres",
            ),
        ),
        (
            "large_print",
            _text(
                "Large print or digital text",
                "Крупный шрифт или электронный текст",
                "Yirik shrift yoki elektron matn",
                "Gros caractères ou texte numérique",
            ),
        ),
        (
            "companion",
            _text("Comes with an assistant", "С сопровождающим", "Yordamchi bilan", "Avec un accompagnant"),
        ),
    ),
}
