"""The pages on data and controls are right: every table is mapped, every test and page that is named exists."""

import re

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver

from confman.accounts.signed_links import LIFETIMES
from confman.documents.rendering import card_process, docx, pdf_joiner
from confman.documents.word import template_filler
from confman.translation import fields
from confman.web import markdown
from tests.access.test_open_posts import LIMITED, WITHOUT
from tests.docs.pages import PAGES, ROOT, cells, page_named, table_of, text_of
from tests.fuzz.test_files import subclasses

NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)((?:::\w+)*)`")
STATUSES = ("met", "partly", "not met", "operator", "not applicable")


def test_every_table_stands_in_the_data_map_once():
    firsts = re.findall(r"^\| (`[^|]+) \|", text_of(page_named("data-map.md")), re.MULTILINE)
    mapped = [label for cell in firsts for label in re.findall(r"`(\w+\.\w+)`", cell)]
    tables = {model._meta.label for model in apps.get_models() if not model._meta.proxy}

    assert sorted(mapped) == sorted(tables)


def test_every_row_of_the_data_map_says_all_there_is_to_say():
    rows = [
        line for line in text_of(page_named("data-map.md")).splitlines() if re.match(r"\| `\w+\.\w+", line)
    ]
    assert rows and all(line.count(" | ") == 5 and "|  |" not in line for line in rows)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if NAMED_TEST.search(text_of(page))], ids=lambda page: page.name
)
def test_every_test_that_is_named_exists(page):
    missing = []
    for path, names in NAMED_TEST.findall(text_of(page)):
        file = ROOT / path
        written = text_of(file) if file.exists() else ""
        defined = all(
            re.search(rf"^\s*(?:async )?(?:def|class) {name}\b", written, re.MULTILINE)
            for name in names.split("::")[1:]
        )
        if not (written and defined):
            missing.append(path + names)
    assert not missing


def rows_of_asvs() -> list[list[str]]:
    lines = [line for line in text_of(page_named("asvs.md")).splitlines() if re.match(r"\| \d", line)]
    return [cells(line) for line in lines]


def test_each_requirement_of_asvs_stands_once_and_in_its_order():
    rows = rows_of_asvs()
    numbers = [tuple(map(int, row[0].split("."))) for row in rows]

    # Levels 1 and 2 of version 5.0.0.
    assert len(numbers) == 70 + 183
    assert numbers == sorted(set(numbers))
    assert {row[2] for row in rows} <= set(STATUSES)
    assert all(len(row) == 5 and row[1] and row[3] for row in rows)


def test_what_is_met_names_the_test_that_shows_it():
    """Whatever else is said of it, a line without a test is met by nobody's word."""
    unshown = [row[0] for row in rows_of_asvs() if row[2] == "met" and not NAMED_TEST.search(row[4])]
    assert not unshown


def test_the_numbers_at_its_head_are_those_of_its_lines():
    text = text_of(page_named("asvs.md"))
    counts = [
        len(re.findall(rf"\| {status} \|", text))
        for status in ("met", "partly", "not met", "operator", "not applicable")
    ]
    said = re.search(
        r"^(\d+) are met, (\d+) partly, (\d+) not, (\d+) are the operator's, (\d+) ask", text, re.MULTILINE
    )

    assert said and [int(number) for number in said.groups()] == counts


# --- What the standard asks to be written down is, and whole --------------------------------------------

# Each row of "Ways in", and what in the code leads in by it: forms that anybody may send, purposes of links.
WAYS_IN = {
    "password": {"account_login", "account_signup"},
    "passkey": {"mfa_login_webauthn"},
    # It begins with a link; what comes back carries a state that was kept.
    "single sign-on": set(),
    "code by mail": {
        "account_request_login_code", "account_confirm_login_code", "account_email_verification_sent",
        "people_portal:sign-in", "people_portal:code",
    },
    "new password by mail": {"account_reset_password", "account_reset_password_from_key"},
    "personal link": {
        "registrations_public:register", "registrations_public:link-request", "registration", "focal-point",
        "agenda.speaker", "follow-up-term",
    },
    "invitation": {"registrations_portal:invitation-form", "invitation"},
    "secret address": {"participant-calendar"},
    "secret of a device": {"registrations_onsite:door-enrol", "registrations_onsite:door-scans"},
    "token of the API": {"api:operation"},
    "certificate's code and surname": {"registrations_verify:verify"},
}  # fmt: skip
# Anybody may send them, and they let nobody in.
LEADS_NOWHERE = {
    "conferences_public:contact", "registrations_public:poll", "set_language", "people_portal:language",
    "people_portal:forget", "account_logout", "styleguide", "styleguide-secretariat", "styleguide-portal",
    "styleguide-public", "people_portal:end-in-browser", "news", "mailings_portal:news",
    "document-mail", "outcomes_portal:document-mail-stop",
    "registrations_verify:verify-file",
}  # fmt: skip


