"""Protocol and travel: what is kept of participants, one by one and for many, the draw, and the head table."""

import datetime as dt
import random
from decimal import Decimal
from functools import partial
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from confman.audit.models import AuditEntry
from confman.conferences.models import SavedView
from confman.people.domain.merge import merge_people
from confman.people.domain.privacy import collect_person_data, erase_person
from confman.web.errors import Refused
from registrations.core.domain.capacity import claim_places
from registrations.core.models.delegation import DelegationKind
from registrations.core.models.registration import Registration, Travel, VisaCase
from registrations.correspondence.models import Correspondence
from registrations.protocol.domain.arrangements import (
    draw_first_delegation,
    remove_from_protocol,
    save_allowance,
    save_allowance_of_many,
    save_honours,
    save_travel,
    save_travel_of_many,
    save_visa,
)
from registrations.protocol.domain.seating import head_table, seated_delegations, seating_order
from registrations.protocol.models import Allowance, Honours, Hotel
from tests.factories import DelegationFactory, PersonFactory, RegistrationFactory

AT = dt.datetime(2027, 3, 29, 12, 30, tzinfo=dt.UTC)


def approved(conference, **more):
    return RegistrationFactory(conference=conference, status="approved", **more)


def at(conference, name, *arguments):
    return reverse(f"registrations_secretariat:{name}", args=[conference.slug, *arguments])


# --- The order at the table, and the head table ------------------------------------------------------------


@given(st.data())
def test_the_seating_goes_round_from_the_one_drawn_and_precedence_overrides(data):
    rows = [
        SimpleNamespace(pk=number, kind=kind, precedence=precedence, name=f"{name:03}")
        for number, (kind, precedence, name) in enumerate(
            data.draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(DelegationKind.values[:3]),
                        st.one_of(st.none(), st.integers(1, 5)),
                        st.integers(0, 200),
                    ),
                    unique_by=lambda row: row[2],
                    max_size=12,
                )
            )
        )
    ]
    first = data.draw(st.sampled_from([None, *[row.pk for row in rows]]))
    shuffled = random.Random(1).sample(rows, len(rows))
    order = seating_order(shuffled, first=first, name=lambda row: row.name)

    assert sorted(row.pk for row in order) == [row.pk for row in rows]
    ranked = [row for row in order if row.precedence is not None]
    assert order[: len(ranked)] == ranked == sorted(ranked, key=lambda row: (row.precedence, row.name))
    rest = order[len(ranked) :]
    kinds = [DelegationKind.values.index(row.kind) for row in rest]
    assert kinds == sorted(kinds)
    for kind in DelegationKind.values:
        members = [row for row in rest if row.kind == kind]
        alphabet = sorted(members, key=lambda row: row.name)
        start = members and alphabet.index(members[0])
        # Round by the alphabet: from the one drawn where it is of this kind, else from the first.
        assert members == alphabet[start:] + alphabet[:start] if members else True
        if members:
            drawn = next((row for row in members if row.pk == first), alphabet[0])
            assert members[0] == drawn


@given(st.sets(st.integers(1, 15)))
def test_who_presides_sits_in_the_centre_and_the_others_in_turn_beside(numbers):
    seats = head_table([(number, f"guest {number}") for number in numbers])
    found = [seat.number for seat in seats]
    assert sorted(found) == list(range(1, max(numbers, default=0) + 1))
    assert {seat.number for seat in seats if seat.occupant} == numbers
    if seats:
        centre = found.index(1)
        # As the hall sees it: even numbers, at the right hand of who presides, on the left; each further out.
        assert found[:centre][::-1] == [number for number in range(2, max(numbers) + 1) if number % 2 == 0]
        assert found[centre + 1 :] == [number for number in range(3, max(numbers) + 1) if number % 2]


