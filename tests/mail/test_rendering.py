"""The words of a mail: in the reader's language, with values that stay what they are."""

import re

import pytest
from django.utils.translation import override

from confman.conferences.domain.team import invite_member
from confman.mail.domain.dispatch import send_to_address, send_to_person, write_to_person
from confman.mail.domain.renderer import allowed_placeholders, render_mail, render_text, save_mail_template
from confman.mail.models import MailTemplate, Message
from confman.mail.registry import mail_kinds
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
VALUES = {"number": "7", "link": "https://example.org/me?a=1&b=2"}


def values(**others):
    common = {"greeting": "Dear Anna", "conference": "The Conference", "contact_email": "office@example.org"}
    return {**common, **VALUES, **others}


def own_words(conference, kind, subject=None, body=None, **options):
    return save_mail_template(
        conference=conference,
        kind=kind,
        subject=TranslatedText(subject or {}),
        body=TranslatedText(body or {}),
        **options,
    )


def test_text_and_html_say_the_same(welcome, conference):
    mail = render_mail(welcome, conference, "en", values())
    assert mail.subject == "Welcome to The Conference"
    assert mail.text == (
        "Dear Anna,\n\nYour number is 7.\n\nYour page: https://example.org/me?a=1&b=2\n\noffice@example.org\n"
    )
    assert '<a href="https://example.org/me?a=1&amp;b=2">Your page</a>' in mail.html
    assert "<p>Your number is 7.</p>" in mail.html


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("*Anna* <b>B</b> & _C_", "*Anna* &lt;b&gt;B&lt;/b&gt; &amp; _C_"),
        ("[click](https://evil.example)", "[click](<a href="),
        ("{conference}", "{conference}"),
        ("placeholder0mark", "placeholder0mark"),
        ("first\nsecond", "first<br>second"),
    ],
    ids=["markup", "markdown-link", "braces", "our-own-marks", "lines"],
)
def test_a_value_is_never_read_as_markup_or_code(welcome, value, shown):
    mail = render_text(welcome, "{number}", "Hello {number}!", "en", values(number=value))
    assert shown in mail.html
    assert value in mail.text
    assert "\n" not in mail.subject


def test_a_value_with_a_full_stop_of_its_own_ends_the_sentence(welcome):
    mail = render_text(welcome, "S", "Held until {number}. Yours.", "ru", values(number="1 января 2027 г."))
    assert "1 января 2027 г. Yours." in mail.text and "1 января 2027 г. Yours." in mail.html


def test_a_value_that_is_an_address_becomes_a_link_and_a_script_does_not(welcome):
    mail = render_text(welcome, "S", "See {link}.", "en", values())
    assert '<a href="https://example.org/me?a=1&amp;b=2">' in mail.html
    mail = render_text(welcome, "S", "[x]({link})", "en", values(link="javascript:alert(1)"))
    assert "javascript" not in mail.html


def test_an_address_in_the_words_of_a_mail_is_a_link(welcome):
    body = (
        "See http://e.org/a_b_c?x=1&y=2. “http://e.org/é”, (http://e.org/{number}) [it](http://e.org/z) <b>"
    )
    mail = render_text(welcome, "x", body, "en", {"number": "<7>"})
    addresses = [
        "http://e.org/a_b_c?x=1&amp;y=2",
        "http://e.org/é",
        "http://e.org/&lt;7&gt;",
        "http://e.org/z",
    ]
    assert re.findall('href="([^"]+)"', mail.html) == addresses
    assert "(<a" in mail.html and "y=2</a>." in mail.html


def test_an_address_that_is_the_words_of_a_link_is_one_link_and_the_next_address_another(welcome):
    mail = render_text(
        welcome, "S", "[{link}]({link}) or {link}", "en", values(link="https://example.org/me")
    )
    assert mail.html.count('<a href="https://example.org/me">https://example.org/me</a>') == 2
    assert mail.html.count("<a ") == 2


def test_markup_in_a_template_is_text(welcome):
    mail = render_text(welcome, "S", "<script>alert(1)</script>\n\n**bold**", "en", values())
    assert "<script>" not in mail.html and "<strong>bold</strong>" in mail.html
    assert "bold" in mail.text and "**" not in mail.text


