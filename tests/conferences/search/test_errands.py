"""Forty errands in the sample conference, in five scripts: what is looked for is among the first three hits."""

import pytest
from django.utils import translation

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.conferences.web.search.parts import additions, settings, views_of_lists
from confman.conferences.web.search.results import search
from registrations.core.models.registration import Registration
from tests.databases import build_sample, made_once
from tests.factories import PersonFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

# The typed words, and the title of the right row.
ERRANDS = (
    # People: Latin, Cyrillic, Uzbek Latin, Arabic, Chinese; misspelt.
    ("sahin", "Çağrı Şahin"),
    ("Гафуров Жамшид", "Jamshid Gafurov"),
    ("gʻayrat ergashev", "Gayrat Ergashev"),
    ("G'afurova O'g'iloy", "Ugiloy Gafurova"),
    ("құрманғалиева", "Assel Kurmangaliyeva"),
    ("محمد", "Muhammad al-Amin"),
    ("王小明", "Wang Xiaoming"),
    ("yildiz ayse", "Ayşe Yıldız"),
    ("kurmangalyeva", "Assel Kurmangaliyeva"),
    ("Стоянвоа", "Elena Stoyanova"),
    ("ergshev bekzod", "Bekzod Ergashev"),
    ("gulomjon stoyanova", ""),  # nobody
    ("sample55@example.org", "Elena Stoyanova"),
    # Delegations and invitees.
    ("казахстан", "Kazakhstan"),
    ("Bosh prokuratura", "General Prosecutor’s Office"),
    ("istiqboli avlod", "Center “Istiqbolli Avlod”"),
    ("ministry of foregin", "Ministry of Foreign Affairs"),
    # Sessions and their items.
    ("открытие конференции", "Opening of the conference"),
    ("ikkinchi yalpi majlis", "Second plenary session"),
    ("coffe", "Coffee break"),
    ("third plenray", "Third plenary session"),
    ("опыт турции", "The experience of Turkey"),
    # Rooms.
    ("main hall", "Main conference hall"),
    ("зал 2", "Room 2"),
    ("katta konferens", "Main conference hall"),
    ("большй", "Main conference hall"),
    # Recommendations and letters.
    ("WG1/R03", "Recommendation 3"),
    ("recommendation 7", "Recommendation 7"),
    ("medical psychological legal", "Recommendation 7"),
    ("awarness campaigns", "Recommendation 5"),
    ("LTR/2017/9", "LTR/2017/9"),
    # Documents, files, actions, pages, settings.
    ("list of participants", "List of participants"),
    ("список участников", "List of participants"),
    ("name plats", "Name plates"),
    ("бейдж", "Print badges"),
    ("register someone", "Register someone"),
    ("pubilsh", "Publish the agenda"),
    ("часовой пояс", "Time zone"),
    ("outbox", "Outbox"),
    # A code.
    ("CODE", "Çağrı Şahin"),
)
FIRST, RIGHT = 3, 38


@pytest.fixture
def sample(db, settings):
    made_once(build_sample, settings.MEDIA_ROOT)
    conference = Conference.objects.get(slug="tashkent2017")
    for name in (
        {"en": "Muhammad al-Amin", "ar": "محمد الأمين"},
        {"en": "Wang Xiaoming", "zh-hans": "王小明"},
    ):
        RegistrationFactory(conference=conference, person=PersonFactory(conference=conference, name=name))
    return conference


def test_what_is_looked_for_is_among_the_first_three(sample):
    user = User.objects.get(email="organizer@example.org")
    code = next(
        row.ticket_token
        for row in Registration.objects.of(sample).select_related("person")
        if "Şahin" in str(row.person)
    )
    wrong = {}
    with translation.override("en"):
        for typed, title in ERRANDS:
            found = search(sample, user, code.lower() if typed == "CODE" else typed)
            first = [hit.title for group in found.groups for hit in group.hits][:FIRST]
            is_right = any(hit.startswith(title) for hit in first) if title else not first
            if not is_right:
                wrong[typed] = first
    assert len(ERRANDS) == 40 and len(ERRANDS) - len(wrong) >= RIGHT, wrong