@pytest.mark.django_db
def test_the_alphabet_is_that_of_the_protocol_language(conference):
    conference.protocol_language = "ru"
    conference.save()
    names = {"Austria": "Австрия", "Hungary": "Венгрия", "China": "Китай", "Germany": "Германия"}
    for en, ru in names.items():
        DelegationFactory(conference=conference, kind="state", name={"en": en, "ru": ru}, taken=1)
    DelegationFactory(conference=conference, kind="state", name={"en": "Nobody came"})
    assert [str(row.name["en"]) for row in seated_delegations(conference)] == [
        "Austria", "Hungary", "Germany", "China",
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_draw_is_recorded_and_can_be_taken_back(conference, owner, owner_client):
    one, two = (
        DelegationFactory(conference=conference, kind="state", name={"en": name}, taken=1)
        for name in ("Austria", "Hungary")
    )
    url = at(conference, "seating-list")
    assert "No letter has been drawn yet" in owner_client.get(url).content.decode()

    owner_client.post(url, {"drawn": str(two.pk)})
    assert [row.pk for row in seated_delegations(conference)] == [two.pk, one.pk]
    assert draw_first_delegation(conference, by=owner) in (one, two)
    methods = AuditEntry.objects.filter(verb="registrations.seating_drawn").order_by("at")
    assert [entry.details["method"] for entry in methods] == ["room", "lot"]

    owner_client.post(at(conference, "draw-forget"))
    assert [row.pk for row in seated_delegations(conference)] == [one.pk, two.pk]


@pytest.mark.django_db
def test_the_views_of_a_table_are_named_in_the_readers_language(conference, owner_client):
    VisaCase.objects.create(registration=approved(conference), state="needed")
    owner_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"

    page = owner_client.get(at(conference, "visas-list")).content.decode()

    assert "ещё не решено" in page.lower()
    assert "still open" not in page.lower()


@pytest.mark.django_db
def test_visas_open_with_those_to_be_had_and_everyone_is_a_view(conference, owner, owner_client):
    asks, has, none = (approved(conference, person__name={"en": name}) for name in ("Asks", "Has", "Silent"))
    everyone = owner_client.get(at(conference, "visas-list"), follow=True).content.decode()
    assert "Silent" in everyone and "Asks" in everyone, "nobody needs one yet"
    save_visa(asks, by=owner, state="applied")
    save_visa(has, by=owner, state="granted")

    shown = owner_client.get(at(conference, "visas-list"))

    assert [row.pk for row in shown.context["page"].object_list.data] == [asks.pk]
    views = {str(view["label"]): view["count"] for view in shown.context["views"]}
    assert list(views.items())[:3] == [("Still open", 1), ("Granted", 1), ("Everyone approved", 3)]
    of_all = owner_client.get(at(conference, "visas-list"), {"state": "all"}).context["page"]
    assert {row.pk for row in of_all.object_list.data} == {asks.pk, has.pk, none.pk}


@pytest.mark.django_db
def test_nothing_is_drawn_where_nobody_comes_and_nothing_of_another_conference(
    conference, other_conference, owner, owner_client
):
    DelegationFactory(conference=conference)
    with pytest.raises(Refused, match="nothing to draw from"):
        draw_first_delegation(conference, by=owner)
    foreign = DelegationFactory(conference=other_conference, taken=1)
    DelegationFactory(conference=conference, taken=1)
    page = owner_client.post(at(conference, "seating-list"), {"drawn": str(foreign.pk)})
    assert page.status_code == 200 and "not one of the available choices" in page.content.decode()


# --- What is kept ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_typed_is_kept_and_the_history_names_fields_and_no_more(conference, owner_client):
    row = approved(conference)
    url = at(conference, "travel-change", row.pk)
    sent = {"arrives_at": "2027-03-29T17:30", "arrival_flight": "XY 371", "needs_transfer": "on"}
    assert owner_client.post(url, sent).status_code == 302

    travel = Travel.objects.get(registration=row)
    assert (travel.arrives_at, travel.arrival_flight) == (AT, "XY 371"), "17:30 is the hour of Tashkent"
    entry = AuditEntry.objects.get(verb="registrations.travel_changed")
    assert entry.details == {"fields": ["arrival_flight", "arrives_at", "needs_transfer"]}
    page = owner_client.get(at(conference, "travel-list")).content.decode()
    assert "XY 371" in page and "29 Mar 2027, 17:30" in page
    # The room is another table of the same record, and stays.
    owner_client.post(at(conference, "rooms-change", row.pk), {"hotel": "Hotel A"})
    travel.refresh_from_db()
    assert (travel.hotel, travel.arrival_flight) == ("Hotel A", "XY 371")


@pytest.mark.django_db
def test_hotels_are_reached_from_the_rooms_and_entered_in_each_language(owner_client, conference):
    hotels = reverse("registrations_secretariat:hotel-list", args=[conference.slug])
    assert hotels in owner_client.get(at(conference, "rooms-list")).content.decode()
    assert hotels not in owner_client.get(at(conference, "visas-list")).content.decode()
    names = {"name_en": "Registan", "name_ru": "«Регистан»"}
    owner_client.post(reverse("registrations_secretariat:hotel-add", args=[conference.slug]), names)
    [hotel] = Hotel.objects.filter(conference=conference)
    assert hotel.name.get("ru") == "«Регистан»" and "Registan" in owner_client.get(hotels).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_its_parts_stand_beside_each_other_however_many_views_a_list_has(owner_client, conference, language):
    RegistrationFactory(conference=conference, status="approved")
    owner_client.cookies["django_language"] = language
    for part in ("travel", "rooms", "visas", "allowances", "honours"):
        navigation = owner_client.get(at(conference, f"{part}-list"), follow=True).context["navigation"]
        assert len(navigation.views) >= 5 and len(navigation.more_views) <= 1


@pytest.mark.django_db
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(conference, owner, owner_client):
    row, other = approved(conference), approved(conference)
    money = {"days": "1", "daily_rate": "1", "travel_costs": "0", "currency": "USD", "note": "Bus 7"}
    times = {"arrives_at": "2027-04-02T10:00", "departs_at": "2027-04-01T10:00", "transfer": "Bus 7"}
    nights = {"check_in": "2027-04-01", "check_out": "2027-03-01", "hotel": "Bus 7"}
    for part, sent, said in (
        ("travel", times, "before the arrival"),
        ("rooms", nights, "last night is before"),
        ("allowances", {**money, "days": "-1"}, "greater than or equal to 0"),
        ("allowances", {**money, "currency": "U$"}, "three letters"),
    ):
        page = owner_client.post(at(conference, f"{part}-change", row.pk), sent)
        assert page.status_code == 200
        assert said in page.content.decode() and "Bus 7" in page.content.decode()
    assert not Travel.objects.exists() and not Allowance.objects.exists()

    save_honours(other, by=owner, head_table_position=1)
    with pytest.raises(Refused, match="Place 1 at the head table is that of"):
        save_honours(row, by=owner, head_table_position=1)
    page = owner_client.post(
        at(conference, "honours-change", row.pk), {"head_table_position": "1", "greeter": "Bus 7"}
    )
    assert "head table is that of" in page.content.decode() and "Bus 7" in page.content.decode()
    # Anyone who is cancelled leaves the place free.
    Registration.objects.filter(pk=other.pk).update(status="cancelled")
    save_honours(row, by=owner, head_table_position=1)


def test_of_two_guests_given_one_place_at_the_same_moment_one_has_it(at_once, conference, member, client_as):
    protocol = member("protocol")
    clients = [client_as(protocol) for _one in range(2)]
    pages = [at(conference, "honours-change", approved(conference).pk) for _client in clients]
    for client, page in zip(clients, pages, strict=True):
        client.get(page)
    at_once(
        *(
            partial(client.post, page, {"head_table_position": "1"})
            for client, page in zip(clients, pages, strict=True)
        )
    )
    assert Honours.objects.filter(head_table_position=1).count() == 1


def test_of_two_who_write_a_visa_letter_at_once_one_finds_that_of_the_other(
    at_once, conference, member, client_as
):
    protocol = member("protocol")
    clients = [client_as(protocol) for _one in range(2)]
    row = approved(conference)
    sent = {
        "action": "letters",
        "confirmed": "1",
        "selected": [str(row.pk)],
        "language": "en",
        "format": "pdf",
    }
    for client in clients:
        client.get(at(conference, "visas-list"))
    answers = at_once(*(partial(client.post, at(conference, "visas-many"), sent) for client in clients))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Correspondence.objects.filter(kind="visa").count() == 1


@pytest.mark.django_db
def test_a_guest_who_is_cancelled_hides_nobody_who_has_their_place(conference, owner_client):
    rows = [approved(conference) for _number in range(6)]
    Honours.objects.bulk_create(Honours(registration=row, head_table_position=1) for row in rows[:5])
    Registration.objects.filter(pk__in=[row.pk for row in rows[:4]]).update(status="cancelled")
    page = owner_client.post(at(conference, "honours-change", rows[5].pk), {"head_table_position": "1"})
    assert "head table is that of" in page.content.decode()


@pytest.mark.django_db
def test_what_is_empty_leaves_no_row_and_no_entry(conference, owner):
    row = approved(conference)
    assert save_travel(row, by=owner, hotel="", needs_transfer=False) == []
    assert not Travel.objects.exists() and not AuditEntry.objects.filter(target_id=row.pk).exists()


@pytest.mark.django_db
def test_only_who_is_approved_stands_in_the_tables(conference, owner_client, other_conference):
    waiting, foreign = RegistrationFactory(conference=conference), approved(other_conference)
    approved(conference, person__name={"en": "Ada Sample"})
    page = owner_client.get(at(conference, "rooms-list")).content.decode()
    assert "Ada Sample" in page and str(waiting.person) not in page
    for row in (waiting, foreign):
        assert owner_client.get(at(conference, "rooms-change", row.pk)).status_code == 404


# --- For many ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_hotel_for_those_chosen_leaves_the_rest_as_it_is(conference, owner, owner_client):
    rows = [approved(conference) for _number in range(3)]
    save_travel(rows[0], by=owner, arrival_flight="XY 1", room_kind="single")
    url, listed = at(conference, "rooms-many"), at(conference, "rooms-list")
    chosen = {"selected": [str(row.pk) for row in rows[:2]], "action": "chosen", "next": listed}

    asked = owner_client.post(url, chosen).content.decode()
    assert "The same for 2 participants" in asked
    empty = owner_client.post(url, {**chosen, "confirmed": "1"}).content.decode()
    assert "Fill in what is to be the same" in empty
    sent = {**chosen, "confirmed": "1", "hotel": "Hotel A", "check_in": "2027-03-29"}
    assert owner_client.post(url, sent)["Location"] == listed

    first, second = (Travel.objects.get(registration=row) for row in rows[:2])
    assert (first.hotel, first.arrival_flight, first.room_kind) == ("Hotel A", "XY 1", "single")
    assert (second.hotel, second.check_in) == ("Hotel A", dt.date(2027, 3, 29))
    assert not Travel.objects.filter(registration=rows[2]).exists()
    assert AuditEntry.objects.filter(verb="registrations.travel_changed").count() == 3


@pytest.mark.django_db
def test_days_and_a_rate_for_everyone_the_filters_leave(
    conference, owner_client, django_assert_max_num_queries
):
    delegation = DelegationFactory(conference=conference)
    members = [approved(conference, delegation=delegation) for _number in range(55)]
    approved(conference)
    sent = {
        "action": "everyone", "next": f"{at(conference, 'allowances-list')}?delegation={delegation.pk}",
        "days": "2.5", "daily_rate": "45.50", "currency": "usd",
    }  # fmt: skip
    late = approved(conference)
    asked = owner_client.post(at(conference, "allowances-many"), sent)
    sent |= {"confirmed": "1", "rows": asked.context["digest"]}
    # Somebody whom the question did not show has come in.
    Registration.objects.filter(pk=late.pk).update(delegation=delegation)
    other = owner_client.post(at(conference, "allowances-many"), sent)
    assert "The list has changed meanwhile." in other.content.decode() and not Allowance.objects.exists()
    members.append(late)
    sent["rows"] = other.context["digest"]
    with django_assert_max_num_queries(25):
        owner_client.post(at(conference, "allowances-many"), sent)
    paid = Allowance.objects.all()
    assert {row.registration_id for row in paid} == {row.pk for row in members}
    assert paid[0].total == Decimal("113.75") and paid[0].currency == "USD"


@pytest.mark.django_db
def test_many_are_changed_all_or_none(conference, owner):
    rows = [approved(conference) for _number in range(2)]
    save_travel(rows[1], by=owner, check_in=dt.date(2027, 4, 1))
    with pytest.raises(ValidationError):
        save_travel_of_many(rows, by=owner, check_out=dt.date(2027, 3, 1))
    assert not Travel.objects.filter(check_out__isnull=False).exists()
    assert save_allowance_of_many(rows, by=owner, days=Decimal(2)) == 2
    assert save_allowance_of_many(rows, by=owner, days=Decimal(2)) == 0, "nothing differs any more"


@pytest.mark.django_db
def test_a_list_elsewhere_is_not_returned_to(conference, owner_client):
    row = approved(conference)
    sent = {"selected": str(row.pk), "confirmed": "1", "hotel": "A", "next": "https://example.org/"}
    answer = owner_client.post(at(conference, "rooms-many"), sent)
    assert answer["Location"] == at(conference, "rooms-list")


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["travel", "rooms", "visas", "allowances", "honours"])
def test_tables_ask_the_same_number_of_queries(
    conference, owner, owner_client, assert_constant_queries, part
):
    def add():
        row = approved(conference, delegation=DelegationFactory(conference=conference))
        save_travel(row, by=owner, arrives_at=AT, hotel="Hotel A")
        save_visa(row, by=owner, state="applied")
        save_allowance(row, by=owner, days=Decimal(1), daily_rate=Decimal(10))
        save_honours(row, by=owner, greeter="Head of protocol")

    assert_constant_queries(at(conference, f"{part}-list"), add, client=owner_client)