@pytest.mark.parametrize("text", ["{salary}", "{greeting.__class__}", "{number!r}", "{}", "{ number }"])
def test_an_unknown_placeholder_is_refused_with_the_list_of_those_there_are(welcome, conference, owner, text):
    with pytest.raises(Refused) as refusal:
        own_words(conference, welcome, body={"en": f"Hello {text}"}, by=owner)
    assert text in refusal.value.message
    assert "{number}, {link}, {name}, {greeting}" in refusal.value.message
    assert not MailTemplate.objects.exists()


def test_a_missing_value_is_a_mistake_in_the_code(welcome, conference):
    with pytest.raises(KeyError):
        render_mail(welcome, conference, "en", {})


def test_own_words_are_kept_only_where_they_differ(welcome, conference, owner):
    standard = {
        "en": "{greeting},\r\n\r\nYour number is {number}.\r\n\r\n[Your page]({link})\r\n\r\n{contact_email}"
    }
    assert own_words(conference, welcome, {"en": "Welcome to {conference}"}, standard, by=owner) is None
    own_words(conference, welcome, {"ru": "Здравствуйте"}, {**standard, "ru": "Номер {number}"}, by=owner)
    template = MailTemplate.objects.get()
    assert (template.subject, template.body) == ({"ru": "Здравствуйте"}, {"ru": "Номер {number}"})
    assert render_mail(welcome, conference, "ru", values()).text == "Номер 7\n"
    assert render_mail(welcome, conference, "en", values()).subject == "Welcome to The Conference"
    assert own_words(conference, welcome, by=owner) is None
    assert not MailTemplate.objects.exists()


@pytest.mark.parametrize(
    ("languages", "wanted", "own", "got"),
    [
        (["uz-Cyrl", "ru"], "uz-Cyrl", {}, "ru"),
        (["uz-Cyrl", "ru"], "uz-Cyrl", {"uz-Cyrl": "Салом"}, "uz-Cyrl"),
        (["ar", "en"], "ar", {}, "en"),
        (["ar", "en"], "ar", {"ar": "مرحبا"}, "ar"),
        (["ar"], "ar", {}, "en"),
    ],
    ids=["variant-without-words", "variant-with-words", "arabic-without", "arabic-with", "only-arabic"],
)
def test_a_language_without_words_gives_way_to_the_next(
    welcome, conference, owner, languages, wanted, own, got
):
    conference.languages = languages
    conference.save()
    if own:
        own_words(conference, welcome, body=own, by=owner)
    mail = render_mail(welcome, conference, wanted, values())
    assert mail.language == got
    assert f'lang="{got}" dir="{"rtl" if got == "ar" else "ltr"}"' in mail.html


def test_a_person_is_written_to_in_their_language_at_their_contacts_mailbox(welcome, conference, owner):
    contact = PersonFactory(conference=conference, email="mission@example.org", name={"en": "The Mission"})
    person = PersonFactory(
        conference=conference, email="", contact=contact, languages=["fr", "ru"],
        name={"en": "Anna Karimova", "ru": "Анна Каримова"}, title={"en": "Ms.", "ru": "Г-жа"},
    )  # fmt: skip
    own_words(conference, welcome, body={"ru": "{name} {conference} {number}"}, by=owner)
    word = TranslatedText({"en": "seven", "ru": "семь"})
    with override("en"):
        message = send_to_person(
            welcome, person=person, conference=conference, context={**VALUES, "number": word}, by=owner,
            idempotency_key="welcome-1",
        )  # fmt: skip
    words, foot = message.body_text.split("\n-- \n")
    assert words == "Г-жа Анна Каримова Конференция tashkent2027 семь\n"
    assert "/tashkent2027/me/" in foot and "Ваша страница" in foot
    assert 'href="http' in message.body_html.rpartition("<hr>")[2]
    assert (message.to, message.recipient, message.language) == ("mission@example.org", person, "ru")
    assert message.from_email.endswith("<confman@localhost>")


