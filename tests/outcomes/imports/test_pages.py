"""A table of recommendations in through the pages: columns matched, previewed, imported; and out as filtered."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from confman.audit.models import AuditEntry
from outcomes.imports.exchange import uploads
from outcomes.imports.tasks import run_spreadsheet_upload
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.spreadsheets.models import ListUpload
from tests.outcomes.recommendation_samples import recommendation

MACINTOSH = (
    "To,Text,From,Response,Issue,Remark\r"
    'Sénégal,"Reconsider its position vis-à-vis Mr. Hissène Habré",Liechtenstein,Accepted,"Justice,Impunity",x\r'
    "Canada,Ratify the instrument,Åland,Noted,International instruments,\r"
).encode("mac_roman")


@pytest.fixture
def browser(client_as, member):
    return client_as(member("rapporteur"))


def at(name, conference, *more):
    return reverse(f"outcomes_secretariat:{name}", args=[conference.slug, *more])


def brought(browser, conference, content, name="table.csv"):
    """The address of the second step, after the first."""
    file = SimpleUploadedFile(name, content)
    answer = browser.post(at("table-import", conference), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def sent(page, **changed):
    """The form as a browser sends it untouched."""
    form = page.context["form"]
    values = {form[name].html_name: form[name].value() for name in form.fields} | changed
    return {name: value for name, value in values.items() if value not in (False, None)}


def test_a_file_is_matched_previewed_and_imported(conference, browser):
    address = brought(browser, conference, MACINTOSH)
    page = browser.get(address)
    shown = page.content.decode()
    assert "mac_roman" in shown and "classic Macintosh" in shown
    form = page.context["form"]
    assert [form[f"column_{number}"].value() for number in range(6)] == [
        "addressees", "text_en", "proposers", "response", "themes", "",
    ]  # fmt: skip
    assert "Hissène Habré" in shown and not Recommendation.objects.exists()
    assert [stat["value"] for stat in page.context["counts"]] == [2, 0, 0, 0]
    # Other choices than those of the preview are shown before they are imported.
    changed = sent(page, stage="adopted", action="import")
    page = browser.post(address, changed, follow=True)
    assert "look at what would happen now" in page.content.decode() and not Recommendation.objects.exists()
    page = browser.post(address, changed, follow=True)
    assert "2 recommendations added" in page.content.decode()
    assert ListUpload.objects.get(status="done", preview__isnull=True, table__isnull=True)
    first, second = Recommendation.objects.in_order()
    assert (first.proposed_by, second.proposed_by, second.number) == ("Liechtenstein", "Åland", 2)
    assert first.responses.get().answer == "supported" and first.themes.count() == 2


def test_what_was_exported_is_unchanged_and_a_changed_cell_is_shown(conference, browser):
    row = recommendation(conference, texts={"en": "Fund the hotline.", "ru": "Финансировать линию."})
    for format in ("csv", "xlsx", "ods", "json"):
        answer = browser.post(f"{at('table-export', conference)}?q=hotline", {"format": format})
        assert answer.status_code == 200 and f".{format}" in answer["Content-Disposition"]
        page = browser.get(brought(browser, conference, answer.content, f"table.{format}"))
        assert [stat["value"] for stat in page.context["counts"]] == [0, 0, 1, 0], format
    assert AuditEntry.objects.filter(verb="outcomes.recommendations_exported").count() == 4
    rows = json.loads(answer.content)
    del rows[0]["paragraphs"]
    rows[0] |= {"text_en": "Fund the <b>hotline</b> well.", "priority": "high"}
    page = browser.get(brought(browser, conference, json.dumps(rows).encode(), "table.json"))
    shown = page.content.decode()
    assert (
        "<del>Fund the hotline.</del>" in shown
        and "<ins>Fund the &lt;b&gt;hotline&lt;/b&gt; well.</ins>" in shown
    )
    browser.post(page.request["PATH_INFO"], sent(page, action="import"))
    row.refresh_from_db()
    assert (row.priority, row.versions.count()) == ("high", 2)


def test_a_fault_is_told_by_line_and_column_and_the_choices_stay(conference, browser):
    content = b"Recommendation,Answer,Words\nDo this,Accepted,x\nDo that,Perhaps,y\n"
    address = brought(browser, conference, content)
    page = browser.get(address)
    shown = page.content.decode()
    assert "“Perhaps” is not one of" in shown and page.context["problems"][0]["column"] == "Answer"
    page = browser.post(address, sent(page, action="import"), follow=True)
    assert "Nothing was imported: some lines are wrong" in page.content.decode()
    assert not Recommendation.objects.exists()
    # Two columns for one field: refused, with what was chosen still there.
    twice = browser.post(address, sent(page, column_2="text_en", action="preview"))
    assert "Two columns are matched" in twice.content.decode()
    assert twice.context["form"]["column_2"].value() == "text_en"
    kept = sent(page, skip_bad="on", action="import")
    browser.post(address, kept)
    page = browser.post(address, kept, follow=True)
    assert "1 recommendation added" in page.content.decode() and "1 line skipped" in page.content.decode()


def test_pasted_cells_without_a_head(conference, browser):
    answer = browser.post(
        at("table-import", conference), {"pasted": "Do this at once\tA\nDo that as well\tB\n"}
    )
    page = browser.get(answer["Location"])
    assert page.context["form"]["column_0"].value() == "text_en"
    browser.post(answer["Location"], sent(page, column_1="addressees", action="preview"))
    page = browser.get(answer["Location"])
    browser.post(answer["Location"], sent(page, action="import"))
    assert [str(row.addressees.get()) for row in Recommendation.objects.in_order()] == ["A", "B"]


def test_a_large_table_is_the_workers(conference, browser, monkeypatch, django_capture_on_commit_callbacks):
    """The page answers at once, says how far it is, and an error leaves file and choices where they were."""
    monkeypatch.setattr(uploads.RECOMMENDATIONS, "max_at_once", 1)
    asked = []
    monkeypatch.setattr("confman.web.uploads.imports.queue_job", lambda *args, **more: asked.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        address = brought(browser, conference, MACINTOSH)
        page = browser.get(address)
    assert page.context["is_working"] and "<progress" in page.content.decode() and len(asked) == 1
    [(task, key, language)] = asked
    assert task == "outcomes.imports.tasks.run_spreadsheet_upload"
    part = browser.get(f"{address}?part=progress", headers={"HX-Request": "true"})
    assert "hx-trigger" in part.content.decode() and "<html" not in part.content.decode()
    run_spreadsheet_upload(key, language)
    run_spreadsheet_upload(key, language)
    page = browser.get(address)
    assert [stat["value"] for stat in page.context["counts"]] == [2, 0, 0, 0]

    def broken(*args, **more):
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
        patched.setattr(uploads, "apply_import", broken)
        browser.post(address, sent(page, column_4="", action="preview"))
        run_spreadsheet_upload(key, language)
        page = browser.get(address)
        browser.post(address, sent(page, action="import"))
        run_spreadsheet_upload(key, language)
    page = browser.get(address)
    assert "a fault of ours, which has been written to the log" in page.content.decode()
    assert page.context["form"]["column_4"].value() == "" and not Recommendation.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(address, sent(page, action="import"))
    run_spreadsheet_upload(key, language)
    done = browser.get(f"{address}?part=progress", headers={"HX-Request": "true"})
    assert done["HX-Redirect"] == address
    left = browser.get(address, follow=True)
    assert left.redirect_chain == [(at("recommendation-list", conference), 302)]
    assert "2 recommendations added" in left.content.decode()
    assert Recommendation.objects.count() == 2


def test_who_did_not_bring_it_does_not_see_it(conference, browser, client_as, member):
    address = brought(browser, conference, MACINTOSH)
    assert client_as(member("owner")).get(address).status_code == 404
    assert client_as(member("observer")).get(at("table-import", conference)).status_code == 403


@pytest.mark.django_db
def test_the_list_and_the_export_ask_as_much_for_four_as_for_two(
    conference, browser, django_assert_num_queries
):
    def ask(address, **data):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            response = browser.post(address, data) if data else browser.get(address)
        assert response.status_code == 200
        return len(captured)

    pages = [(at("recommendation-list", conference), {}), (at("table-export", conference), {"format": "csv"})]
    pages.append((f"{at('recommendation-list', conference)}?q=hotline&sort=-number", {}))
    first = recommendation(conference, stage="adopted")
    pages.append((at("recommendation", conference, first.pk), {}))
    # The second is the first one's neighbour, whose name is asked for.
    recommendation(conference, stage="adopted")
    for address, data in pages:
        ask(address, **data)
    two = [ask(address, **data) for address, data in pages]
    for _number in range(2):
        recommendation(conference, stage="adopted")
    assert [ask(address, **data) for address, data in pages] == two
