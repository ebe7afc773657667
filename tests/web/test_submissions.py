"""A form sent twice is done once: by a double click, at the same moment, after a reload, after a kill."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from agenda.releases.models import AgendaRelease
from agenda.run_of_show.domain.cues import CueRow, save_cues
from agenda.run_of_show.models import Cue
from agenda.screens.domain.screens import create_screen
from agenda.screens.domain.speaker_clock import clock_of
from confman.audit.domain.submissions import RETENTION, delete_old_submissions
from confman.audit.models import Submission
from outcomes.drafting.domain.screen import screen_of
from registrations.core.models.delegation import Delegation
from registrations.correspondence.models import Correspondence
from tests.factories import (
    ConferenceFactory,
    MembershipFactory,
    RoomFactory,
    SessionFactory,
    ThemeFactory,
    UserFactory,
    WorkingGroupFactory,
)
from tests.outcomes.recommendation_samples import recommendation
from tests.sign_in import signed_in
from tests.submissions import submission


@pytest.fixture
def conference(transactional_db):
    return ConferenceFactory(languages=["en"])


@pytest.fixture
def owner(conference):
    return MembershipFactory(conference=conference, user=UserFactory(), role="owner").user


@pytest.fixture
def desk(owner):
    return signed_in(owner)


def address(conference, name, *args):
    return reverse(name, args=[conference.slug, *args])


def test_a_delegation_is_added_once_and_both_are_sent_on_to_it(conference, desk):
    page = address(conference, "registrations_secretariat:delegation-add")
    typed = {"name_en": "Ministry of Justice", "kind": "institution", **submission(desk.get(page))}

    answers = [desk.post(page, typed) for _time in range(2)]

    delegation = Delegation.objects.get()
    assert {answer.url for answer in answers} == {
        address(conference, "registrations_secretariat:delegation", delegation.pk)
    }
    assert "carried out once" in desk.get(answers[1].url).content.decode()


def test_two_at_the_same_moment_are_one(conference, owner, at_once):
    page = address(conference, "registrations_secretariat:delegation-add")
    browsers = [signed_in(owner) for _time in range(3)]
    typed = {"name_en": "Ministry of Justice", "kind": "institution", **submission(browsers[0].get(page))}

    answers = at_once(
        *[lambda browser=browser: browser.post(page, typed, HTTP_REFERER=page) for browser in browsers]
    )

    assert [answer.status_code for answer in answers] == [302] * 3
    assert Delegation.objects.count() == 1


def test_who_goes_back_and_changes_a_word_means_something_new(conference, desk):
    page = address(conference, "registrations_secretariat:delegation-add")
    typed = {"name_en": "Ministry of Justice", "kind": "institution", **submission(desk.get(page))}

    desk.post(page, typed)
    desk.post(page, {**typed, "name_en": "Ministry of Health"})
    desk.post(page, {**typed, **submission(desk.get(page))})

    assert Delegation.objects.count() == 3


def test_a_release_is_published_once_though_nobody_saw_the_answer(conference, desk):
    """The process was killed after the commit: where the first one would have led is not known any more."""
    SessionFactory(conference=conference)
    page = address(conference, "agenda_secretariat:publish")
    sent = {**submission(desk.get(page)), "message_en": ""}
    desk.post(page, sent)
    assert AgendaRelease.objects.count() == 1
    Submission.objects.update(answer="")

    again = desk.post(page, sent, HTTP_REFERER=f"http://testserver{page}")

    assert AgendaRelease.objects.count() == 1
    assert again.url == page
    assert "carried out once" in desk.get(again.url).content.decode()


@pytest.mark.parametrize(
    ("name", "made"),
    [("agenda_secretariat:room-delete", RoomFactory), ("conferences_secretariat:theme-delete", ThemeFactory)],
)
def test_what_is_deleted_by_two_clicks_is_gone_and_no_error(conference, desk, name, made):
    page = address(conference, name, made(conference=conference).pk)
    sent = submission(desk.get(page))
    first, second = (desk.post(page, sent) for _time in range(2))
    assert first.status_code == 302 and first.url == second.url
    assert "carried out once" in desk.get(second.url).content.decode()
    # A form that nobody has sent before finds nothing, nor does that of another.
    assert desk.post(page, {"submission": "new"}).status_code == 404
    other = signed_in(MembershipFactory(conference=conference, user=UserFactory(), role="owner").user)
    assert other.post(page, sent).status_code == 404


def test_a_letter_has_one_number(conference, desk):
    page = address(conference, "registrations_secretariat:letter-add")
    typed = {
        "direction": "in",
        "subject": "Nomination",
        "channel": "post",
        "date": "2027-05-01",
        **submission(desk.get(page)),
    }

    answers = [desk.post(page, typed) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Correspondence.objects.get().number


def test_what_was_refused_may_be_sent_again(conference, desk, monkeypatch):
    """The claim is taken back with the transaction of the verb that failed."""
    page = address(conference, "registrations_secretariat:delegation-add")
    typed = {"name_en": "Ministry of Justice", "kind": "institution", **submission(desk.get(page))}
    desk.raise_request_exception = False

    with monkeypatch.context() as patched:
        patched.setattr("confman.audit.domain.recorder.insert_all", lambda _entries: 1 / 0)
        assert desk.post(page, typed).status_code == 500
    assert not Delegation.objects.exists()

    assert desk.post(page, typed).status_code == 302
    assert Delegation.objects.count() == 1


def test_another_sender_is_another_submission(conference, desk):
    other = signed_in(MembershipFactory(conference=conference, user=UserFactory(), role="owner").user)
    page = address(conference, "registrations_secretariat:delegation-add")
    typed = {"name_en": "Ministry of Justice", "kind": "institution", **submission(desk.get(page))}

    desk.post(page, typed)
    other.post(page, typed)

    assert Delegation.objects.count() == 2


def test_keys_are_forgotten_when_no_page_can_be_open_any_more(conference, desk, time_machine):
    page = address(conference, "registrations_secretariat:delegation-add")
    desk.post(page, {"name_en": "Ministry", "kind": "institution", **submission(desk.get(page))})
    assert (delete_old_submissions(), Submission.objects.count()) == (0, 1)

    sent = Submission.objects.get()
    time_machine.move_to(sent.at + RETENTION * 1.01)

    assert (delete_old_submissions(), Submission.objects.count()) == (1, 0)


HTMX = {"HX-Request": "true"}


def sent_from(page, desk, **typed):
    """A button of a part of `page` that htmx sends: pressed twice before the answer has come."""
    key = submission(desk.get(page))
    return lambda address: [desk.post(address, typed | key, headers=HTMX) for _time in range(2)]


def test_a_delay_is_carried_on_once(conference, desk, owner):
    session = SessionFactory(conference=conference)
    save_cues(session, [CueRow("Doors close"), CueRow("Anthem")], by=owner, revision=None)
    cue = Cue.objects.get(cue="Anthem")

    sent_from(address(conference, "agenda_secretariat:live"), desk, minutes="5")(
        address(conference, "agenda_secretariat:cue-delay", cue.pk)
    )

    cue.refresh_from_db()
    assert cue.delay == 5


def test_the_screen_goes_on_by_one_paragraph(conference, desk, owner):
    row = recommendation(conference, stage="agreed", texts={"en": "One\n\nTwo\n\nThree"})
    page = address(conference, "outcomes_secretariat:plenary-screen")
    desk.post(page, {"recommendation": row.pk, "language": "en"})

    _first, again = sent_from(page, desk, step="next-paragraph")(page)

    assert screen_of(conference).paragraph == row.current_version.body[1].id
    # The page has another state by now: it is loaded again, because a part alone would not say so.
    assert again.headers["HX-Refresh"] == "true"
    assert "carried out once" in desk.get(page).content.decode()


def test_a_text_typed_on_the_screen_makes_one_version(conference, desk, owner):
    group = WorkingGroupFactory(conference=conference)
    row = recommendation(conference, working_group=group, texts={"en": "One"})
    page = address(conference, "outcomes_secretariat:room-screen", group.code)
    desk.post(page, {"recommendation": row.pk, "language": "en"})

    sent_from(page, desk, action="save", oral="One more", paragraph=row.current_version.body[0].id)(page)

    row.refresh_from_db()
    assert [version.number for version in row.versions.order_by("number")] == [1, 2]


def test_a_clock_that_runs_is_not_set_back_by_what_comes_late(conference, desk, owner):
    timer = create_screen(conference, by=owner, name="Podium", kind="timer", room=None, languages=["en"])
    page = address(conference, "agenda_secretariat:timer", timer.pk)
    sent = {"action": "free", "minutes": "5", **submission(desk.get(page))}

    desk.post(page, sent, headers=HTMX)
    desk.post(page, {"action": "start"}, headers=HTMX)
    desk.post(page, sent, headers=HTMX)

    assert clock_of(timer).running_since


# Forms that may come twice, or have a key of another kind.
WITHOUT_KEY = {
    "503.html: <form": "sends once more what was typed, and the key that came with it",
    "web/frame/send_again.html: <form": "sends once more what was typed, and the key that came with it",
    "web/components/export_menu.html: <form": "makes a file and nothing else",
    "web/frame/interface_language.html: <form": "sets a language and nothing else",
    "web/forms/open_form.html: <form": "carries a signed key of its own: confman/web/forms/base.py",
    "web/frame/user_menu.html: <form": "signs out and nothing else",
    "conferences/page_form.html: <div": "shows what was typed, and keeps nothing",
    "agenda/own_agenda/public/stars.html: <form": "says of each session whether it is starred, which twice is the same",
    "mailings/news.html: <form": "stops news or takes it up again, which twice is the same",
    "outcomes/register/portal/mail_stopped.html: <form": "stops mail about documents, which twice is the same",
    "mailings/words.html: <div": "says which word in braces is unknown, and keeps nothing",
}  # fmt: skip
# Templates in the forms of other packages, and why what is sent by them twice is done once. (Those of /admin/ are not
# ours: what can be added there, accounts and groups, has a name that no other may have.)
ELSEWHERE = {
    "account/": "an address is unique, a password or an address is replaced by itself, a code is good once",
    "allauth/": "the frames of these pages",
    "mfa/": "an app and a set of recovery codes replace the one before; the challenge of a passkey is good once",
    "usersessions/": "ends sessions, which are then over",
    "web/styleguide/": "shows what forms look like",
}
KEY = "{% csrf_token %}{% submission_key %}"
DOWNLOAD = '{% csrf_token %}<button class="btn btn-secondary" type="submit">{% icon "download" %}'
ELEMENT = re.compile(r"<(\w+)(\s[^<>]*)>\s*(\[key\]|\[download\])?")
SENDS = re.compile(r'method="post"|hx-(post|put|patch|delete)=')


def unkeyed(name, text):
    """The elements of a template that send something without a key."""
    text = text.replace(KEY, "[key]").replace(DOWNLOAD, "[download]")
    for tag, attributes, begins in ELEMENT.findall(re.sub(r"{%.*?%}|{{.*?}}", "", text)):
        # A button that hands out a file, as often as it is asked for, stands under the sign of a download.
        allowed = ("[key]",) if "hx-" in attributes else ("[key]", "[download]")
        if SENDS.search(attributes) and (tag != "form" or begins not in allowed):
            yield f"{name}: <{tag}"


def test_every_form_that_changes_the_record_carries_a_key():
    found = set()
    for folder in (Path(directory) for directory in settings.TEMPLATES[0]["DIRS"]):
        for template in sorted(folder.rglob("*.html")):
            name = template.relative_to(folder).as_posix()
            if name.startswith(tuple(ELSEWHERE)):
                continue
            found.update(unkeyed(name, template.read_text()))
    assert found == WITHOUT_KEY.keys()


@pytest.mark.parametrize(
    "element",
    (
        '<form method="post">{% csrf_token %}<button>',
        '<form hx-put="{% url "x" a.b %}">{% csrf_token %}<button>',
        '<button type="button" hx-delete="{{ address }}">',
        '<form method="post" hx-post="x">{% csrf_token %}<button class="btn btn-secondary" type="submit">'
        '{% icon "download" %}',
    ),
)
def test_a_form_without_a_key_is_found(element):
    assert list(unkeyed("page.html", f"<main>{element}</main>"))
    assert not list(unkeyed("page.html", f'<form hx-get="x" method="post">{KEY}</form>{{% if a > b %}}'))


# Requests that our scripts send by themselves, and the reason why they need no key.
SENT_BY_SCRIPTS = {
    "agenda-editor/server.js": "each action names the revision of the session that it is meant for",
    "badge-designer.js": "draws a picture, and rows of a form that is not saved by it",
    "door/server.js": "each scan has an id of its own, made on the device",
    "modules/forms/drafts.js": "what is typed, kept as it stands: the last one counts",
    "modules/requests.js": "asks once more for what failed, with the key that went with it",
    "modules/review-panel.js": "the form of a decision, with its key",
    "modules/screens/screen-operator.js": "what is typed, shown as it stands: the last one counts",
    "modules/stars.js": "a star that is there or not: the last one counts",
}


def test_what_a_script_sends_stands_in_a_list_with_the_reason():
    folder = settings.BASE_DIR / "static" / "src"
    sending = {
        script.relative_to(folder).as_posix()
        for script in folder.rglob("*.js")
        if re.search(r"\bmethod:|[{,]\s*method\b|sendBeacon|XMLHttpRequest|\bajax\(", script.read_text())
    }
    assert sending == SENT_BY_SCRIPTS.keys()
