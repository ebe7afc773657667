"""The review list at work: filters, saved views, vetting, the waiting list; settings and targets."""

import datetime as dt
import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from confman.audit.models import AuditEntry
from confman.conferences.models import SavedView
from confman.mail.models import Message
from registrations.core.models.registration import Registration
from registrations.core.models.settings import RegistrationSettings
from registrations.statistics.domain.figures import registrations_by_day, registrations_by_day_in_groups
from registrations.statistics.domain.targets import set_targets, targets_of
from tests.factories import CategoryFactory, PersonFactory, RegistrationFactory, ScanFactory
from tests.registrations.addresses import address

pytestmark = pytest.mark.django_db


def saving(conference, query):
    key = "registrations_secretariat:registration-list"
    form = reverse("conferences_secretariat:saved-view-add", args=[conference.slug, key])
    return f"{form}?{urlencode({'in': query})}"


def names(response):
    return {str(row.person.name) for row in response.context["table"].shown}


def test_filters_narrow_the_list_together(conference, desk):
    def person(name, **more):
        return PersonFactory(conference=conference, name={"en": name}, **more)

    early = timezone.now() - dt.timedelta(days=10)
    RegistrationFactory(conference=conference, person=person("Anna", sector="judiciary"), mode="online")
    RegistrationFactory(conference=conference, person=person("Boris", sector="judiciary"), submitted_at=early)
    RegistrationFactory(conference=conference, person=person("Clara", sector="media"), source="public")
    found = address(conference, "registration-list")

    assert names(desk.get(found, {"sector": "judiciary"})) == {"Anna", "Boris"}
    assert names(desk.get(found, {"sector": "judiciary", "mode": "online"})) == {"Anna"}
    assert names(desk.get(found, {"source": "public"})) == {"Clara"}
    assert names(desk.get(found, {"until": (early + dt.timedelta(days=2)).date().isoformat()})) == {"Boris"}
    # The condition set behind a word is told, with the way to take it off.
    page = desk.get(found, {"sector": "media", "q": "a"}).content.decode()
    assert re.search(r'class="filter-chip" href="\?q=a">Sector: media ', page)


def test_the_views_say_what_waits_and_the_rare_ones_stand_under_more(
    conference, desk, assert_constant_queries
):
    def registered(status, **more):
        return RegistrationFactory(conference=conference, status=status, **more)

    for status in ("submitted", "waiting", "approved", "approved", "declined"):
        registered(status)
    registered("submitted", confirmed_at=None)
    RegistrationFactory(status="approved")  # of another conference
    found = address(conference, "registration-list")

    first, more = desk.get(found).context["shown_views"]
    assert [(view["label"], view["count"]) for view in first] == [
        ("All", 6),
        ("To decide", 1),
        ("Waiting list", 1),
        ("Approved", 2),
    ]
    told = {view["label"]: view["count"] for view in more}
    # The line has no room for the first of them.
    rare = {"Registered": 5, "Approved, never recorded": 2, "Submitted": 2, "Declined": 1}
    assert told == {"E-mail not confirmed": 1, **rare}
    for view in first + more:
        assert len(desk.get(f"{found}{view['url']}").context["table"].shown) == view["count"], view["label"]
    # A value that is shown stands in the row, however rare.
    shown = desk.get(found, {"status": "declined"}).context["shown_views"]
    assert shown[0][-1]["label"] == "Declined" and "Declined" not in {view["label"] for view in shown[1]}
    assert_constant_queries(f"{found}?all=1", lambda: registered("waiting"), client=desk)


def test_an_empty_view_says_that_nothing_is_left_in_it(conference, desk):
    RegistrationFactory(conference=conference, status="approved")
    found = address(conference, "registration-list")
    decided = desk.get(found, {"status": "to-review"}).content.decode()
    assert "There is nothing under “To decide”" in decided and "Search by part of a name" not in decided
    assert "There are no matches here" in desk.get(found, {"status": "to-review", "q": "a"}).content.decode()


