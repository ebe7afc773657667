"""Lists that are too large for a page: the worker reads, previews and imports them, and the page says how far it is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registrations.core.models.category import Category
from registrations.core.models.registration import Registration
from registrations.correspondence.models import Invitee
from registrations.imports.exchange.plan import run_people_upload
from registrations.invitations.exchange import run_invitee_upload
from registrations.spreadsheets.models import ListUpload
from tests.factories import CategoryFactory

pytestmark = pytest.mark.django_db
# Few lines, and four megabytes.
LONG = "name,email,remark\n" + "".join(f"Ann Sample{n},a{n}@example.org,{'a' * 400_000}\n" for n in range(10))
KINDS = [
    pytest.param("import", run_people_upload, Registration, "10 people added", id="people"),
    pytest.param("invitee-import", run_invitee_upload, Invitee, "10 invitees added", id="invitees"),
]


@pytest.fixture
def desk(conference, member, client_as):
    CategoryFactory(conference=conference)
    return client_as(member("registration"))


def bring(desk, conference, route, content):
    page = reverse(f"registrations_secretariat:{route}", args=[conference.slug])
    answer = desk.post(page, {"file": SimpleUploadedFile("list.csv", content)})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def sent(page, **more):
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False, "")} | more


@pytest.mark.parametrize(("route", "task", "model", "said"), KINDS)
def test_a_large_list_is_read_previewed_and_imported_by_the_worker(
    conference, desk, route, task, model, said
):
    address = bring(desk, conference, route, LONG.encode())
    key = str(ListUpload.objects.get().pk)
    for _action in ("read", "preview"):
        page = desk.get(address)
        assert page.context["is_working"] and "<progress" in page.content.decode()
        part = desk.get(f"{address}?part=progress", headers={"HX-Request": "true"}).content.decode()
        assert "hx-get" in part and "<html" not in part
        task(key, "en")
        task(key, "en")
    page = desk.get(address)
    assert [stat["value"] for stat in page.context["counts"]][:2] == [10, 0] and not model.objects.exists()
    assert page.context["form"]["column_1"].value() == "email"
    desk.post(address, sent(page, action="import"))
    assert not model.objects.exists()
    task(key, "en")
    task(key, "en")
    assert model.objects.count() == 10
    assert said in desk.get(address, follow=True).content.decode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b'name\n"' + b"a" * 4_000_000, "quotation mark is opened", id="quoted"),
        pytest.param(b"[" + b"{}," * 5_100_000 + b"{}]", "more values than a table can have", id="json-bomb"),
    ],
)
@pytest.mark.parametrize(("route", "task", "model", "said"), KINDS)
def test_what_is_no_table_is_said_when_the_worker_has_looked(
    conference, desk, route, task, model, said, content, why
):
    address = bring(desk, conference, route, content)
    task(str(ListUpload.objects.get().pk), "en")
    polled = desk.get(f"{address}?part=progress", headers={"HX-Request": "true"})
    assert "hx-get" not in polled.content.decode()
    shown = desk.get(address, follow=True)
    assert shown.redirect_chain and why in shown.content.decode()
    assert not ListUpload.objects.exists()


@pytest.mark.parametrize(("route", "task", "model", "said"), KINDS)
def test_what_cannot_be_written_comes_back_to_the_choices(conference, desk, route, task, model, said):
    address = bring(desk, conference, route, LONG.replace("a3@example.org", "nowhere").encode())
    key = str(ListUpload.objects.get().pk)
    for _action in ("read", "preview"):
        desk.get(address)
        task(key, "en")
    page = desk.get(address)
    assert page.context["problems"][0]["line"] == 5
    desk.post(address, sent(page, action="import"))
    task(key, "en")
    page = desk.get(address)
    assert "Nothing was imported" in page.content.decode() and not model.objects.exists()
    desk.post(address, sent(page, skip_bad="on", action="preview"))
    task(key, "en")
    desk.post(address, sent(desk.get(address), skip_bad="on", action="import"))
    task(key, "en")
    assert model.objects.count() == 9


def test_no_other_category_takes_the_place_of_one_that_was_deleted_meanwhile(conference, desk):
    CategoryFactory(conference=conference)
    address = bring(desk, conference, "import", LONG.encode())
    key = str(ListUpload.objects.get().pk)
    for _action in ("read", "preview"):
        run_people_upload(key, "en")
        page = desk.get(address)
    desk.post(address, sent(page, action="import"))
    Category.objects.get(pk=ListUpload.objects.get().choices["category"]).delete()
    run_people_upload(key, "en")
    assert "was deleted meanwhile" in desk.get(address).content.decode()
    assert not Registration.objects.exists()


def test_nobody_else_sees_a_list_that_was_brought_nor_at_another_page(conference, desk, member, client_as):
    address = bring(desk, conference, "import", b"name\nAnn Sample\n")
    assert client_as(member("owner")).get(address).status_code == 404
    key = ListUpload.objects.get().pk
    other = reverse("registrations_secretariat:invitee-import-columns", args=[conference.slug, key])
    assert desk.get(other).status_code == 404


def test_what_only_looks_like_a_language_is_a_column_like_another(conference, desk):
    """As an export would name a column, in a language that there is not."""
    page = desk.get(bring(desk, conference, "import", b"name,job_title_qq\nAnn Sample,Chief\n"))
    assert page.status_code == 200 and page.context["form"]["column_1"].value() == ""


@pytest.mark.parametrize(("route", "task", "model", "said"), KINDS)
def test_two_large_lists_that_are_imported_at_once_are_in_once(conference, desk, route, task, model, said):
    addresses = [bring(desk, conference, route, LONG.encode()) for _window in range(2)]
    keys = [str(upload.pk) for upload in ListUpload.objects.order_by("created_at")]
    for _action in ("read", "preview"):
        for key in keys:
            task(key, "en")
        pages = [desk.get(address) for address in addresses]
    for address, page in zip(addresses, pages, strict=True):
        desk.post(address, sent(page, action="import"))
        desk.post(address, sent(page, action="import"))
    for key in [*keys, *keys]:
        task(key, "en")
    assert model.objects.count() == 10
    assert said in desk.get(addresses[0], follow=True).content.decode()
    page = desk.get(addresses[1])
    assert "changed the same records meanwhile" in page.content.decode()
    assert page.context["counts"][0]["value"] == 0
    desk.post(addresses[1], sent(page, action="import"))
    task(keys[1], "en")
    assert model.objects.count() == 10
