"""Whatever file is brought, it is read or refused with a sentence: through the pages that take it, and the commands."""

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import get_resolver

from registrations.questionnaire.models import FormField
from tests.access.actors import client_of
from tests.access.test_matrix import address
from tests.fuzz import samples
from tests.fuzz.answers import is_signed_in, taken_back
from tests.fuzz.conversation import Form, forms_of
from tests.fuzz.findings import Findings
from tests.fuzz.mutation import mutated

# True if the content was taken, false if it was refused.
Bring = Callable[..., bool]


@dataclass(frozen=True)
class Way:
    """A way in: what it takes, by format, and how one is brought. `weight` is how often it is gone in a long run."""

    name: str
    samples: samples.Samples
    bring: Bring
    weight: float = 1


@dataclass(frozen=True)
class Upload:
    """A file field of a page: who may open it, where, and what is sent beside the file."""

    pages: "Pages"
    actor: str
    url: str
    field: str
    more: dict[str, str]

    def __call__(self, name: str, content: bytes) -> bool:
        file = SimpleUploadedFile(name, content)
        return self.pages.bring(self.actor, self.url, self.field, file, self.more)


class Pages:
    """Brings files to the pages of one world."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.forms: dict[str, dict[str, list[str]]] = {}
        for actor in ("owner", "participant", "focal-point"):
            # Signed in before anything is taken back.
            client_of(actor, world).raise_request_exception = True

    def to(self, route: str, parts: str, field: str, *, actor: str = "owner", **more: str) -> Upload:
        name, mark, query = route.partition("?")
        url = f"{address(self.world, name, parts)}{mark}{query}"
        return Upload(self, actor, url, field, more)

    def pasted(self, route: str, parts: str, field: str, **more: str) -> Bring:
        url = address(self.world, route, parts)
        return lambda _name, content: self.bring(
            "owner", url, field, content.decode("utf-8", "replace"), more
        )

    def bring(self, actor: str, url: str, field: str, value: Any, more: dict[str, str]) -> bool:
        """Send the form of a page with a file in it, and press the buttons of the pages that follow, to the end."""
        client = client_of(actor, self.world)
        if url not in self.forms:
            form = next(
                form for form in forms_on(client.get(url)) if field in [*dict(form.pairs), *form.files]
            )
            self.forms[url] = sent(form)
        response = client.post(url, {**self.forms[url], **more, field: value}, follow=True)
        for button in (("action", b"preview"), ("action", b"import")):
            form = next((form for form in forms_on(response) if button in form.choices), None)
            if form is None:
                break
            pressed = {button[0]: button[1].decode()}
            response = client.post(response.request["PATH_INFO"], sent(form) | pressed, follow=True)
        assert response.status_code < 500, response.status_code
        answered = response.context and response.context.get("form")
        return response.status_code < 400 and not getattr(answered, "errors", None)


def forms_on(response: Any) -> list[Form]:
    return [] if response.status_code >= 400 or response.streaming else forms_of(response.content)


def sent(form: Form) -> dict[str, list[str]]:
    """The form that it sends as it stands."""
    found: dict[str, list[str]] = {}
    for name, value in form.pairs:
        found.setdefault(name, []).append(value.decode())
    return found


def command(*arguments: str, slug: str = "here") -> Bring:
    """A command that reads a file. What it refuses ends in one line, which names the file."""

    def bring(name: str, content: bytes) -> bool:
        with tempfile.NamedTemporaryFile(suffix=f".{name}") as file:
            Path(file.name).write_bytes(content)
            first, *more = arguments
            try:
                call_command(first, slug, file.name, *more, stdout=NOWHERE, stderr=NOWHERE)
            except CommandError as error:
                assert Path(file.name).name in str(error), "It does not say which file."
                assert len(str(error).splitlines()) == 1, "It is not one line."
                assert error.returncode == 1
                return False
            return True

    return bring


class _Nowhere:
    def write(self, *_said: Any) -> None: ...
    def flush(self) -> None: ...
    def isatty(self) -> bool:
        return False


NOWHERE = _Nowhere()


def ways(world: Any) -> list[Way]:
    """All of them. The commands are quick and read what the pages read, so most go by them."""
    pages = Pages(world)
    to, pasted = pages.to, pages.pasted
    question = f"q_{FormField.objects.get(pk=world.values['question']).key}"
    people = lambda: samples.lists("exportpeople", samples.PEOPLE, samples.OBJECTS)  # noqa: E731
    texts = lambda: samples.lists("exportrecommendations", samples.RECOMMENDATIONS)  # noqa: E731
    desk = "registrations_secretariat"
    outcomes = "outcomes_secretariat"
    return [
        Way("importagenda", samples.schedules, command("importagenda", "--skip-bad"), 25),
        Way("importagenda-new", samples.schedules, command("importagenda", "--create", slug="made"), 10),
        Way("importpeople", people, command("importpeople", "--skip-bad"), 12),
        Way("importpeople-all", people, command("importpeople", "--approve"), 5),
        Way("importrecommendations", texts, command("importrecommendations", "--skip-bad"), 12),
        Way("importrecommendations-all", texts, command("importrecommendations", "--stage", "adopted"), 5),
        Way("importconference", samples.systems, command("importconference", "--skip-bad"), 12),
        Way("importconference-new", samples.systems, command("importconference", slug="made"), 5),
        Way("SourceFilesForm", samples.systems, to(f"{desk}:move-in", "slug", "file"), 2),
        Way("ScheduleFileForm", samples.schedules, to("agenda_secretariat:import", "slug", "file"), 2),
        Way("ListUploadForm-people", people, to(f"{desk}:import", "slug", "file")),
        Way("ListUploadForm-invitees", people, to(f"{desk}:invitee-import", "slug", "file")),
        Way("ListUploadForm-pasted", samples.cells, pasted(f"{desk}:import", "slug", "pasted")),
        Way("ListUploadForm-recommendations", texts, to(f"{outcomes}:table-import", "slug", "file")),
        Way("TextImportForm", samples.texts, to(f"{outcomes}:text-import", "slug", "file"), 3),
        Way("TextImportForm-room", samples.texts, to(f"{outcomes}:room-import", "slug code=room_code", "file"), 1),
        Way("EditedCopyForm", samples.texts, to(f"{outcomes}:narrative-edited", "slug pk=narrative", "file"), 1),
        Way("TextImportForm-pasted", samples.words, pasted(f"{outcomes}:text-import", "slug", "text"), 1),
        Way("VoteForm", samples.votes, to(f"{outcomes}:vote", "slug pk=tabled", "file", read="1"), 2),
        Way("programme", samples.programme, pasted("agenda_secretariat:paste", "slug", "text"), 3),
        Way("names", samples.names, pasted("people_secretariat:person-quick-add", "slug", "lines"), 1),
        Way("mailboxes", samples.names, pasted(f"{desk}:invite", "slug", "lines"), 1),
        Way("markdown", samples.markdown, pasted("conferences_secretariat:page-change", "slug pk=page", "body_en"), 2),
        Way(
            "WordTemplateForm",
            samples.templates,
            to("documents_secretariat:word-template", "slug key='agenda.agenda", "file", language="en"),
            # Each is filled in a process of its own.
            0.3,
        ),
        Way("VerifyFileForm", samples.sealed, to("registrations_verify:verify-file", "", "file-file"), 0.5),
        *(
            Way(form, samples.pictures, to(route, parts, field, actor=actor), 0.5)
            for form, route, parts, field, actor in (
                ("PersonForm", "people_secretariat:person-change", "slug pk=person", "photo", "owner"),
                ("PartnerForm", "conferences_secretariat:partner-change", "slug pk=partner", "logo", "owner"),
                ("ConferenceSettingsForm-home", "conferences_secretariat:settings?section=5", "slug", "cover", "owner"),
                ("OrganizationForm", "conferences_site:organization-change", "organization_slug=organization", "logo",
                 "owner"),
                ("PageForm", "conferences_secretariat:page-change", "slug pk=page", "picture", "owner"),
                ("ConferenceSettingsForm", "conferences_secretariat:settings?section=3", "slug", "logo", "owner"),
                ("DesignForm", f"{desk}:badge-design", "slug pk=badge_design", "background", "owner"),
                ("SignatoryForm", f"{desk}:signatory-change", "slug pk=signatory", "signature", "owner"),
                ("SpeakerForm", "agenda_portal:speaker-details", "slug pk=profile", "photo", "participant"),
            )
        ),
        *(
            # A scan is no Word file.
            Way(
                form,
                samples.scans if field == "scan" else samples.papers,
                to(route, parts, field, actor=actor, **more),
                0.5,
            )
            for form, route, parts, field, actor, more in (
                ("AnnexForm", f"{outcomes}:annex-add", "slug", "file", "owner", {"title_en": "Annex"}),
                ("PaperAnswersForm", f"{outcomes}:answer-letter", "slug pk=transmittal", "scan", "owner", {}),
                ("ReplyForm", f"{desk}:reply", "slug pk=invitee", "scan", "owner", {"reply": "regrets"}),
                ("CorrespondenceForm", f"{desk}:letter-add", "slug", "scan", "owner", {"subject": "Letter"}),
                ("RegisteredDocumentForm", f"{outcomes}:registered-document-add", "slug", "file", "owner",
                 {"title_en": "Paper", "language": "en", "distribution": "general", "kind": "original"}),
                ("DocumentLanguageForm", f"{outcomes}:registered-document-language", "slug pk=registered_document",
                 "file", "owner", {"language": "ru"}),
                ("PaperForm", f"{desk}:paper-add", "slug pk=delegation", "file", "owner", {}),
                ("FileForm", "mailings_secretariat:mailing-files", "slug pk=mailing", "file", "owner", {}),
                ("AnswerFileField", f"{desk}:answers-change", "slug pk=registration", question, "owner", {}),
                ("MaterialForm", "agenda_secretariat:session-materials", "slug pk=session", "file", "owner", {}),
                ("HandInDocumentForm", "outcomes_delegation:document-hand-in", "slug pk=delegation", "file",
                 "focal-point", {"title": "Paper", "language": "en", "series": world.values["document_series"]}),
                ("StatementForm", "outcomes_delegation:statement-hand-in",
                 "slug pk=delegation place=delegation_request", "file", "focal-point", {"language": "en"}),
                ("HandInForm", "agenda_portal:speaker-hand-in", "slug pk=profile session", "file", "participant", {}),
                ("ReportForm", "outcomes_portal:follow-up-report", "slug pk=term action", "evidence_file",
                 "participant", {}),
            )
        ),
    ]  # fmt: skip


# Of the style guide, which does not read what is chosen there; and of archives, which the worker reads (test_archives,
# test_file_fields).
READ_NOWHERE = {"SampleForm", "RestoreForm"}


def test_every_form_that_takes_a_file_is_a_way(world):
    assert get_resolver().url_patterns
    taking = {
        form.__name__
        for form in subclasses(forms.BaseForm)
        if not form.__module__.startswith("tests.")
        and any(isinstance(field, forms.FileField) for field in getattr(form, "base_fields", {}).values())
    }
    assert taking - {way.name.partition("-")[0] for way in ways(world)} == READ_NOWHERE


def subclasses(one: type) -> set[type]:
    return {deeper for below in one.__subclasses__() for deeper in {below, *subclasses(below)}}


def test_no_file_makes_a_reader_fall_over(world, pytestconfig):
    """In the suite each format has its turn."""
    findings = Findings(pytestconfig.option, few=40)
    options, every = findings.options, ways(world)
    kept = {
        way.name: [(name, one) for name, several in way.samples().items() for one in several] for way in every
    }
    formats = sorted({name for pairs in kept.values() for name, _one in pairs})
    counts: Counter[str] = Counter()
    for number in findings.numbers():
        random = Random(f"{options.fuzz_seed}/{number}")
        wanted = options.fuzz_format or ("" if options.fuzz_count else formats[number % len(formats)])
        found = [
            (way, pairs)
            for way in every
            if (pairs := [pair for pair in kept[way.name] if wanted in ("", pair[0])])
        ]
        [(way, pairs)] = random.choices(
            found, [way.weight if options.fuzz_count else 1 for way, _pairs in found]
        )
        name, whole = random.choice(pairs)
        content = mutated(whole, random)
        counts[name] += 1
        findings.trying(
            f"{number}-{way.name}.{name}",
            lambda content=content: content,
            lambda way=way, name=name, content=content: brought(world, way, name, content),
        )
    print(f"{findings.summary('files')}; {dict(sorted(counts.items()))}")
    assert not findings.found, findings.report()
    assert is_signed_in(world)
    if not (options.fuzz_count or options.fuzz_seconds or options.fuzz_format):
        assert [*sorted(counts)] == formats


def brought(world: Any, way: Way, name: str, content: bytes) -> str:
    """Return the outcome, up to where the database looks at the references of rows; then it is taken back."""
    with taken_back(world):
        taken = way.bring(name, content)
        if taken:
            connection.check_constraints()
    return "taken" if taken else "refused"


def test_whole_files_come_in(world):
    """Else the mutated ones would be refused at the door. The commands take all of them, each other way one."""
    refused = []
    for way in ways(world):
        whole = [(name, content) for name, several in way.samples().items() for content in several]
        is_command = way.name.startswith("import") and "-" not in way.name
        for name, content in whole if is_command else whole[:1]:
            # One JSON file of another system says no days, and so makes no conference.
            tells_days = f"{way.name}.{name}" != "importconference-new.json"
            if brought(world, way, name, content) == "refused" and tells_days:
                refused.append(f"{way.name}.{name}")
    # No file but its own is an edited copy; the document is published, which its page says once the annex was read.
    assert refused == ["EditedCopyForm.docx", "AnnexForm.pdf"]