@pytest.mark.django_db
def test_tables_are_filtered_by_what_is_missing(conference, owner, owner_client):
    known = approved(conference, person__name={"en": "Ada Known"})
    approved(conference, person__name={"en": "Ben Unknown"})
    save_travel(known, by=owner, arrives_at=AT, hotel="Hotel A", needs_transfer=True)
    save_visa(known, by=owner, state="applied")
    for address in (
        "travel-list?state=known", "travel-list?state=no-car", "rooms-list?state=lodged",
        "visas-list", "visas-list?state=applied",
    ):  # fmt: skip
        name, _mark, query = address.partition("?")
        page = owner_client.get(f"{at(conference, name)}?{query}").content.decode()
        assert "Ada Known" in page and "Ben Unknown" not in page, address
    for address in ("travel-list?state=unknown", "rooms-list?state=without", "visas-list?state=none"):
        name, _mark, query = address.partition("?")
        page = owner_client.get(f"{at(conference, name)}?{query}").content.decode()
        assert "Ben Unknown" in page and "Ada Known" not in page, address


# --- Personal data -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_person_gets_a_copy_and_erasing_leaves_nothing(conference, owner):
    row, other = approved(conference, person__name={"en": "Ada Sample"}), approved(conference)
    save_allowance(row, by=owner, days=Decimal(2), note="paid in cash")
    save_honours(row, by=owner, notes="arrives by boat")
    save_travel(other, by=owner, shares_with="Ms. Ada Sample", hotel="Hotel A")
    held = collect_person_data(row.person)["registrations.protocol"]
    assert {entry["about"] for entry in held} == {"allowance", "honours"}
    assert "arrives by boat" in str(held) and "paid in cash" in str(held)

    claim_places(Registration.objects.holding_a_place())
    erase_person(row.person, by=owner)
    assert not Allowance.objects.exists() and not Honours.objects.exists()
    assert Travel.objects.get().shares_with == "", "nor does another's room name the person"


