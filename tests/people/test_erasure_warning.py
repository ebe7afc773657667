"""The owners of a conference see coming what the daily erasure takes, while they can still do something about it."""

import datetime as dt
from collections import Counter

import pytest
import time_machine

from confman.conferences.models import Conference
from confman.mail.models import Message
from confman.people.models import Listing, Person
from tests.factories import MembershipFactory, PersonFactory
from tests.sign_in import signed_in
from tests.worker_days import works_for_a_day

LAST = dt.date(2029, 3, 28)  # of the 24 months that begin on 31 March 2027
ERASED_ON = LAST + dt.timedelta(days=1)


@pytest.fixture
def over(conference):
    """Three people, one of whom chose to be public."""
    PersonFactory.create_batch(2, conference=conference)
    PersonFactory(conference=conference, listing=Listing.PUBLIC)
    return conference


def days_before(number):
    """Noon, that many days before the erasure."""
    at = dt.datetime.combine(ERASED_ON - dt.timedelta(days=number), dt.time(12), dt.UTC)
    return time_machine.travel(at, tick=False)


def dashboard(user, conference):
    return signed_in(user).get(f"/{conference.slug}/secretariat/").content.decode()


def told():
    return list(Message.objects.filter(key="people.coming_erasure").order_by("created_at", "pk"))


def test_a_month_before_it_stands_on_the_dashboard_of_who_may_erase(over, owner, member):
    with days_before(31):
        assert "is erased for ever" not in dashboard(owner, over)
    with days_before(30):
        page = dashboard(owner, over)
        assert "On 29 March 2029 the personal data of 2 people is erased for ever" in page
        assert f"/{over.slug}/secretariat/settings/#id_retention_months" in page
        assert "is erased for ever" not in dashboard(member("registration"), over)
    with days_before(0):
        assert "is erased for ever" in dashboard(owner, over)
        works_for_a_day()
        assert "is erased for ever" not in dashboard(owner, over)
    assert Person.objects.known().count() == 1


def test_two_weeks_before_each_owner_gets_one_mail_in_their_language(over, owner):
    russian = MembershipFactory(conference=over, role="owner", user__language="ru").user
    MembershipFactory(conference=over, role="owner", user__is_active=False)
    MembershipFactory(conference=over, role="protocol")
    with days_before(15):
        works_for_a_day()
        assert told() == []
    for number in (14, 14, 13, 1):
        with days_before(number):
            works_for_a_day()
    texts = {message.to: f"{message.subject}\n{message.body_text}" for message in told()}
    assert Counter(message.to for message in told()) == {owner.email: 1, russian.email: 1}
    assert "on 29 March 2029 the personal data of 2 people" in texts[owner.email]
    assert f"/{over.slug}/secretariat/settings/" in texts[owner.email]
    assert (
        "29 марта 2029 г." in texts[russian.email] and "персональные данные 2 человек" in texts[russian.email]
    )
    assert Person.objects.known().count() == 3
    with days_before(-1):
        works_for_a_day()
    assert Person.objects.known().count() == 1 and len(told()) == 2


def test_what_is_kept_longer_is_told_of_again_when_it_is_over(over, owner):
    with days_before(14):
        works_for_a_day()
    Conference.objects.update(retention_months=36)
    with days_before(0):
        works_for_a_day()
        assert "is erased for ever" not in dashboard(owner, over)
    assert Person.objects.known().count() == 3 and len(told()) == 1
    with days_before(-351):
        works_for_a_day()
    assert [message.subject[:46] for message in told()][1:] == [
        "Personal data will be erased on 29 March 2030:"
    ]


def test_where_nobody_is_erased_nobody_is_told(conference, owner):
    PersonFactory(conference=conference, listing=Listing.PUBLIC)
    sample = MembershipFactory(user=owner, role="owner", conference__is_sample=True).conference
    PersonFactory(conference=sample)
    for number in (14, 0, -2):
        with days_before(number):
            works_for_a_day()
            assert "is erased for ever" not in dashboard(owner, conference) + dashboard(owner, sample)
    assert told() == []


def test_no_change_of_the_settings_erases_people_before_the_owners_are_told(over, owner):
    """Two months for twenty-four, by a slip of the hand, and everybody would be gone by the next morning."""
    page = f"/{over.slug}/secretariat/settings/"
    sent = {
        "title_en": "Conference", "profile": "expert-meeting", "starts_on": "2027-03-30", "ends_on": "2027-03-31",
        "timezone": "Asia/Tashkent", "country": "UZ", "main_language": "en", "other_languages": ["ru", "uz"],
        "colour": "#aa0000", "slug": over.slug, "cover_focus": "centre",
    }  # fmt: skip
    with time_machine.travel(dt.datetime(2027, 7, 1, 9, tzinfo=dt.UTC), tick=False):
        client = signed_in(owner)
        answer = client.post(page, {**sent, "retention_months": "2"})
        assert answer.status_code == 200 and "Choose 4 months or more." in answer.content.decode()
        over.refresh_from_db()
        assert over.retention_months == 24
        answer = client.post(
            page, {**sent, "ends_on": "2025-03-31", "starts_on": "2025-03-30", "retention_months": "24"}
        )
        assert answer.status_code == 200 and "Choose 28 months or more." in answer.content.decode()
        assert client.post(page, {**sent, "retention_months": "4"}).status_code == 302
    with time_machine.travel(dt.datetime(2027, 10, 1, 9, tzinfo=dt.UTC), tick=False):
        # Their time is over as it was: all else can still be changed.
        assert signed_in(owner).post(page, {**sent, "retention_months": "4"}).status_code == 302
