"""Designs of badges: laid out on a page that loses nothing, used by categories, drawn by the engine of cards."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from confman.web.database.changes import StaleRevision
from confman.web.errors import Refused
from registrations.badges.domain.designs import (
    DesignChoice,
    add_badge_design,
    change_badge_design,
    copy_badge_design,
    delete_badge_design,
    design_called,
    make_usual_design,
)
from registrations.badges.domain.layout import BadgeLayout
from registrations.badges.models import BadgeDesign
from tests.factories import CategoryFactory, ConferenceFactory, RegistrationFactory
from tests.registrations.addresses import address

# Every document is made of the demo with both databases (tests/documents/test_every_document.py).
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def chief(owner: Any, client_as: Callable[..., Any]) -> Any:
    return client_as(owner)


@pytest.fixture
def design(conference: Any, owner: Any) -> BadgeDesign:
    CategoryFactory(conference=conference)
    return add_badge_design(conference, by=owner, name="Usual")


def picture(width: int = 600, height: int = 800) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "#ddeeff").save(written, "PNG")
    return written.getvalue()


def typed(page: Any) -> dict[str, Any]:
    """Everything the designer's form would send as it stands on the page."""
    sent: dict[str, Any] = {}
    forms = [page.context["form"], *page.context["elements"].forms, *page.context["styles"]]
    forms += [page.context["elements"].management_form, page.context["styles_management"]]
    for form in forms:
        for field in form:
            value = field.value()
            if field.field.widget.needs_multipart_form or (value is None or value is False):
                continue
            if isinstance(value, dict):
                sent |= {f"{field.html_name}_{code}": text for code, text in value.items()}
            elif field.name == "categories":
                sent[field.html_name] = [str(getattr(row, "pk", row)) for row in value]
            else:
                sent[field.html_name] = "on" if value is True else str(value)
    return sent


def row_of(page: Any, kind: str) -> int:
    return next(n for n, form in enumerate(page.context["elements"].forms) if form.element_kind == kind)


# --- The verbs ----------------------------------------------------------------------------------------------


def test_the_first_design_is_the_usual_one_and_another_can_become_it(conference, owner):
    first = add_badge_design(conference, by=owner, name="First")
    second = add_badge_design(conference, by=owner, name="Second", sheet="id1")
    assert (first.is_default, second.is_default) == (True, False)
    make_usual_design(second, by=owner)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)


def test_the_usual_design_is_not_deleted_while_there_are_others(conference, owner):
    usual = add_badge_design(conference, by=owner, name="Usual")
    other = add_badge_design(conference, by=owner, name="Other")
    with pytest.raises(Refused, match="usual design"):
        delete_badge_design(usual, by=owner)
    delete_badge_design(other, by=owner)
    delete_badge_design(usual, by=owner)
    assert not BadgeDesign.objects.exists()


def test_a_category_has_one_design(conference, owner):
    press, staff = CategoryFactory.create_batch(2, conference=conference)
    usual = add_badge_design(conference, by=owner, name="Usual")
    cards = add_badge_design(conference, by=owner, name="Cards")
    change_badge_design(usual, by=owner, categories=[press, staff])
    change_badge_design(cards, by=owner, categories=[press])
    choice = DesignChoice(conference)
    holder = RegistrationFactory(conference=conference, category=press)
    other = RegistrationFactory(conference=conference, category=CategoryFactory(conference=conference))
    assert choice.of(holder) == cards and choice.of(other) == usual
    assert list(usual.categories.all()) == [staff]
    delete_badge_design(cards, by=owner)
    assert DesignChoice(conference).of(RegistrationFactory(conference=conference, category=press)) == usual


def test_a_copy_has_everything_but_the_categories(conference, owner, design):
    press = CategoryFactory(conference=conference)
    change_badge_design(
        design,
        by=owner,
        categories=[press],
        background=SimpleUploadedFile("sea.png", picture()),
        put_aside=[[0, design.layout["elements"][0]]],
    )
    copied = copy_badge_design(design, by=owner)
    again = copy_badge_design(design, by=owner)
    assert copied.layout == design.layout and copied.put_aside == design.put_aside
    assert (
        copied.background.open().read() == design.background.open().read()
        and copied.background.name != design.background.name
    )
    assert not copied.categories.exists() and not copied.is_default
    assert len({design.name, copied.name, again.name}) == 3


def test_a_stale_change_is_refused(conference, owner, design):
    change_badge_design(design, by=owner, revision=1, name="Better")
    with pytest.raises(StaleRevision):
        change_badge_design(design, by=owner, revision=1, name="Worse")
    assert BadgeDesign.objects.get().name == "Better"


