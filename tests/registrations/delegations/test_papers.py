"""Papers are sent in once for all members, looked at by protocol, and hold nobody up."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from confman.conferences.domain.practice import clear_practice_data
from confman.conferences.models import Conference
from confman.people.domain.privacy import collect_person_data, erase_person
from registrations.core.domain.personal_links import focal_point_link
from registrations.core.models.delegation import Delegation
from registrations.delegations.dashboard import paper_decisions
from registrations.delegations.domain.delegations import add_focal_point, delete_delegation
from registrations.delegations.models import DelegationPaper
from registrations.lifecycle.domain.decisions import approve_registration
from tests.factories import CategoryFactory, DelegationFactory, DelegationPaperFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%sample"


@pytest.fixture
def delegation(conference):
    Conference.objects.filter(pk=conference.pk).update(profile="intergovernmental")
    conference.refresh_from_db()
    CategoryFactory(conference=conference)
    return DelegationFactory(conference=conference)


@pytest.fixture
def focal_client(delegation, owner):
    focal_point = add_focal_point(delegation, name="Focal Point", email="focal@example.org", by=owner)
    client = Client()
    client.get("/" + focal_point_link(focal_point, delegation.conference).split("/", 3)[3])
    return client


def own(name, delegation, *more):
    return reverse(
        f"registrations_delegation:{name}", args=[delegation.conference.slug, delegation.pk, *more]
    )


def staff(name, delegation, *more):
    return reverse(
        f"registrations_secretariat:{name}", args=[delegation.conference.slug, delegation.pk, *more]
    )


def paper(content=PDF, name="credentials.pdf", kind="credentials"):
    return {"kind": kind, "file": SimpleUploadedFile(name, content)}


def stored(papers):
    return [one.file.storage.exists(one.file.name) for one in papers]


def test_from_sending_in_to_being_accepted(focal_client, protocol, delegation, conference):
    page = focal_client.get(own("delegation", delegation)).content.decode()
    assert "Still to be sent in, once for the whole delegation: credentials, note verbale." in page
    focal_client.post(own("paper-add", delegation), paper())
    kept = DelegationPaper.objects.get()
    assert (kept.name, kept.by_focal_point, kept.seen_at) == ("credentials.pdf", True, None)
    focal_client.post(own("paper-replace", delegation, kept.pk), paper(PDF + b"2", name="better.pdf"))
    kept.refresh_from_db()
    assert kept.name == "better.pdf"
    answer = focal_client.get(own("paper", delegation, kept.pk))
    assert b"".join(answer.streaming_content) == PDF + b"2"
    assert "better.pdf" in answer["Content-Disposition"]
    [decision] = paper_decisions(conference, None)
    assert decision.url == staff("delegation", delegation)
    listed = reverse("registrations_secretariat:delegation-list", args=[conference.slug])
    assert "1 paper to be looked at" in protocol.get(listed, {"state": "papers"}).content.decode()
    assert b"".join(protocol.get(staff("paper", delegation, kept.pk)).streaming_content) == PDF + b"2"
    protocol.post(staff("credentials", delegation), {"state": "deficient", "note": "The seal is missing."})
    delegation.refresh_from_db()
    assert (delegation.credentials, delegation.credentials_note) == ("deficient", "The seal is missing.")
    assert not list(paper_decisions(conference, None)), "who judges has looked"
    refused = focal_client.post(own("paper-replace", delegation, kept.pk), paper())
    assert "has looked at this paper already" in refused.content.decode()
    focal_client.post(own("paper-take-back", delegation, kept.pk))
    assert DelegationPaper.objects.filter(pk=kept.pk).exists()
    page = focal_client.get(own("delegation", delegation)).content.decode()
    assert "Deficient" in page or "deficient" in page
    assert "seal is missing" not in page, "the note is the secretariat's"
    assert "deficient" in protocol.get(listed, {"credentials": "deficient"}).content.decode().lower()


def test_a_paper_that_came_after_the_page_was_shown_is_not_taken_for_looked_at(
    focal_client, protocol, delegation
):
    focal_client.post(own("paper-add", delegation), paper())
    form = protocol.get(staff("credentials", delegation)).context["form"]
    seen = {
        "papers-seen": protocol.get(staff("delegation", delegation)).context["seen_papers"],
        "credentials": form["seen"].value(),
    }
    focal_client.post(own("paper-add", delegation), paper(PDF + b"2", name="second.pdf"))
    protocol.post(staff("papers-seen", delegation), {"seen": seen["papers-seen"]})
    stale = protocol.post(
        staff("credentials", delegation), {"state": "accepted", "seen": seen["credentials"]}
    )
    assert stale.status_code == 409 and "second.pdf" in stale.content.decode()
    assert DelegationPaper.objects.awaiting_review().count() == 2
    again = {"state": "accepted", "seen": stale.context["form"]["seen"].value()}
    assert protocol.post(staff("credentials", delegation), again).status_code == 302
    assert not DelegationPaper.objects.awaiting_review().exists()


def test_the_same_paper_sent_twice_is_one(focal_client, delegation):
    for _time in range(2):
        assert focal_client.post(own("paper-add", delegation), paper()).status_code == 302
    assert DelegationPaper.objects.count() == 1
    focal_client.post(own("paper-add", delegation), paper(PDF + b"2"))
    focal_client.post(own("paper-add", delegation), paper(kind="note-verbale"))
    assert DelegationPaper.objects.count() == 3


def test_after_the_conference_papers_stay_as_they_are(focal_client, protocol, delegation, conference):
    focal_client.post(own("paper-add", delegation), paper())
    kept = DelegationPaper.objects.get()
    over = conference.today() - dt.timedelta(days=2)
    Conference.objects.filter(pk=conference.pk).update(starts_on=over, ends_on=over)
    late = paper(PDF + b"2", name="late.pdf")
    for act in (own("paper-add", delegation), own("paper-replace", delegation, kept.pk)):
        late["file"].seek(0)
        assert "The conference is over" in focal_client.post(act, late).content.decode()
    refused = focal_client.post(own("paper-take-back", delegation, kept.pk), follow=True)
    assert "The conference is over" in refused.content.decode()
    assert [row.name for row in DelegationPaper.objects.all()] == ["credentials.pdf"]
    protocol.post(staff("paper-add", delegation), paper(PDF + b"3", name="by-post.pdf"))
    assert DelegationPaper.objects.filter(name="by-post.pdf").exists(), "the secretariat still files"


def test_credentials_block_nothing(delegation, owner):
    Delegation.objects.filter(pk=delegation.pk).update(credentials="objected")
    row = RegistrationFactory(conference=delegation.conference, delegation=delegation)
    assert approve_registration(row, by=owner).is_approved


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"MZ\x90\x00program", "credentials.pdf", "named .pdf, but it is something else"),
        (b"MZ\x90\x00program", "credentials.exe", "Files of this kind are not taken"),
        (b"<html><script>", "note.docx", "named .docx, but it is something else"),
        (b"", "empty.pdf", "empty"),
        (PDF + b"0" * (20 * 1024 * 1024), "large.pdf", "at most 20.0"),
    ],
    ids=["program under another name", "program", "html", "empty", "large"],
)
def test_a_file_that_lies_or_does_not_fit_is_refused(focal_client, delegation, content, name, words):
    answer = focal_client.post(own("paper-add", delegation), paper(content, name))
    assert words in answer.content.decode().replace("\xa0", " ")
    assert not DelegationPaper.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_files_go_with_what_they_belong_to(focal_client, protocol, delegation, owner, conference):
    replaced = DelegationPaperFactory(delegation=delegation)
    focal_client.post(own("paper-replace", delegation, replaced.pk), paper())
    taken_back = DelegationPaper.objects.get()
    focal_client.post(own("paper-take-back", delegation, taken_back.pk))
    removed = DelegationPaperFactory(delegation=delegation)
    protocol.post(staff("paper-delete", delegation, removed.pk))
    practice = DelegationPaperFactory(delegation=delegation, is_practice=True)
    clear_practice_data(conference, by=owner)
    with_delegation = DelegationPaperFactory(delegation=delegation)
    delete_delegation(delegation, by=owner)
    other = DelegationFactory(conference=conference)
    first, second = RegistrationFactory.create_batch(2, conference=conference, delegation=other)
    of_people = DelegationPaperFactory(delegation=other)
    assert collect_person_data(first.person)["registrations.delegation_papers"]
    erase_person(first.person, by=owner)
    assert stored([of_people]) == [True], "it names the others of the delegation"
    erase_person(second.person, by=owner)
    assert not any(stored([replaced, taken_back, removed, practice, with_delegation, of_people]))
    assert not DelegationPaper.objects.exists()


def test_an_expert_meeting_has_no_credentials(focal_client, protocol, delegation, conference):
    Conference.objects.filter(pk=conference.pk).update(profile="expert-meeting")
    page = focal_client.get(own("paper-add", delegation)).content.decode()
    assert 'value="credentials"' not in page
    assert 'value="note-verbale"' in page
    assert protocol.get(staff("credentials", delegation)).status_code == 404
    assert "redentials" not in protocol.get(staff("delegation", delegation)).content.decode()


def test_papers_and_credentials_of_many_are_decided_at_once(protocol, delegation, conference):
    """Red before there were actions for papers in the list of delegations."""
    other, without = (DelegationFactory(conference=conference) for _number in range(2))
    for each in (delegation, other):
        DelegationPaperFactory(delegation=each, seen_at=None)
    Delegation.objects.filter(pk=other.pk).update(credentials_note="Signed by the minister")
    page = reverse("registrations_secretariat:delegation-list", args=[conference.slug])
    chosen = [str(each.pk) for each in (delegation, other, without)]

    said = protocol.post(page, {"action": "papers", "selected": chosen}, follow=True).content.decode()

    assert "2 done, 1 not" in said and "No paper waits to be looked at" in said
    assert not DelegationPaper.objects.awaiting_review().exists()
    asked = protocol.post(page, {"action": "credentials", "selected": chosen}).content.decode()
    assert 'name="state"' in asked
    sent = {"action": "credentials", "selected": chosen, "confirmed": "1", "state": "accepted"}
    assert "3 done" in protocol.post(page, sent, follow=True).content.decode()
    assert set(Delegation.objects.values_list("credentials", flat=True)) == {"accepted"}
    assert Delegation.objects.get(pk=other.pk).credentials_note == "Signed by the minister"
    assert "in the order of another language" not in protocol.get(page).content.decode()
    Conference.objects.update(profile="expert-meeting", languages=["ru", "en"])
    html = protocol.get(page).content.decode()
    assert 'value="credentials"' not in html and "in the order of another language: Russian." in html
