"""A document made here is known in the register by the symbol that it prints, whatever happens in between."""

import html
import io
import re

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference, Theme
from confman.documents.domain.builder import build_data
from confman.documents.domain.jobs import run_document_job
from confman.documents.models import DocumentJob
from confman.documents.registry import document_kinds
from confman.people.privacy import Audience
from confman.web.errors import Refused
from outcomes.publication.domain.issues import issue_revision
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.register.domain.documents import issue_document, return_document, withdraw_document
from outcomes.register.domain.files import issue_language
from outcomes.register.domain.lines import published_items
from outcomes.register.models import DocumentSeries, RegisteredDocument
from outcomes.reports.models import Report
from tests.databases import build_sample, made_once
from tests.documents.hard import correct_a_word
from tests.factories import RegistrationFactory
from tests.outcomes.register.samples import registered

pytestmark = pytest.mark.django_db

ORGANIZER = "organizer@example.org"
# Every kind that prints a symbol, and what it prints in the demo, whose outcome document is CONF/2017/5.
SYMBOLS = {
    "agenda.agenda": "1",
    "agenda.annotated": "1/Add.1",
    "registrations.participants": "INF.1",
    "outcomes.information-note": "INF.2",
    "outcomes.list-of-documents": "INF.3",
    "outcomes.conference-report": "6",
    "outcomes.credentials-report": "7",
    "outcomes.recommendations": "5",
    "outcomes.two-columns": "5",
    "outcomes.corrigendum": "5/Corr.1",
    "outcomes.follow-up": "5/FU",
    "outcomes.follow-up-report": "5/FU/2018",
    "outcomes.narrative": "CRP.9",
}
OF_A_RELEASE = {
    "agenda.agenda", "agenda.annotated", "outcomes.recommendations", "outcomes.two-columns", "outcomes.corrigendum",
}  # fmt: skip
NUMBERED = [kind for kind, symbol in SYMBOLS.items() if symbol[:3] == "INF" or symbol in "67"]


@pytest.fixture(scope="module")
def kept_demo(kept):
    """The demo after its conference: nothing in the register, a report with a symbol, a corrigendum."""

    def build():
        made_once(build_sample, kept.files)
        conference = Conference.objects.get(slug="tashkent2017")
        RegisteredDocument.objects.all().delete()
        DocumentSeries.objects.update(last_number=0)
        Report.objects.of(conference).exclude(kind="conference").update(symbol="CONF/2017/CRP.9")
        correct_a_word(conference)
        return conference

    return kept(build)


@pytest.fixture
def demo(kept_demo, settings, kept):
    settings.MEDIA_ROOT = kept.files
    return Conference.objects.get(pk=kept_demo.pk)


@pytest.fixture
def browser(demo, client_as):
    return client_as(User.objects.get(email=ORGANIZER))


@pytest.fixture
def make(demo, browser):
    """`make(kind, "ru")`: ask for the document on its page, and let the worker make it.

    In Word, which is quicker, if there is such a document, unless it is asked for as a PDF.
    """

    def make(kind, language="ru", format="docx", **options):
        formats = document_kinds.get(kind).formats
        format = format if format in formats else formats[0]
        address = reverse("documents_secretariat:document-request", args=[demo.slug, kind])
        given = {}
        for form in browser.get(address).context["request_forms"][1:]:
            for bound in form:
                # The form as a browser sends it untouched.
                choices = [value for value, _label in getattr(bound.field, "choices", ()) if value]
                is_open = bound.field.required and choices and not bound.value()
                given[bound.html_name] = choices[0] if is_open else bound.value()
        given |= {f"options-{name}": value for name, value in options.items()}
        chosen = {name: str(value) for name, value in given.items() if value not in (None, "", False, [])}
        answer = browser.post(address, {"language": language, "format": format, **chosen})
        assert answer.status_code == 302, answer.content.decode()
        job = DocumentJob.objects.get(pk=answer["Location"].rstrip("/").split("/")[-1])
        run_document_job(job.pk)
        job.refresh_from_db()
        assert job.status == "done", job.message
        return job

    return make