def test_a_design_is_known_by_its_name_or_its_paper(conference, owner, design):
    assert design_called(conference, "usual") == design
    assert design_called(conference, "id1") is None
    with pytest.raises(Refused, match="Usual, a6"):
        design_called(conference, "Nothing like it")


def test_of_another_conference_nothing_is_found(design, client_as):
    other = ConferenceFactory()
    from tests.factories import MembershipFactory, UserFactory

    user = UserFactory()
    MembershipFactory(conference=other, user=user, role="owner")
    for name in ("badge-design", "badge-design-picture", "badge-design-delete"):
        assert client_as(user).get(address(other, name, design.pk)).status_code == 404


# --- The page -----------------------------------------------------------------------------------------------


def test_a_design_begins_from_a_ready_made_one_and_opens(conference, desk):
    CategoryFactory(conference=conference)
    empty = desk.get(address(conference, "badge-design-list")).content.decode()
    assert empty.count("ready/") >= 4
    answer = desk.post(address(conference, "badge-design-add"), {"name": "Cards", "sheet": "id1"})
    made = BadgeDesign.objects.get()
    assert answer["Location"] == address(conference, "badge-design", made.pk)
    page = desk.get(answer["Location"])
    assert page.context["preview"].faces and not page.context["preview"].faults
    assert "data:image/png;base64," in page.content.decode()
    taken = desk.post(address(conference, "badge-design-add"), {"name": "Cards", "sheet": "a6"})
    assert taken.status_code == 200 and "has this name" in taken.content.decode()


def test_what_stands_on_the_page_saves_unchanged(conference, desk, design):
    url = address(conference, "badge-design", design.pk)
    before = BadgeLayout.from_json(design.layout)
    answer = desk.post(url, {**typed(desk.get(url)), "action": "save"})
    assert answer.status_code == 302, [form.errors for form in answer.context["elements"].forms]
    design.refresh_from_db()
    assert BadgeLayout.from_json(design.layout) == before


def test_an_element_is_changed_hidden_and_comes_back(conference, desk, design):
    url = address(conference, "badge-design", design.pk)
    page = desk.get(url)
    sent, name, job = typed(page), row_of(page, "name"), row_of(page, "job-title")
    sent[f"elements-{name}-largest_pt"] = "30"
    sent[f"elements-{name}-colour"] = "own"
    sent[f"elements-{name}-own_colour"] = "#AA0011"
    del sent[f"elements-{job}-shown"]
    desk.post(url, {**sent, "action": "save"})
    design.refresh_from_db()
    layout = BadgeLayout.from_json(design.layout)
    drawn = next(element for element in layout.elements if element.kind == "name")
    assert (drawn.largest_pt, drawn.colour) == (30, "#aa0011")
    assert not layout.shows("job-title") and design.put_aside[0][0] == job

    page = desk.get(url)
    assert row_of(page, "job-title") == job
    desk.post(url, {**typed(page), f"elements-{job}-shown": "on", "action": "save"})
    design.refresh_from_db()
    assert BadgeLayout.from_json(design.layout).shows("job-title") and design.put_aside == []


def test_an_error_loses_nothing_and_says_where(conference, desk, design):
    url = address(conference, "badge-design", design.pk)
    page = desk.get(url)
    name = row_of(page, "name")
    sent = {**typed(page), "name": "Half done", f"elements-{name}-x_mm": "over there", "action": "save"}
    answer = desk.post(url, {**sent, "background": SimpleUploadedFile("sea.png", picture())})
    text = answer.content.decode()
    assert answer.status_code == 200 and "over there" in text and "Half done" in text
    assert answer.context["elements"].forms[name].errors
    assert BadgeDesign.objects.get().name == "Usual"
    # The picture need not be chosen again.
    kept = typed(answer)
    assert kept["background_kept"]
    desk.post(url, {**kept, f"elements-{name}-x_mm": "7", "action": "save"})
    design.refresh_from_db()
    assert design.name == "Half done" and design.background and design.layout["background"] == "background"


def test_what_reaches_over_the_edge_is_refused_in_words(conference, desk, design):
    url = address(conference, "badge-design", design.pk)
    page = desk.get(url)
    sent = {**typed(page), f"elements-{row_of(page, 'qr')}-x_mm": "100", "action": "save"}
    assert "over the edge of the card" in desk.post(url, sent).content.decode()
    assert BadgeDesign.objects.get().layout == design.layout