# Acts and places, by words that are not their names.
ACTS = {
    "move a session": "Move a session",
    "swap rooms": "Move a session",
    "перенести заседания": "Move a session",
    "paste": "Paste a programme",
    "import programme": "Import a programme",
    "quota": "Delegations",
    "deadline": "Registration",
    "signatory": "Letters",
    "speaker timer": "Screens",
    "accent colour": "Conference",
    "reprint a badge": "Print badges",
    "печать бейджей": "Print badges",
    "merge people": "Possible duplicates",
    "invite colleague": "Team",
    **dict.fromkeys(("timezone", "timezon"), "Time zone"),
    **dict.fromkeys(("shortcut", "keyboard", "shortcts", "горячие клавиши"), "Keyboard shortcuts"),
    **dict.fromkeys(("clear practice data", "practise data", "удалить пробные"), "Clear the practice data"),
    **dict.fromkeys(("outbox failed", "failed mails", "resend failed", "xatlar bajarilmadi"), "Failed"),
    **dict.fromkeys(("e'lon qilish", "e’lon qilish", "eʼlon qilish", "elon qilish"), "Publish the agenda"),
    **dict.fromkeys(("send mail", "отправить письмо", "xat yuborish"), "Write to many"),
    **dict.fromkeys(("export recommendations", "экспорт рекомендаций"), "Recommendations"),
    **dict.fromkeys(("add a room", "new room", "добавить зал", "xona qoʻshish"), "Add a room"),
    **dict.fromkeys(("delete person", "удалить участника"), "Directory"),
    "waiting list": "Waiting list",
    **dict.fromkeys(("cancel session", "отменить заседание", "print agenda"), "Programme"),
    **dict.fromkeys(("add question", "добавить вопрос"), "Form"),
    **dict.fromkeys(("add language", "gdpr"), "Conference"),
    **dict.fromkeys(("per diem", "суточные"), "Allowances"),
    **dict.fromkeys(("next year", "copy conference"), "Prepare the next conference"),
    "seating plan": "Seating",
    "invite someone": "By link",
    "qr code": "Let someone in",
    "unsubscribe": "Mailings",
    "help": "Help",
    "close registration": "Registration",
    "change password": "Change the password",
    **dict.fromkeys(("hotel", "visa", "directions", "privacy", "news"), "Website"),
    **dict.fromkeys(("гостиница", "виза", "проезд", "новости"), "Website"),
    **dict.fromkeys(("mehmonxona", "viza", "yoʻl", "yangiliklar"), "Website"),
    # More words than the place has, and words that no place has.
    "print name plates": "Name plates",
    "delete the session": "Add a session",
    "add colleague to team": "Team",
    "send invitations again": "Letters of invitation",
    "vistor visa": "Visas",
    "speaker not confirmed": "Speakers",
    **dict.fromkeys(("change dates", "сменить даты"), "Conference"),
    **dict.fromkeys(("кто не ответил", "taklifnomalar"), "Remind invitees who have not answered"),
    **dict.fromkeys(("непришедшие письма", "не доставлено"), "Outbox"),
    **dict.fromkeys(("список ожидания", "лист ожидания", "kutish roʻyxati"), "Waiting list"),
    "nishonlar": "Print badges",
    **dict.fromkeys(("mail translation", "перевод письма", "xat tarjimasi"), "Mail texts"),
}


# The name of a workspace leads to its first tab.
WORKSPACES = {
    "agenda": "Programme",
    "люди": "Registrations",
    "on site": "Check-in",
    "sozlamalar": "Conference",
}


@pytest.mark.parametrize("typed", WORKSPACES)
def test_a_workspace_leads_to_its_first_tab(conference, owner, typed):
    with translation.override("en"):
        groups = search(conference, owner, typed).groups
        assert WORKSPACES[typed] in [
            hit.title for group in groups if group.key == "pages" for hit in group.hits
        ]
        if typed == "agenda":
            assert groups[0].hits[0].title == "Programme"


@pytest.mark.parametrize("typed", ACTS)
def test_acts_and_places_are_found_by_other_words(conference, owner, typed):
    with translation.override("en"):
        found = search(conference, owner, typed)
        assert ACTS[typed] in [hit.title for group in found.groups for hit in group.hits]


def test_what_lists_and_settings_have_opens_for_whom_it_is_found(conference, member, client_as):
    owner, observer = member("owner"), member("observer")
    parts = [*additions(), *views_of_lists(), *settings()]
    found = [part.hit(conference) for part in parts if owner.has_perm(part.permission, conference)]
    addresses = {hit.url.partition("#")[0] for hit in found}
    assert len(found) > 150
    assert not [address for address in addresses if client_as(owner).get(address).status_code != 200]
    with translation.override("en"):
        assert not any(
            group.key in ("actions", "settings") for group in search(conference, observer, "room").groups
        )
        assert not search(conference, observer, "outbox failed").groups


def test_what_only_the_guide_explains_is_looked_up_there(conference, owner, client):
    with translation.override("en"):
        [hit, *_others] = search(conference, owner, "unawares").offers
    assert hit.title == "Read about “unawares” in the guide"
    assert "Keyboard shortcuts" in client.get(hit.url).content.decode()


def test_of_too_many_words_those_that_were_found_are_said_as_typed(conference, owner):
    with translation.override("ru"):
        found = search(conference, owner, "пригласить ещё раз")
    assert found.groups and found.instead == "пригласить"
    assert not search(conference, owner, "Ivan Doorsten").groups


def test_what_chinese_words_sound_like_finds_no_page(conference, owner):
    with translation.override("en"):
        assert not search(conference, owner, "马路").groups
        assert search(conference, owner, "malumot").groups


def test_words_of_pages_are_not_offered_as_a_name(conference, owner):
    with translation.override("en"):
        assert not search(conference, owner, "quota xyz").offers
        assert search(conference, owner, "Aziza Umarova").offers
