"""cloneconference: the next conference from the command line, with a summary in numbers."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from confman.conferences.models import Conference
from registrations.core.models.category import Category
from registrations.questionnaire.models import FormField
from tests.factories import CategoryFactory, FormFieldFactory, InviteeFactory, PersonFactory


def run(conference, *options):
    return call_command("cloneconference", conference.slug, "next-one", "--starts", "2029-04-03", *options)


def test_it_says_what_was_taken(conference):
    InviteeFactory.create_batch(3, conference=conference)
    PersonFactory(conference=conference)
    said = run(conference, "--title", "The second")
    new = Conference.objects.get(slug="next-one")
    assert (str(new.title), new.starts_on) == ("The second", dt.date(2029, 4, 3))
    assert "next-one: 2029-04-03 to 2029-04-04, a draft: /next-one/secretariat/" in said
    assert "registrations.invitees         3" in said
    assert not new.people.exists()


def test_what_is_named_comes_with_what_it_needs(conference):
    FormFieldFactory(conference=conference).categories.add(CategoryFactory(conference=conference))
    InviteeFactory(conference=conference)
    said = run(conference, "--what", "registrations.form")
    assert [line.split() for line in said.splitlines()[1:]] == [
        ["registrations.categories", "1"],
        ["registrations.form", "1"],
    ]
    assert FormField.objects.filter(conference__slug="next-one").exists()


def test_nothing_is_little_and_all_is_all(conference):
    CategoryFactory(conference=conference, letter="Z")
    run(conference, "--what", "nothing")
    assert Category.objects.get(conference__slug="next-one").letter == "P"
    call_command("cloneconference", conference.slug, "third", "--starts", "2031-04-03", "--what", "all")
    assert Category.objects.get(conference__slug="third").letter == "Z"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--what", "registrations.registrations"], "There is no “registrations.registrations” to take"),
        (["--starts", "tomorrow"], "is not a day"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(conference, options, said):
    with pytest.raises(CommandError, match=said):
        run(conference, *options)
    assert Conference.objects.count() == 1


def test_an_address_that_is_taken_is_refused(conference):
    with pytest.raises(CommandError, match="short name in the address"):
        call_command("cloneconference", conference.slug, conference.slug, "--starts", "2029-04-03")
