"""The secretariat's pages of documents: only what one may make, step by step, without JavaScript too."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from confman.audit.models import AuditEntry
from confman.documents.domain.jobs import request_document, run_document_job
from confman.documents.models import CustomTemplate, DocumentJob
from confman.documents.registry import Occasion, document_kinds
from confman.web.models import WorkStatus
from tests.documents.own_templates import template_with
from tests.factories import SessionFactory

PROGRAMME, BADGES = "agenda.test-programme", "registrations.test-badges"
LIST = "/tashkent2027/secretariat/documents/"


@pytest.fixture
def team_client(member: Callable[..., Any], client_as: Callable[[Any], Client]) -> Client:
    """Signed in as someone who may make the programme and not the badges."""
    return client_as(member("programme"))


@pytest.fixture
def job(conference: Any, owner: Any) -> DocumentJob:
    return request_document(PROGRAMME, conference, language="ru", format="xlsx", by=owner)


def test_list_shows_what_one_may_make(team_client: Client, owner_client: Client) -> None:
    assert b"test programme" in team_client.get(LIST).content.lower()
    assert b"test badges" not in team_client.get(LIST).content.lower()
    assert b"test badges" in owner_client.get(LIST).content.lower()


class TestTheListOfDocuments:
    def groups(self, client: Client, query: str = "") -> dict[str, list[str]]:
        found = client.get(f"{LIST}{query}").context["groups"]
        return {group.heading: [line.kind.key for line in (*group.lines, *group.folded)] for group in found}

    def test_every_document_stands_under_its_occasion_eight_at_first(self, owner_client: Client) -> None:
        page = owner_client.get(LIST)
        groups = [group for group in page.context["groups"] if group.key in Occasion.values]
        assert [group.key for group in groups] == Occasion.values
        stand = [line.kind.key for group in groups for line in (*group.lines, *group.folded)]
        assert sorted(stand) == sorted(kind.key for kind in document_kinds)
        assert all(len(group.lines) <= 8 for group in groups)
        people = page.content.decode().split('id="documents-people"')[1].split("</section>")[0]
        assert people.split("<details>")[0].count("<li>") == 8 < people.count("<li>")

    def test_what_this_user_makes_often_comes_first(
        self, conference: Any, owner: Any, owner_client: Client, team_client: Client, member: Any
    ) -> None:
        for kind, times, by in ((PROGRAMME, 2, owner), (BADGES, 1, owner), (BADGES, 3, member("editor"))):
            for _time in range(times):
                made = "xlsx" if kind == PROGRAMME else "pdf"
                request_document(kind, conference, language="en", format=made, by=by)
        assert self.groups(owner_client)["You make often"] == [PROGRAMME, BADGES]
        assert "You make often" not in self.groups(team_client)

    @pytest.mark.parametrize(
        ("days", "there", "gone"),
        [
            (20, "registrations.invitation_letter", "agenda.run-of-show"),
            (0, "agenda.run-of-show", "registrations.certificate"),
            (-20, "registrations.certificate", "registrations.invitation_letter"),
        ],
    )
    def test_what_is_made_now_goes_by_the_phase(
        self, conference: Any, owner_client: Client, days: int, there: str, gone: str
    ) -> None:
        conference.starts_on = conference.today() + dt.timedelta(days)
        conference.ends_on = conference.starts_on + dt.timedelta(1)
        conference.save()
        now = self.groups(owner_client)["For now"]
        assert there in now and gone not in now

    @pytest.mark.parametrize("words", ["badg", "бейдж", "beyj"])
    def test_search_finds_a_document_in_any_language_of_the_interface(
        self, owner_client: Client, words: str
    ) -> None:
        assert "registrations.badges" in self.groups(owner_client, f"?q={words}")["Found"]

    def test_search_that_finds_nothing_says_so(self, owner_client: Client, job: DocumentJob) -> None:
        page = owner_client.get(f"{LIST}?q=nothing-like-it").content.decode()
        assert "No document has this name" in page and f"made/{job.pk}/" in page

    def test_a_line_leads_to_the_form_in_a_language_and_says_who_made_it_last(
        self, conference: Any, owner: Any, owner_client: Client, job: DocumentJob
    ) -> None:
        page = owner_client.get(f"{LIST}?q=test programme").content.decode()
        lines = page.split('class="document-lines"')[1].split("</ul>")[0]
        assert f"{LIST}{PROGRAMME}/?language=ru" in lines and str(owner) in lines
        asked = owner_client.get(f"{LIST}{PROGRAMME}/?language=ru").context["request_forms"][0]
        assert asked["language"].value() == "ru"

    def test_when_it_was_made_last_is_a_link_to_the_file_and_before_it_is_told_how_far_it_is(
        self, owner_client: Client, job: DocumentJob
    ) -> None:
        def lines() -> str:
            page = owner_client.get(f"{LIST}?q=test programme").content.decode()
            return page.split('class="document-lines"')[1].split("</ul>")[0]

        def state() -> str:
            asked = owner_client.get(f"{LIST}made/{job.pk}/?part=state", headers={"HX-Request": "true"})
            return asked.content.decode().strip()

        assert f'href="{LIST}made/{job.pk}/" hx-get' in lines() and "Being made" in lines()
        assert state().startswith("<a") and "hx-get" in state()
        run_document_job(job.pk)
        assert "<html" not in state() and "hx-get" not in state() and "data-announce" in state()
        assert f'href="{LIST}made/{job.pk}/file"' in state() and f'href="{LIST}made/{job.pk}/file"' in lines()
        DocumentJob.objects.update(expires_at=timezone.now())
        assert f"made/{job.pk}/" not in lines() and "<time" in lines()

    def test_what_failed_leads_to_the_reason(self, owner_client: Client, job: DocumentJob) -> None:
        DocumentJob.objects.update(status=WorkStatus.FAILED, message="No rows.")
        page = owner_client.get(f"{LIST}?q=test programme").content.decode()
        lines = page.split('class="document-lines"')[1].split("</ul>")[0]
        assert f'href="{LIST}made/{job.pk}/"' in lines and "Failed" in lines


class TestDocumentsOfATab:
    def links(self, client: Client, address: str) -> dict[str, str]:
        return {str(link.label): link.url for link in client.get(address).context["navigation"].documents}

    def test_a_tab_offers_its_documents_filled_in_with_its_query(
        self, conference: Any, owner_client: Client
    ) -> None:
        sessions = reverse("agenda_secretariat:session-list", args=[conference.slug])
        assert self.links(owner_client, sessions)["test programme"] == f"{LIST}{PROGRAMME}/"
        filtered = self.links(owner_client, f"{sessions}?subtitle=Monday")["test programme"]
        form = owner_client.get(filtered).context["request_forms"][1]
        assert form["subtitle"].value() == "Monday"
        assert f'href="{filtered}"' in owner_client.get(f"{sessions}?subtitle=Monday").content.decode()

    def test_what_a_kind_says_of_a_tab_goes_before_the_query(
        self, conference: Any, owner_client: Client
    ) -> None:
        rooms = reverse("agenda_secretariat:room-list", args=[conference.slug])
        link = self.links(owner_client, f"{rooms}?subtitle=Monday")["test programme"]
        assert owner_client.get(link).context["request_forms"][1]["subtitle"].value() == "rooms"

    def test_only_what_the_user_may_make_is_offered_and_only_on_the_tabs_own_page(
        self, conference: Any, owner_client: Client, team_client: Client
    ) -> None:
        sessions = reverse("agenda_secretariat:session-list", args=[conference.slug])
        assert "test badges" in self.links(owner_client, sessions)
        assert "test badges" not in self.links(team_client, sessions)
        session = SessionFactory(conference=conference)
        record = reverse("agenda_secretariat:session-change", args=[conference.slug, session.pk])
        assert not owner_client.get(record).context["navigation"].documents


def test_document_is_asked_for_watched_and_downloaded(team_client: Client) -> None:
    page = team_client.get(f"{LIST}{PROGRAMME}/")
    assert page.status_code == 200
    for language in ("English", "Русский", "Oʻzbekcha"):
        assert language in page.content.decode()

    answer = team_client.post(
        f"{LIST}{PROGRAMME}/", {"language": "ru", "format": "xlsx", "options-subtitle": "Второе"}
    )
    job = DocumentJob.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"{LIST}made/{job.pk}/"
    assert (job.options["subtitle"], job.language) == ("Второе", "ru")

    waiting = team_client.get(answer["Location"]).content.decode()
    assert "hx-get" in waiting and "Refresh" in waiting
    assert team_client.get(f"{LIST}made/{job.pk}/file").status_code == 404

    run_document_job(job.pk)
    part = team_client.get(
        f"{LIST}made/{job.pk}/?part=progress", headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part and "hx-get" not in part and f"made/{job.pk}/file" in part

    file = team_client.get(f"{LIST}made/{job.pk}/file")
    assert file["Content-Disposition"] == 'attachment; filename="tashkent2027-test-programme-ru.xlsx"'
    assert file["Cache-Control"] == "private, no-store"
    assert b"".join(file.streaming_content).startswith(b"PK")
    assert f"made/{job.pk}/file" in team_client.get(LIST).content.decode()


def test_wrong_form_keeps_what_was_typed(team_client: Client) -> None:
    answer = team_client.post(
        f"{LIST}{PROGRAMME}/",
        {"language": "fr", "format": "xlsx", "options-subtitle": "far too long a subtitle"},
    )
    assert answer.status_code == 200
    assert "far too long a subtitle" in answer.content.decode()
    assert not DocumentJob.objects.exists()


def test_failure_is_told_with_its_reason(team_client: Client) -> None:
    team_client.post(f"{LIST}{PROGRAMME}/", {"language": "ru", "format": "xlsx", "options-refuse": "on"})
    job = DocumentJob.objects.get()
    run_document_job(job.pk)
    assert "There is no session to print." in team_client.get(f"{LIST}made/{job.pk}/").content.decode()


@pytest.mark.parametrize(
    "path", ["{key}/", "{key}/template/", "{key}/template/en.docx", "made/{job}/", "made/{job}/file"]
)
def test_kinds_permission_is_asked_on_every_page(
    path: str,
    conference: Any,
    owner: Any,
    team_client: Client,
    member: Callable[..., Any],
    client_as: Callable[[Any], Client],
    other_conference: Any,
    client: Client,
) -> None:
    job = request_document(BADGES, conference, language="en", format="pdf", options={"count": 1}, by=owner)
    run_document_job(job.pk)
    address = LIST + path.format(key=BADGES, job=job.pk)

    assert team_client.get(address).status_code == 403
    assert client.get(address).status_code == 302
    elsewhere = client_as(member("owner", other_conference))
    assert elsewhere.get(address).status_code == 403
    assert elsewhere.get(address.replace("tashkent2027", "geneva2027")).status_code in (
        (404,) if "made" in path or "template" in path else (200,)
    )


def test_file_is_for_who_has_the_permission_now(
    job: DocumentJob, conference: Any, owner: Any, owner_client: Client
) -> None:
    run_document_job(job.pk)
    assert owner_client.get(f"{LIST}made/{job.pk}/file").status_code == 200
    conference.memberships.filter(user=owner).delete()
    assert owner_client.get(f"{LIST}made/{job.pk}/file").status_code == 403


def test_unknown_kind_and_file_past_its_time_are_not_found(job: DocumentJob, owner_client: Client) -> None:
    assert owner_client.get(f"{LIST}agenda.nothing/").status_code == 404
    run_document_job(job.pk)
    DocumentJob.objects.update(expires_at=timezone.now())
    assert owner_client.get(f"{LIST}made/{job.pk}/file").status_code == 404
    assert "no longer kept" in owner_client.get(f"{LIST}made/{job.pk}/").content.decode()


def test_download_of_a_sensitive_document_is_in_the_history(
    conference: Any, owner: Any, owner_client: Client, job: DocumentJob
) -> None:
    badges = request_document(BADGES, conference, language="en", format="pdf", options={"count": 1}, by=owner)
    for made in (badges, job):
        run_document_job(made.pk)
        assert owner_client.get(f"{LIST}made/{made.pk}/file").status_code == 200
    entry = AuditEntry.objects.get(verb="documents.downloaded")
    assert (entry.target_id, entry.by) == (badges.pk, owner)


def test_list_asks_as_often_for_three_as_for_one(
    conference: Any, owner: Any, owner_client: Client, assert_constant_queries: Callable[..., None]
) -> None:
    def add() -> None:
        request_document(PROGRAMME, conference, language="ru", format="xlsx", by=owner)

    assert_constant_queries(LIST, add, client=owner_client)


def test_own_letterhead_goes_up_is_used_and_taken_back(team_client: Client, conference: Any) -> None:
    address = f"{LIST}{PROGRAMME}/template/"
    standard = team_client.get(f"{address}ru.docx")
    assert standard["Content-Disposition"] == f'attachment; filename="{PROGRAMME}.ru.docx"'
    document = Document(io.BytesIO(standard.content))
    document.paragraphs[0].insert_paragraph_before("Бланк {{ meta.masthead.conference }}")
    target = io.BytesIO()
    document.save(target)

    answer = team_client.post(
        address, {"language": "ru", "file": SimpleUploadedFile("own.docx", target.getvalue())}, follow=True
    )
    assert "is tried with your data" in answer.content.decode() and not CustomTemplate.objects.exists()
    (job,) = DocumentJob.objects.unfinished()
    run_document_job(job.pk)
    page = team_client.get(answer.redirect_chain[-1][0])
    assert "in use from now on" in page.content.decode()
    own = team_client.get(f"{address}ru.docx").content
    assert any("Бланк" in paragraph.text for paragraph in Document(io.BytesIO(own)).paragraphs)

    asking = team_client.get(f"{address}ru/restore/")
    assert "deleted" in asking.content.decode() and CustomTemplate.objects.exists()
    team_client.post(f"{address}ru/restore/")
    assert not CustomTemplate.objects.exists()
    assert [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="documents.template")] != []


def test_faulty_letterhead_is_refused_with_the_place_of_the_fault(team_client: Client) -> None:
    file = SimpleUploadedFile("own.docx", template_with("To {{ document.nobody }}"))
    answer = team_client.post(f"{LIST}{PROGRAMME}/template/", {"language": "en", "file": file})
    (job,) = DocumentJob.objects.unfinished()
    run_document_job(job.pk)
    assert "To {{ document.nobody }}" in team_client.get(answer["Location"]).content.decode()
    assert not CustomTemplate.objects.exists()


def test_what_is_no_word_document_is_refused_at_the_field(team_client: Client) -> None:
    file = SimpleUploadedFile("own.docx", b"hello")
    answer = team_client.post(f"{LIST}{PROGRAMME}/template/", {"language": "en", "file": file})
    assert answer.status_code == 200 and "not a Word document" in answer.content.decode()
    assert not DocumentJob.objects.exists()


def test_whoever_may_not_change_templates_sees_none(
    member: Callable[..., Any], client_as: Callable[[Any], Client]
) -> None:
    check_in = client_as(member("check-in"))
    assert check_in.get(f"{LIST}{PROGRAMME}/").status_code == 200
    assert b"/template/" not in check_in.get(f"{LIST}{PROGRAMME}/").content
    assert check_in.get(f"{LIST}{PROGRAMME}/template/").status_code == 403
