"""People who were created in practice mode."""

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.people.models import MergeRecord, Person
from confman.web.database.changes import delete_file_on_commit


def count_practice_people(conference: Conference) -> int:
    return Person.objects.of(conference).filter(is_practice=True).count()


def clear_practice_people(conference: Conference, *, by: User) -> None:
    """Delete them, with their rows; the upper floors have deleted theirs before."""
    people = Person.objects.of(conference).filter(is_practice=True)
    for record in MergeRecord.objects.filter(person__in=people).exclude(photo=""):
        delete_file_on_commit(record.photo)
    for person in people.exclude(photo=""):
        delete_file_on_commit(person.photo)
    people.delete()