def test_rows_are_added_moved_copied_and_removed_without_being_stored(conference, desk, design):
    url = address(conference, "badge-design", design.pk)
    kinds = lambda page: [form.element_kind for form in page.context["elements"].forms]  # noqa: E731
    page = desk.get(url)
    before = kinds(page)
    page = desk.post(url, {**typed(page), "action": "add", "new_kind": "photo"})
    assert kinds(page) == [*before, "photo"] and page.context["opened"] == len(before)
    page = desk.post(url, {**typed(page), "action": f"up-{len(before)}"})
    assert kinds(page)[-2:] == ["photo", before[-1]]
    page = desk.post(url, {**typed(page), "action": f"copy-{len(before) - 1}"})
    assert kinds(page).count("photo") == 2
    page = desk.post(url, {**typed(page), "action": f"remove-{len(before)}"})
    page = desk.post(url, {**typed(page), "action": "down-0", "name": "Typed"})
    assert kinds(page)[:2] == [before[1], before[0]] and page.context["form"]["name"].value() == "Typed"
    for nonsense in ("up-99", "remove-x", "explode-1"):
        assert len(kinds(desk.post(url, {**typed(page), "action": nonsense}))) == len(before) + 1
    design.refresh_from_db()
    assert len(design.layout["elements"]) == len(before)
    desk.post(url, {**typed(page), "action": "save"})
    design.refresh_from_db()
    assert [element["kind"] for element in design.layout["elements"]] == kinds(page)


def test_another_paper_takes_the_elements_along(conference, desk, design):
    url = address(conference, "badge-design", design.pk)
    sent = {**typed(desk.get(url)), "sheet": "id1"}
    shown = desk.post(url, {**sent, "action": "paper"})
    assert shown.context["form"]["laid_out_for"].value() == "id1" and not shown.context["preview"].faults
    # Saved with or without having looked at it first, it is the same.
    desk.post(url, {**sent, "action": "save"})
    design.refresh_from_db()
    directly = BadgeLayout.from_json(design.layout)
    assert directly.sheet == "id1"
    change = {**typed(shown), "revision": str(design.revision), "action": "save"}
    assert desk.post(url, change).status_code == 302
    design.refresh_from_db()
    assert BadgeLayout.from_json(design.layout) == directly
    anew = desk.post(url, {**typed(desk.get(url)), "sheet": "a5-folded", "action": "anew"})
    assert len(anew.context["preview"].faces) == 2


def test_somebody_elses_change_is_not_written_over_unknowingly(conference, desk, design, owner):
    url = address(conference, "badge-design", design.pk)
    sent = {**typed(desk.get(url)), "name": "Mine", "action": "save"}
    change_badge_design(design, by=owner, name="Theirs")
    told = desk.post(url, sent)
    assert str(owner) in told.content.decode() and "Mine" in told.content.decode()
    assert BadgeDesign.objects.get().name == "Theirs"
    assert desk.post(url, {**typed(told), "action": "save"}).status_code == 302
    assert BadgeDesign.objects.get().name == "Mine"


@pytest.mark.parametrize("sample", ["usual", "long", "short", "cyrillic", "arabic", "chinese"])
def test_the_preview_shows_what_is_typed_for_every_sample(sample, conference, desk, design):
    url = address(conference, "badge-design-preview", design.pk)
    sent = typed(desk.get(address(conference, "badge-design", design.pk)))
    one = desk.post(url, {**sent, "sample": sample}).context["preview"]
    other = desk.post(url, {**sent, "sample": sample, "elements-5-y_mm": "60"}).context["preview"]
    assert one.faces and other.faces and one.faces[0].uri != other.faces[0].uri
    assert BadgeDesign.objects.get().layout == design.layout


def test_a_preview_that_cannot_be_drawn_says_why(conference, desk, design):
    sent = typed(desk.get(address(conference, "badge-design", design.pk)))
    sent["elements-5-width_mm"] = ""
    text = desk.post(address(conference, "badge-design-preview", design.pk), sent).content.decode()
    assert "Width, mm" in text and "<img" not in text


def test_a_category_may_look_otherwise_on_a_design(conference, desk, design):
    url = address(conference, "badge-design", design.pk)
    sent = {
        **typed(desk.get(url)),
        "styles-0-differs": "on",
        "styles-0-colour": "#00AA11",
        "styles-0-letter": "X",
    }
    desk.post(url, {**sent, "styles-0-without_photo": "on", "action": "save"})
    design.refresh_from_db()
    (look,) = BadgeLayout.from_json(design.layout).categories
    assert (look.colour, look.letter, look.without) == ("#00aa11", "X", ("photo",))


