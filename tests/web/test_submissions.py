"""What is sent twice is done once: by a double click, at the same moment, after a reload, after a kill."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from agenda.models import AgendaRelease
from confman.audit.domain.submissions import KEPT_FOR
from confman.audit.models import AuditEntry, Submission
from confman.audit.tasks import forget_submissions_task
from registrations.models import Correspondence, Delegation
from tests.access.actors import signed_in
from tests.factories import ConferenceFactory, MembershipFactory, SessionFactory, UserFactory
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
    typed = {
        "name_en": "Ministry of Justice",
        "kind": "institution",
        **submission(browsers[0].get(page)),
    }

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
        patched.setattr(AuditEntry, "save", lambda *_args, **_kwargs: 1 / 0)
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
    assert (forget_submissions_task(), Submission.objects.count()) == (0, 1)

    sent = Submission.objects.get()
    time_machine.move_to(sent.at + KEPT_FOR * 1.01)

    assert (forget_submissions_task(), Submission.objects.count()) == (1, 0)


# Forms whose page lives on: the same act may be meant again and again, each answer brings the next state with it.
LIVE = {
    "agenda/secretariat/timer_part.html": "the speaker timer, a button pressed again and again",
    "agenda/secretariat/live_acts.html": "the run of show, kept up while it runs",
    "outcomes/speakers_part.html": "the list of speakers, kept up while they speak",
    "outcomes/amendment_oral.html": "saved while it is typed",
    "outcomes/operator_part.html": "the screen of the drafting room, saved while it is typed",
    "web/components/export_menu.html": "makes a file and nothing else",
    "web/components/interface_language.html": "sets a language and nothing else",
    "web/components/open_form.html": "carries a signed key of its own: confman/web/open_forms.py",
    "web/components/user_menu.html": "signs out and nothing else",
}  # fmt: skip
# Pages of other packages, and pages that show what forms look like.
ELSEWHERE = ("account/", "allauth/", "mfa/", "usersessions/", "web/styleguide/")


def test_every_form_that_changes_the_record_carries_a_key():
    without = []
    for folder in (Path(directory) for directory in settings.TEMPLATES[0]["DIRS"]):
        for template in sorted(folder.rglob("*.html")):
            name = template.relative_to(folder).as_posix()
            if name in LIVE or name.startswith(ELSEWHERE):
                continue
            text = template.read_text()
            button = '<button class="btn btn-secondary" type="submit">{% icon "download" %}'
            downloads = text.count("{% csrf_token %}" + button)
            keyed = text.count("{% csrf_token %}{% submission_key %}")
            # What hands out a file, as often as it is asked for, stands under the sign of a download.
            if text.count("{% csrf_token %}") != keyed + downloads:
                without.append(name)
    assert without == []