def test_whoever_is_approved_and_was_never_recorded_is_found(conference, desk):
    for name, status in (
        ("Anna", "approved"),
        ("Boris", "approved"),
        ("Clara", "approved"),
        ("Daria", "waiting"),
    ):
        person = PersonFactory(conference=conference, name={"en": name})
        row = RegistrationFactory(conference=conference, person=person, status=status)
        if name in ("Boris", "Clara"):
            result = "admitted" if name == "Boris" else "refused"
            ScanFactory(registration=row, checkpoint__conference=conference, result=result)
    found = desk.get(address(conference, "registration-list"), {"status": "never-seen"})
    assert names(found) == {"Anna", "Clara"}


def test_a_view_is_kept_under_a_name_shown_to_the_team_and_deleted_by_its_owner(conference, desk, protocol):
    query = "status=submitted&sort=name"
    desk.post(saving(conference, f"{query}&page=2"), {"name": "Next up", "is_shared": "on"})
    desk.post(saving(conference, "country=UZ"), {"name": "Mine"})

    seen = protocol.get(f"{address(conference, 'registration-list')}?{query}").context["saved_views"]
    assert [(view["label"], view["active"]) for view in seen] == [("Next up", True)]

    shared = SavedView.objects.get(name="Next up")
    deletion = reverse("conferences_secretariat:saved-view-delete", args=[conference.slug, shared.pk])
    protocol.post(deletion)
    assert SavedView.objects.filter(pk=shared.pk).exists()
    desk.post(deletion)
    assert not SavedView.objects.filter(pk=shared.pk).exists()


def test_saving_under_the_same_name_replaces_the_view(conference, desk):
    for query in ("status=approved", "status=waiting"):
        desk.post(saving(conference, query), {"name": "Look"})
    assert [view.query for view in SavedView.objects.all()] == ["status=waiting"]


def test_vetting_is_for_protocol_alone_and_only_where_the_conference_vets(conference, desk, protocol):
    row = RegistrationFactory(conference=conference)
    vetted = {"action": "vet", "selected": str(row.pk), "confirmed": "1", "state": "objected", "note": ""}
    assert protocol.post(address(conference, "bulk"), vetted).status_code == 404

    RegistrationSettings.objects.create(conference=conference, vets_participants=True)
    assert desk.post(address(conference, "bulk"), vetted).status_code in (403, 404)
    assert "objection needs a note" in protocol.post(address(conference, "bulk"), vetted).content.decode()
    protocol.post(address(conference, "bulk"), {**vetted, "note": "The host's services, 3 March"})

    row.refresh_from_db()
    assert (row.vetting, row.status) == ("objected", "submitted")
    listed = address(conference, "registration-list")
    assert "Objected to" in protocol.get(listed).content.decode()
    assert "Objected to" not in desk.get(listed).content.decode()
    assert names(protocol.get(listed, {"vetting": "cleared"})) == set()
    assert not Message.objects.exists()
    page = address(conference, "registration", row.pk)
    assert "The host&#x27;s services, 3 March" in protocol.get(page).content.decode()
    # The history is the whole team's: it says that something was recorded, and not what.
    everything = reverse("conferences_secretariat:history", args=[conference.slug])
    for read in (desk.get(page), desk.get(everything), protocol.get(everything)):
        assert "Vetting recorded" in read.content.decode()
        assert "objected" not in read.content.decode().lower()


def test_the_waiting_list_stands_in_its_order_and_places_are_offered_to_many(conference, desk):
    RegistrationSettings.objects.create(conference=conference, waiting_line="by-hand", offer_hours=6)
    category = CategoryFactory(conference=conference)
    now = timezone.now()

    def waits(name, hours):
        person = PersonFactory(conference=conference, name={"en": name})
        since = now - dt.timedelta(hours=hours)
        return RegistrationFactory(
            conference=conference, person=person, category=category, status="waiting",
            waiting_since=since, submitted_at=now - dt.timedelta(days=9 - hours),
        )  # fmt: skip

    rows = [waits("Second", 2), waits("First", 3), waits("Third", 1)]
    listed = f"{address(conference, 'registration-list')}?status=waiting"
    page = desk.get(listed)
    assert [str(row.person) for row in page.context["table"].shown] == ["First", "Second", "Third"]
    assert "In line since" in page.content.decode()
    assert [str(row.person) for row in desk.get(f"{listed}&sort=-name").context["table"].shown] == [
        "Third", "Second", "First",
    ]  # fmt: skip

    category.capacity = 2
    category.save()
    form = {"action": "offer", "everything": "1", "next": listed}
    asked = desk.post(address(conference, "bulk"), form)
    assert "The place is held until" in asked.content.decode()
    done = desk.post(
        address(conference, "bulk"), {**form, "rows": asked.context["digest"], "confirmed": "1"}, follow=True
    )

    assert "2 of 3 done; 1 could not be." in done.content.decode()
    for row in rows:
        row.refresh_from_db()
    assert [row.status for row in rows] == ["offered", "offered", "waiting"]
    assert rows[0].offered_until < timezone.now() + dt.timedelta(hours=7)