@pytest.mark.django_db
def test_erasing_a_short_name_leaves_the_room_mates_of_others(conference, owner):
    erased = approved(conference, person__name={"en": "Li An"})
    texts = ["Natalia Ivanova", "Mr. An, Li", "Lia Andersson", "Li An (Beijing)"]
    for text in texts:
        save_travel(approved(conference), by=owner, shares_with=text)
    claim_places(Registration.objects.holding_a_place())
    erase_person(erased.person, by=owner)
    left = Travel.objects.exclude(shares_with="").values_list("shares_with", flat=True)
    assert set(left) == {"Natalia Ivanova", "Lia Andersson"}


@pytest.mark.django_db
@pytest.mark.parametrize("kept_has", [True, False])
def test_merging_loses_nothing(conference, owner, kept_has):
    kept = RegistrationFactory(conference=conference, person=PersonFactory(conference=conference))
    merged = approved(conference)
    save_honours(merged if kept_has else kept, by=owner, greeter="Head of protocol")
    save_allowance(kept, by=owner, days=Decimal(3))
    merge_people(kept.person, merged.person, by=owner)
    stays = Registration.objects.alive().get()
    assert stays.pk == merged.pk, "the further of two open registrations stays"
    assert stays.honours.greeter == "Head of protocol" and stays.allowance.days == 3