def words_of(job):
    with job.file.open("rb") as file:
        content = file.read()
    if job.format == "docx":
        word = Document(io.BytesIO(content))
        return " ".join(cell.text for row in word.tables[0].rows for cell in row.cells)
    return PdfReader(io.BytesIO(content)).pages[0].extract_text()


def printed(job):
    """The symbol in the file: the job says it, and the masthead has it as a word of its own."""
    bears_it = job.symbol and re.search(rf"(?<![\w/]){re.escape(job.symbol)}(?![\w/])", words_of(job))
    return job.symbol if bears_it else f"not {job.symbol}"


def ways(browser, job):
    page = browser.get(
        reverse("documents_secretariat:job", args=[job.conference.slug, job.pk])
    ).content.decode()
    found = re.findall(r'href="([^"]*/register/[^"]*)"', page.split("<main")[1])
    return [html.unescape(way) for way in found if "made=" in way]


def enter(browser, job):
    """Put it into the register by the button beside it; return what the page says."""
    (address,) = ways(browser, job)
    form = browser.get(address).context["form"]
    given = {}
    for name, value in form.initial.items():
        if name == "title":
            given |= {f"title_{code}": text for code, text in value.items()}
        elif value:
            given[name] = getattr(value, "pk", value)
    return html.unescape(browser.post(address, {"kind": "original", **given}, follow=True).content.decode())


def entry(symbol):
    return RegisteredDocument.objects.get(symbol=symbol)


def issue(browser, row):
    browser.post(
        reverse("outcomes_secretariat:registered-document-issue", args=[row.conference.slug, row.pk])
    )


def test_these_are_all_kinds_that_print_a_symbol(demo):
    found = {}
    for kind in document_kinds:
        try:
            symbol = build_data(kind, demo, language="ru").meta.masthead.symbol
        except Refused:
            continue
        if symbol:
            found[kind.key] = symbol.removeprefix("CONF/2017/")
    # A text has the symbol of its entry; it is made when that is issued.
    assert found == {**SYMBOLS, "outcomes.follow-up-report": found["outcomes.follow-up-report"]}


# Of a release, numbered by the register, of an issue, of a year, and of a text: the others as one of these, by night.
OF_EACH_WAY = {
    "agenda.agenda", "outcomes.corrigendum", "outcomes.follow-up-report", "outcomes.information-note",
    "outcomes.narrative",
}  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=[] if kind in OF_EACH_WAY else [pytest.mark.nightly]) for kind in SYMBOLS],
)
def test_it_is_registered_under_the_symbol_that_it_prints(kind, make, browser, demo):
    first = make(kind, "ru", "pdf")
    symbol = printed(first)
    assert symbol == first.symbol
    enter(browser, first)
    row = entry(symbol)
    issue(browser, row)
    assert entry(symbol).state == "issued"

    # Another language of it is the same document, and Word bears the same.
    other = make(kind, "uz")
    assert printed(other) == symbol
    enter(browser, other)
    assert sorted(entry(symbol).files.values_list("language", flat=True)) == ["ru", "uz"]
    assert RegisteredDocument.objects.count() == 1

    # Made again once both are out, it is the next revision in both, unless a release or an issue says which it is.
    def symbols():
        made = (build_data(document_kinds.get(kind), demo, language=code) for code in ("ru", "uz"))
        return {data.meta.masthead.symbol for data in made}

    assert symbols() == {symbol}
    issue_language(entry(symbol).files.get(language="uz"), by=User.objects.get(email=ORGANIZER))
    assert symbols() == {symbol if kind in OF_A_RELEASE else f"{symbol}/Rev.1"}