def test_settings_are_kept_and_a_day_after_the_last_is_refused(conference, desk):
    page = address(conference, "settings")
    form = {
        "waiting_line": "by-hand",
        "offer_hours": "12",
        "edit_until": "2027-04-20",
        "certificate_share": "60",
        "list_readers": "nobody",
        "vets_participants": "on",
    }
    assert "after the last day" in desk.post(page, form).content.decode()

    desk.post(page, {**form, "edit_until": "2027-03-20"})

    settings = RegistrationSettings.objects.get(conference=conference)
    assert (settings.waiting_line, settings.offer_hours) == ("by-hand", 12)
    assert settings.edit_until == dt.date(2027, 3, 20)


def test_targets_stand_beside_the_figures_also_where_nobody_has_registered(conference, desk):
    category = CategoryFactory(conference=conference, name={"en": "Press"})
    page = address(conference, "targets")
    form = {
        "registered-total": "10",
        "approved-total": "20",
        f"approved-category-{category.pk}": "4",
        "country_1": "KZ",
        "number_1": "7",
    }
    assert "more than 10 registered" in desk.post(page, form).content.decode()
    desk.post(page, {**form, "registered-total": "30"})

    assert targets_of(conference)["approved", "country", "KZ"] == 7
    shown = desk.get(address(conference, "figures")).content.decode()
    assert "target: 20" in shown
    assert "Kazakhstan" in shown
    desk.post(page, {"registered-total": "", "approved-total": "20"})
    assert targets_of(conference) == {("approved", "total", ""): 20}


def test_targets_that_a_colleague_has_set_are_shown_and_not_written_over(conference, desk, owner):
    page = address(conference, "targets")
    seen = desk.get(page).context["form"]["seen"].value()
    set_targets(conference, {("approved", "sex", "female"): 9}, by=owner)
    form = {"approved-total": "20", "seen": seen}

    stale = desk.post(page, form)

    assert stale.status_code == 409
    assert {(each.label, each.yours, each.theirs) for each in stale.context["stale"]} == {
        ("Approved", "20", "—"), ("Female", "—", "9"),
    }  # fmt: skip
    assert targets_of(conference) == {("approved", "sex", "female"): 9}
    both = {**form, "approved-sex-female": "9", "seen": stale.context["form"]["seen"].value()}
    assert desk.post(page, both).status_code == 302
    assert targets_of(conference) == {("approved", "sex", "female"): 9, ("approved", "total", ""): 20}


def test_growth_counts_each_person_once_and_ends_at_what_the_figures_say(conference):
    day = dt.datetime(2027, 1, 10, 20, 30, tzinfo=dt.UTC)  # 11 January in Tashkent
    RegistrationFactory(
        conference=conference, submitted_at=day, status="approved", decided_at=day + dt.timedelta(days=2)
    )
    RegistrationFactory(conference=conference, submitted_at=day + dt.timedelta(days=1))
    RegistrationFactory(conference=conference, submitted_at=day, status="cancelled")

    found = [(entry.day.day, entry.registered, entry.approved) for entry in registrations_by_day(conference)]

    assert found == [(11, 1, 0), (12, 2, 0), (13, 2, 1)]