# --- Pictures and templates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4 not a picture at all", "not a picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50 * 1024 * 1024, "at most"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a picture"),
    ],
    ids=["lies about its type", "50 MB", "a drawing with a script"],
)
def test_a_bad_picture_is_refused_in_words_and_nothing_is_lost(content, said, conference, desk, design):
    url = address(conference, "badge-design", design.pk)
    sent = {**typed(desk.get(url)), "name": "Kept", "action": "save"}
    answer = desk.post(url, {**sent, "background": SimpleUploadedFile("sea.png", content, "image/png")})
    assert answer.status_code == 200 and said in answer.content.decode() and "Kept" in answer.content.decode()
    assert not BadgeDesign.objects.get().background


def test_of_two_pictures_tried_the_later_is_saved(conference, desk, design):
    url = address(conference, "badge-design", design.pk)
    page = desk.get(url)
    for width in (600, 300):
        sent = {"background": SimpleUploadedFile("sea.png", picture(width)), "action": "preview"}
        page = desk.post(url, {**typed(page), **sent})
    torn = {"background": SimpleUploadedFile("torn.png", b"\x89PNG"), "action": "preview"}
    page = desk.post(url, {**typed(page), **torn})
    desk.post(url, {**typed(page), "action": "save"})
    design.refresh_from_db()
    with Image.open(design.background) as saved:
        assert saved.width == 300


def test_a_paper_that_does_not_exist_changes_nothing(conference, desk, design):
    url = address(conference, "badge-design", design.pk)
    for torn in ({"sheet": "a0"}, {"laid_out_for": "a0"}):
        answer = desk.post(url, {**typed(desk.get(url)), **torn, "action": "paper"})
        assert answer.status_code == 200 and answer.context["form"].errors


def test_a_picture_is_private_and_is_taken_away(conference, desk, design, client):
    url = address(conference, "badge-design", design.pk)
    plain = desk.get(address(conference, "badge-design-picture", design.pk)).content
    desk.post(
        url,
        {**typed(desk.get(url)), "background": SimpleUploadedFile("sea.png", picture()), "action": "save"},
    )
    design.refresh_from_db()
    assert design.background and "sea" not in design.background.name
    answer = desk.get(address(conference, "badge-design-picture", design.pk))
    assert answer["Content-Type"] == "image/png" and answer.content != plain
    assert client.get(address(conference, "badge-design-picture", design.pk)).status_code == 302
    desk.post(url, {**typed(desk.get(url)), "background-clear": "on", "action": "save"})
    design.refresh_from_db()
    assert not design.background and "background" not in design.layout


def test_an_own_template_is_the_owners_and_its_fault_is_said_with_the_line(conference, desk, chief, design):
    url = address(conference, "badge-design", design.pk)
    assert "template" not in desk.get(url).context["form"].fields
    sent = typed(desk.get(url))
    desk.post(url, {**sent, "template": "smuggled", "action": "save"})
    assert BadgeDesign.objects.get().template == ""

    broken = '#import "cards.typ": *\n\n#let fault = (\n'
    page = chief.post(url, {**typed(chief.get(url)), "template": broken, "action": "preview"})
    assert page.context["preview"].faults and "line 3" in page.context["preview"].faults[0]
    assert "#let fault" in page.content.decode()

    good = '#set page(width: 60mm, height: 40mm)\n#set text(font: "Noto Sans")\nHello\n'
    chief.post(url, {**typed(chief.get(url)), "template": good, "action": "save"})
    design.refresh_from_db()
    # The form posts line ends as browsers do.
    assert design.template.replace("\r\n", "\n") == good
    assert chief.get(url).context["preview"].faces
    # Anyone who may not write it keeps it.
    desk.post(url, {**typed(desk.get(url)), "name": "Renamed", "action": "save"})
    design.refresh_from_db()
    assert design.template and design.name == "Renamed"


def test_the_usual_design_is_changed_from_the_list(conference, desk, design, owner):
    other = add_badge_design(conference, by=owner, name="Other")
    desk.post(address(conference, "badge-design-usual", other.pk))
    assert BadgeDesign.objects.get(is_default=True) == other
    answer = desk.post(address(conference, "badge-design-copy", other.pk))
    assert BadgeDesign.objects.get(name="Other (copy)").pk.hex in answer["Location"].replace("-", "")
    assert (
        "Delete the badge design"
        in desk.get(address(conference, "badge-design-delete", other.pk)).content.decode()
    )
    told = desk.post(address(conference, "badge-design-delete", other.pk), follow=True).content.decode()
    assert "Make another one the usual first" in told


def test_the_list_of_designs_asks_as_much_for_three_as_for_one(
    conference, desk, owner, assert_constant_queries
):
    numbers = iter(range(10))
    assert_constant_queries(
        address(conference, "badge-design-list"),
        lambda: add_badge_design(conference, by=owner, name=f"Design {next(numbers)}"),
        client=desk,
    )