def test_made_again_it_is_a_revision(make, browser):
    kind = "outcomes.information-note"
    first = make(kind)
    enter(browser, first)
    row = entry(first.symbol)
    issue(browser, row)
    assert not ways(browser, first)
    again = make(kind)
    assert printed(again) == "CONF/2017/INF.2/Rev.1"
    enter(browser, again)
    revision = entry(again.symbol)
    assert (revision.parent, revision.replaces, revision.number, revision.kind) == (row, row, 1, "Rev")


def test_a_provisional_list_is_numbered_by_itself(make, browser):
    kind = "registrations.participants"
    first = make(kind, provisional="on")
    assert printed(first) == "CONF/2017/INF.1/Prov.1"
    enter(browser, first)
    issue(browser, entry(first.symbol))
    second, final = make(kind, provisional="on"), make(kind)
    assert (second.symbol, final.symbol) == ("CONF/2017/INF.1/Prov.2", "CONF/2017/INF.1")
    for job in (second, final):
        enter(browser, job)
        assert entry(job.symbol).files.exists()


def test_two_made_before_either_is_registered(make, browser, demo):
    jobs = [make(kind, "ru") for kind in NUMBERED]
    assert len({job.symbol for job in jobs}) == len(NUMBERED)
    for job in reversed(jobs):
        enter(browser, job)
    assert {row.made_from.split(":")[0]: row.symbol for row in RegisteredDocument.objects.all()} == {
        job.kind: job.symbol for job in jobs
    }
    # A document entered by hand takes the next symbol.
    owner = User.objects.get(email=ORGANIZER)
    row = registered(demo, "INF", by=owner)
    issue_document(row, by=owner)
    assert entry("CONF/2017/INF.4") == row


def test_a_symbol_that_was_taken_meanwhile_is_refused_and_made_again_it_is_free(make, browser, demo):
    owner = User.objects.get(email=ORGANIZER)
    job = make("outcomes.information-note")
    # Two papers of others come first, and take the numbers.
    for _number in range(2):
        issue_document(registered(demo, "INF", by=owner), by=owner)
    assert "Document INF" in entry(job.symbol).title["en"]
    said = enter(browser, job)
    assert "The file bears CONF/2017/INF.2, which is now the symbol of “Document INF”." in said
    assert "Make the document again" in said
    again = make("outcomes.information-note")
    assert printed(again) == "CONF/2017/INF.4"
    enter(browser, again)
    assert entry("CONF/2017/INF.4").made_from.startswith("outcomes.information-note:")


def test_another_language_that_prints_another_symbol_does_not_join(make, browser, demo):
    first, other = make("outcomes.information-note", "ru"), make("outcomes.information-note", "uz")
    enter(browser, first)
    address = reverse(
        "outcomes_secretariat:registered-document-language", args=[demo.slug, entry(first.symbol).pk]
    )
    DocumentJob.objects.filter(pk=other.pk).update(symbol="CONF/2017/99")
    said = html.unescape(browser.post(f"{address}?made={other.pk}").content.decode())
    assert "The file bears CONF/2017/99" in said and entry(first.symbol).files.count() == 1


def test_a_revision_of_the_outcome_document_is_a_revision_in_the_register(make, browser, demo):
    first = make("outcomes.recommendations")
    enter(browser, first)
    issue(browser, entry(first.symbol))
    document = OutcomeDocument.objects.of(demo).get()
    issue_revision(
        document, by=system_user("command"), passages={"preamble": {**document.preamble, "ru": "Участники,"}}
    )
    revised = make("outcomes.recommendations")
    assert printed(revised) == "CONF/2017/5/Rev.1"
    enter(browser, revised)
    assert entry(revised.symbol).replaces == entry(first.symbol)