@pytest.mark.django_db
def test_a_guest_of_honour_is_taken_off_again(conference, owner, owner_client):
    row = approved(conference)
    save_honours(row, by=owner, greeter="Head of protocol")
    owner_client.post(at(conference, "honours-remove", row.pk))
    assert not Honours.objects.exists()
    remove_from_protocol(row, by=owner)
    assert AuditEntry.objects.filter(verb="registrations.honours_removed").count() == 1


@pytest.mark.django_db
def test_what_somebody_else_noted_meanwhile_is_shown_and_not_written_over(conference, owner, owner_client):
    row = approved(conference)
    save_travel(row, by=owner, arrival_flight="HY 1")
    page = at(conference, "travel-change", row.pk)
    seen = owner_client.get(page).context["form"]["seen"].value()
    # A room is not what this form shows: the person who notes one disturbs nobody.
    save_travel(row, by=owner, hotel="Grand")
    first = owner_client.post(page, {"seen": seen, "arrival_flight": "HY 2"})
    assert first.status_code == 302

    stale = owner_client.post(page, {"seen": seen, "arrival_flight": "HY 3", "remarks": "Late"})

    assert stale.status_code == 409
    differences = {each.label: (each.yours, each.theirs) for each in stale.context["stale"]}
    assert differences == {"Flight or train of arrival": ("HY 3", "HY 2"), "Remarks": ("Late", "—")}
    assert "HY 3" in stale.content.decode()
    assert Travel.objects.get().arrival_flight == "HY 2"
    seen = stale.context["form"]["seen"].value()
    assert owner_client.post(page, {"seen": seen, "arrival_flight": "HY 3"}).status_code == 302
    assert (Travel.objects.get().arrival_flight, Travel.objects.get().hotel) == ("HY 3", "Grand")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "typed"),
    [("visas", {"state": "applied"}),
     ("allowances", {"days": "2", "daily_rate": "100", "travel_costs": "0", "currency": "USD"}),
     ("honours", {"seat": "A1"}), ("rooms", {"hotel": "Grand"})],
)  # fmt: skip
def test_two_who_note_the_first_of_a_participant_see_both(conference, owner_client, part, typed):
    page = at(conference, f"{part}-change", approved(conference).pk)
    seen = owner_client.get(page).context["form"]["seen"].value()
    assert owner_client.post(page, {"seen": seen, **typed}).status_code == 302
    assert owner_client.post(page, {"seen": seen, **typed}).status_code == 409


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("state=open", ""),
        ("q=Uz&state=open", "q=Uz"),
        ("q=Uz", "q=Uz&state=all"),
        ("", "state=all"),
        ("state=refused", "state=refused"),
    ],
)
def test_saved_views_of_visas_show_what_they_showed_before(conference, owner, owner_client, before, after):
    key = "registrations_secretariat:visas-list"
    view = SavedView.objects.create(
        conference=conference, user=owner, list_key=key, name="Mine", query=before
    )
    import_module("registrations.migrations.0016_views_of_visas").keep(apps, None)
    view.refresh_from_db()
    assert view.query == after
    page = owner_client.get(f"{reverse(key, args=[conference.slug])}?{after or 'all'}")
    assert page.status_code == 200 and page.context["filters"].is_valid()