def test_every_way_in_stands_in_the_table():
    assert {row[0] for row in table_of("security.md", "Ways in")[1:]} == WAYS_IN.keys()
    assert set().union(*WAYS_IN.values()) == {*LIMITED, *WITHOUT, *LIFETIMES} - LEADS_NOWHERE


# Each row of "Uploads", and the fields of forms that take such files.
UPLOADS = {
    "pictures, photographs, signatures": {
        "SpeakerForm.photo", "ConferenceSettingsForm.logo", "OrganizationForm.logo", "PartnerForm.logo",
        "PersonForm.photo", "ConferenceSettingsForm.cover", "ConferenceSettingsForm.map_image", "PageForm.picture",
        "DesignForm.background", "DesignForm.back_background", "SignatoryForm.signature",
    },
    "answers of a form": set(),  # fields that a conference makes
    "attachments of a mailing": {"FileForm.file"},
    "papers of a delegation": {"PaperForm.file"},
    "annexes, evidence of progress": {"AnnexForm.file", "ReportForm.evidence_file"},
    "speakers' presentations and papers": {"HandInForm.file", "MaterialForm.file"},
    "documents of the register, statements of speakers": {
        "StatementForm.file",
        "RegisteredDocumentForm.file", "DocumentLanguageForm.file", "HandInDocumentForm.file",
    },
    "scans of letters and replies": {"CorrespondenceForm.scan", "ReplyForm.scan", "PaperAnswersForm.scan"},
    "lists of people, invitees, recommendations": {"ListUploadForm.file"},
    "files of other systems": {"SourceFilesForm.file"},
    "archives of conferences, by the operator": {"RestoreForm.file"},
    "schedules": {"ScheduleFileForm.file"},
    "votes": {"VoteForm.file"},
    "texts of recommendations, edited reports": {"TextImportForm.file", "EditedCopyForm.file"},
    "Word templates": {"WordTemplateForm.file"},
    "documents whose seal is verified": {"VerifyFileForm.file"},
}  # fmt: skip


def test_every_upload_stands_in_the_table_with_its_limit():
    assert get_resolver().url_patterns
    taken = {
        f"{form.__name__}.{name}": field
        for form in subclasses(forms.BaseForm)
        if form.__module__.startswith(("agenda.", "confman.", "outcomes.", "registrations."))
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.FileField) and form.__name__ != "SampleForm"
    }
    rows = {row[0]: row for row in table_of("security.md", "Uploads")[1:]}
    assert rows.keys() == UPLOADS.keys() and all(all(row) for row in rows.values())
    assert set().union(*UPLOADS.values()) == taken.keys()
    for what, names in UPLOADS.items():
        limits = {taken[name].limit // 2**20 for name in names if hasattr(taken[name], "limit")}
        assert limits <= {int(rows[what][2].removesuffix(" MB"))}, what


def test_every_level_is_explained_and_every_table_has_one():
    levels = {row[0].strip("*"): row[1:] for row in table_of("data-map.md", "The levels")[1:]}
    given = [
        cells(line)[2]
        for line in text_of(page_named("data-map.md")).splitlines()
        if re.match(r"\| `\w+\.\w+", line)
    ]
    assert all(len(said) == 2 and all(said) for said in levels.values())
    assert {word for words in given for word in re.findall(rf"{'|'.join(levels)}", words)} == levels.keys()
    assert not [words for words in given if words.split()[0].strip(";,") not in levels]


def test_what_costs_much_has_the_limits_that_are_written_down():
    rows = {row[0]: " ".join(row) for row in table_of("security.md", "What costs much")[1:]}
    cards, word = rows["documents, badges, letters to many"], rows["filling a Word template"]
    assert (
        f"{card_process.TIME_LIMIT} seconds a part" in cards and f"{pdf_joiner.TIME_LIMIT} seconds" in cards
    )
    limits = docx.LIMITS
    assert f"{limits.clock} seconds, {limits.processor} of the processor" in word
    assert f"{template_filler.MEMORY_LIMIT // 2**30} GB" in word
    texts = rows["Markdown of pages and texts"]
    assert f"{fields.MAX_TEXT_LENGTH:,} characters" in texts and f"{markdown.MAX_MARKS:,} marks" in texts
    assert f"{settings.EMAIL_TIMEOUT} seconds" in rows["mail"]
    page = text_of(page_named("security.md"))
    assert f"ends after {settings.Q_CLUSTER['timeout']} seconds" in page


def test_the_inventory_of_logs_says_of_each_all_there_is_to_say():
    head, *rows = table_of("security.md", "Logs")
    assert head == ["log", "what", "where", "secrets", "how long"]
    assert {row[0] for row in rows} >= {"the history", "confman's log"}
    assert all(len(row) == len(head) and all(row) for row in rows)
    formatters = settings.LOGGING["formatters"]
    assert settings.LOGGING["handlers"].keys() == {
        "console"
    }  # standard error; in production: test_headers.py
    assert [formatter["()"].rpartition(".")[2] for formatter in formatters.values()] == [
        "SecretlessFormatter"
    ]