def test_a_number_that_nobody_knows_is_free_again_and_one_that_was_issued_never(make, browser, demo):
    owner = User.objects.get(email=ORGANIZER)
    kind = "outcomes.information-note"
    first = make(kind)
    enter(browser, first)
    return_document(entry(first.symbol), by=owner, reason="A misprint")
    again = make(kind)
    assert again.symbol == first.symbol
    enter(browser, again)
    issue(browser, entry(again.symbol))
    withdraw_document(entry(again.symbol), by=owner, reason="Sent in error")
    assert make(kind).symbol != first.symbol


def test_another_prefix_changes_no_symbol_that_was_given(make, browser, demo):
    first = make("outcomes.information-note", "ru")
    enter(browser, first)
    demo.symbol_prefix = "FORUM/2018"
    demo.save()
    other = make("outcomes.information-note", "uz")
    assert printed(other) == first.symbol == "CONF/2017/INF.2"
    enter(browser, other)
    assert entry(first.symbol).files.count() == 2


def test_without_symbols_nothing_is_printed_and_the_register_numbers_as_for_papers_of_others(
    make, browser, demo
):
    demo.symbol_prefix = ""
    demo.save()
    OutcomeDocument.objects.update(symbol="")
    for kind in NUMBERED:
        job = make(kind, "ru")
        assert job.symbol == ""
        enter(browser, job)
        row = RegisteredDocument.objects.get(made_from__startswith=kind)
        issue(browser, row)
        enter(browser, make(kind, "uz"))
        assert sorted(row.files.values_list("language", flat=True)) == ["ru", "uz"]
    inf = RegisteredDocument.objects.filter(series__code="INF").values_list("symbol", flat=True)
    assert sorted(inf) == [f"TASHKENT2017/INF.{number}" for number in (1, 2, 3)]
    # Made again, it is entered as a revision, which gets its symbol when it is issued.
    enter(browser, make("outcomes.information-note", "ru"))
    revision = RegisteredDocument.objects.get(kind="Rev")
    issue(browser, revision)
    assert entry(f"{revision.parent.symbol}/Rev.1") == revision


def test_the_published_agenda_is_document_1_though_the_register_does_not_have_it(demo):
    owner = User.objects.get(email=ORGANIZER)
    row = registered(demo, "", by=owner)
    issue_document(row, by=owner)
    row.refresh_from_db()
    assert row.symbol == "CONF/2017/2"


def test_the_list_and_the_public_page_name_it_once_under_its_symbol(make, browser, demo, client):
    for kind in ("agenda.agenda", "outcomes.information-note", "outcomes.follow-up"):
        job = make(kind)
        enter(browser, job)
        issue(browser, entry(job.symbol))
    data = build_data(document_kinds.get("outcomes.list-of-documents"), demo, language="ru")
    listed = [row.symbol for series in data.series for row in series.documents]
    page = client.get(reverse("outcomes_public:document-list", args=[demo.slug, "ru"])).content.decode()
    for symbol in ("CONF/2017/1", "CONF/2017/INF.2", "CONF/2017/5/FU"):
        assert listed.count(symbol) == 1 and symbol in page


@pytest.mark.parametrize("kind", ["agenda.agenda", "outcomes.recommendations"])
def test_what_is_published_stays_in_the_list_while_its_entry_waits_to_be_issued(kind, make, browser, demo):
    def listed():
        data = build_data(document_kinds.get("outcomes.list-of-documents"), demo, language="ru")
        return [row.symbol for series in data.series for row in series.documents]

    job = make(kind)
    assert listed().count(job.symbol) == 1
    enter(browser, job)
    assert listed().count(job.symbol) == 1
    # The register holds it back: withdrawn, it is not named because it is published elsewhere.
    issue(browser, entry(job.symbol))
    withdraw_document(entry(job.symbol), by=User.objects.get(email=ORGANIZER), reason="Sent in error")
    assert job.symbol not in listed()