@pytest.mark.parametrize(("language", "dates"), [("en", "30–31 March 2027"), ("ru", "30–31 марта 2027 г.")])
def test_the_days_are_written_as_in_the_documents(welcome, conference, owner, language, dates):
    own_words(conference, welcome, body={language: "{dates}, {place}, {conference_link}"}, by=owner)
    message = send_to_address(
        welcome, address="a@example.org", conference=conference, context=VALUES, by=owner, language=language
    )
    assert " ".join(message.body_text.split()).startswith(dates)
    assert message.body_text.strip().endswith(f"http://127.0.0.1:8000/tashkent2027/{language}/")


def test_who_has_no_mailbox_is_not_written_to_and_nothing_fails(welcome, conference, owner):
    person = PersonFactory(conference=conference, email="")
    assert (
        send_to_person("tests.welcome", person=person, conference=conference, context=VALUES, by=owner)
        is None
    )
    assert not Message.objects.exists()


def test_a_salutation_of_ones_own_is_used(welcome, conference, owner):
    person = PersonFactory(conference=conference, salutation={"en": "Your Excellency"}, languages=["en"])
    message = send_to_person(welcome, person=person, conference=conference, context=VALUES, by=owner)
    assert message.body_text.startswith("Your Excellency,")


@pytest.mark.parametrize("told", [{"title": {"en": "H.E. Mr."}}, {"title": {}, "level": "ambassador"}])
def test_who_is_an_excellency_is_addressed_so(welcome, conference, told):
    person = PersonFactory(conference=conference, salutation={}, languages=["en"], **told)
    letter = write_to_person(welcome, person=person, conference=conference, context=VALUES)
    assert letter.text.startswith("Excellency,")


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_every_standard_mail_can_be_written_in_every_language(conference, language):
    """A translation that changes a placeholder breaks the mail: here, and not when it is sent."""
    for kind in mail_kinds:
        samples = {name: placeholder.sample for name, placeholder in allowed_placeholders(kind).items()}
        mail = render_mail(kind, conference, language, samples)
        assert mail.subject and mail.text, kind.key
        assert mail.language == language, kind.key
        assert "{" not in mail.subject + mail.text, kind.key


def test_a_colleague_is_invited_by_a_mail_even_while_registration_is_rehearsed(conference, owner):
    conference.registration_mode = "test"
    conference.save()
    invite_member(conference, email="new@example.org", role="programme", by=owner)
    message = Message.objects.get()
    assert (message.to, message.status, message.key) == (
        "new@example.org",
        "queued",
        "conferences.invitation",
    )
    assert "/tashkent2027/secretariat/" in message.body_text
    assert not message.is_practice


def test_a_mail_without_a_conference_has_empty_places_not_braces(welcome, owner):
    message = send_to_address(
        "tests.welcome", address="a@example.org", conference=None, context=VALUES, by=owner, language="en"
    )
    assert message.subject == "Welcome to"
    assert "{" not in message.body_text


@pytest.mark.parametrize(
    ("sex", "greeting"),
    [
        ("male", "Уважаемый Анвар Образцов"),
        ("female", "Уважаемая Анвар Образцов"),
        ("not-stated", "Здравствуйте, Анвар Образцов"),
    ],
)
def test_a_man_and_a_woman_are_addressed_as_their_language_does(welcome, conference, sex, greeting):
    conference.languages = ["en", "ru"]
    conference.save()
    person = PersonFactory(
        conference=conference, name={"ru": "Анвар Образцов"}, title={}, salutation={}, sex=sex, language="ru"
    )
    letter = write_to_person(welcome, person=person, conference=conference, context=VALUES)
    assert letter.text.startswith(f"{greeting},")


@pytest.mark.parametrize("language", ["ru", "uz"])
def test_samples_of_days_are_in_the_language_of_the_text(language):
    months = re.compile(
        r"\b(January|February|March|April|June|July|August|September|October|November|December)\b"
    )
    with override(language):
        samples = [str(placeholder.sample) for kind in mail_kinds for placeholder in kind.placeholders]
        assert not [sample for sample in samples if months.search(sample)]