def test_an_observer_sees_totals_and_no_day_by_day(conference, desk, member, client_as):
    for day in range(6):
        RegistrationFactory(
            conference=conference, submitted_at=timezone.now() - dt.timedelta(days=day), status="approved"
        )
    page = address(conference, "figures")
    [(_heading, chart)] = desk.get(page).context["over_time"]
    assert [(line.name, line.last) for line in chart.lines] == [("Registered", "6"), ("Approved", "6")]
    for query in ({}, {"over": "country"}):
        assert client_as(member("observer")).get(page, query).context["over_time"] == []


def test_over_time_also_by_category_country_sex_and_sector(conference, desk):
    press, other = (CategoryFactory(conference=conference, name={"en": name}) for name in ("Press", "Other"))
    noon = dt.datetime(2027, 1, 11, 12, tzinfo=dt.UTC)

    def registered(category, country, day, **more):
        RegistrationFactory(
            conference=conference, category=category, submitted_at=noon + dt.timedelta(days=day),
            person=PersonFactory(conference=conference, country=country), **more,
        )  # fmt: skip

    registered(press, "KZ", 0, status="approved", decided_at=noon + dt.timedelta(days=3))
    registered(press, "", 1)
    registered(other, "KZ", 2)

    by_country = registrations_by_day_in_groups(conference, "country")
    found = {
        key: [(day.day.day, day.registered, day.approved) for day in days] for key, days in by_country.items()
    }
    assert found == {"KZ": [(11, 1, 0), (13, 2, 0), (14, 2, 1)], "": [(12, 1, 0)]}
    page = address(conference, "figures")
    for key in ("category", "country", "sex", "sector"):
        shown = desk.get(page, {"over": key})
        assert [one for one, _chart in shown.context["over_time"]] == ["Registered", "Approved"]
        assert f'aria-label="Over time: Approved, By {key}' in shown.content.decode()
    assert len(desk.get(page, {"over": "shoe-size"}).context["over_time"]) == 1


def test_the_chosen_rows_are_exported_as_often_as_one_likes_and_the_history_says_how_many(conference, desk):
    rows = {
        name: RegistrationFactory(
            conference=conference, person=PersonFactory(conference=conference, name={"en": name})
        )
        for name in ("Anna", "Boris", "Clara")
    }
    Registration.objects.filter(pk=rows["Boris"].pk).update(mode="online")
    stranger = RegistrationFactory()
    listed = address(conference, "registration-list")
    page = desk.get(listed).content.decode()
    key = re.search(r'name="submission" value="([^"]+)"', page)[1]
    export = f"{address(conference, 'export')}?mode=in-person"
    chosen = {
        "chosen": "json",
        "submission": key,
        "selected": [rows["Anna"].pk, rows["Boris"].pk, stranger.pk],
    }

    for _time in range(
        2
    ):  # Boris is not among those the filter leaves, and who is of another conference is nobody
        answer = desk.post(export, chosen)
        assert {name for name in rows if name in answer.content.decode()} == {"Anna"}
        assert str(stranger.person.name) not in answer.content.decode()
    entry = AuditEntry.objects.filter(verb="registrations.people_exported").latest("pk")
    assert entry.details["chosen"] == 3 and entry.details["filters"] == ["mode"]

    everyone = desk.post(export, {**chosen, "everything": "1"}).content.decode()
    assert "Anna" in everyone and "Clara" in everyone and "Boris" not in everyone
    nobody = desk.post(
        export, {"chosen": "json"}, headers={"referer": f"http://testserver{listed}"}, follow=True
    )
    assert "Choose at least one row" in nobody.content.decode()


def test_beside_the_list_a_record_offers_decisions_only_to_who_may_decide(
    conference, desk, client_as, member
):
    row = RegistrationFactory(conference=conference, status="submitted")
    page = address(conference, "registration", row.pk) + "?in=status%3Dto-review"
    beside = {"HX-Request": "true", "HX-Target": "review-panel"}
    shown = desk.get(page, headers=beside)
    assert [decision["key"] for decision in shown.context["decisions"]] == ["A", "W", "D"]
    assert "<html" not in shown.content.decode() and str(row.person.name) in shown.content.decode()
    reader = client_as(member("checkin")).get(page, headers=beside)
    assert reader.status_code == 403 or reader.context["decisions"] == []
    # Without the script it is the whole page.
    assert "<html" in desk.get(page).content.decode()