def test_the_document_in_two_columns_is_known_by_the_entry_of_the_document(make, browser, demo):
    enter(browser, make("outcomes.recommendations"))
    beside = make("outcomes.two-columns")
    assert not ways(browser, beside)
    page = browser.get(reverse("documents_secretariat:job", args=[demo.slug, beside.pk]))
    assert f"/register/{entry(beside.symbol).pk}/" in page.content.decode()


@pytest.mark.parametrize("issued", [False, True])
def test_the_document_joins_its_form_in_two_columns_which_was_there_first(issued, make, browser):
    enter(browser, make("outcomes.two-columns", "ru"))
    document = make("outcomes.recommendations", "uz")
    row = entry(document.symbol)
    if issued:
        issue(browser, row)
    enter(browser, document)
    row.refresh_from_db()
    assert sorted(row.files.values_list("language", flat=True)) == ["ru", "uz"]
    assert row.made_from.startswith("outcomes.recommendations:") and RegisteredDocument.objects.count() == 1
    # In the language of the columns it takes their place, until they are issued.
    assert len(ways(browser, make("outcomes.recommendations", "ru"))) == (0 if issued else 1)
    assert not ways(browser, make("outcomes.two-columns", "uz"))


@pytest.mark.parametrize("format", ["pdf", "docx"])
@pytest.mark.parametrize("kind", ["outcomes.recommendations", "outcomes.two-columns"])
def test_an_extract_bears_no_symbol_and_takes_none_in_the_register(kind, format, make, browser, demo):
    """Readers see on it the symbol of its document, so an extract is no document beside that with its own symbol."""
    theme = Theme.objects.filter(conference=demo).first().pk
    extract = make(kind, "ru", format, theme=theme)
    assert extract.symbol == "" and printed(extract) == "not "
    if format == "pdf":
        assert "Выдержка из документа CONF/2017/5" in " ".join(words_of(extract).split())
    assert not ways(browser, extract)
    enter(browser, make("outcomes.recommendations", "ru"))
    page = browser.get(reverse("documents_secretariat:job", args=[demo.slug, extract.pk]))
    assert f"/register/{entry('CONF/2017/5').pk}/" in page.content.decode() and not ways(browser, extract)
    # The button is not all: its address takes no extract either.
    address = reverse("outcomes_secretariat:registered-document-add", args=[demo.slug])
    assert "file" in browser.get(f"{address}?made={extract.pk}").context["form"].fields


def test_a_made_document_is_read_by_agenda_item_by_those_who_may(make, browser, demo, client, client_as):
    """A note for everyone and a list for participants stand under their item; the list only on the pages of these."""
    items = published_items(demo, Audience.PUBLIC)
    item = next(iter(items))
    jobs = {"general": make("outcomes.information-note"), "limited": make("registrations.participants")}
    for distribution, job in jobs.items():
        enter(browser, job)
        RegisteredDocument.objects.filter(symbol=job.symbol).update(item=item, distribution=distribution)
        issue(browser, entry(job.symbol))
    user = User.objects.create_user(email="taking.part@example.org")
    mine = RegistrationFactory(
        conference=demo, status="approved", person__user=user, person__conference=demo,
        person__language="ru",
    )  # fmt: skip
    reader = client_as(user)
    for reads, page, file, key, read in (
        (client, "outcomes_public:document-list", "outcomes_public:document-file", "ru", {"general"}),
        (reader, "outcomes_portal:own-documents", "outcomes_portal:own-document-file", mine.pk, {*jobs}),
    ):
        parts = reads.get(reverse(page, args=[demo.slug, key])).context["parts"]
        (part,) = [part for part in parts if part.key == f"item-{item}"]
        assert {row.document.symbol for row in part.entries} == {jobs[each].symbol for each in read}
        for distribution, job in jobs.items():
            answer = reads.get(reverse(file, args=[demo.slug, key, entry(job.symbol).files.get().pk]))
            assert answer.status_code == (200 if distribution in read else 404)
            if answer.status_code == 200:
                with job.file.open("rb") as made:
                    assert b"".join(answer) == made.read()
