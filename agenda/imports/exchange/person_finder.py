"""The persons of a file: found among those of the conference, or made."""

from agenda.core.domain.groups import grouped
from agenda.programme.exchange.schedule import SchedulePerson
from agenda.sessions.models.session_role import SessionRole
from confman.conferences.models import Conference
from confman.people.domain.records import new_people
from confman.people.models import Person, fold_name


class PersonFinder:
    """Finds the persons of a file among those of the conference, and makes those that are missing."""

    def __init__(self, conference: Conference, *, may_make: bool = True) -> None:
        self.conference, self.may_make = conference, may_make
        self.made: list[Person] = []
        self.left_out: list[str] = []
        self._found: dict[str, Person] = {}

    def person(self, entry: SchedulePerson) -> Person | None:
        return self._found.get(_sources(entry)[0])

    def find(self, entries: list[SchedulePerson]) -> None:
        """Find persons by an identifier of ours or of an earlier file, else by a name that only one person has."""
        people = list(Person.objects.of(self.conference).known().only("name", "email"))
        earlier = {f"guid:{person.pk}": person for person in people} | self._earlier()
        assigned = {person.pk for source, person in earlier.items() if source != f"guid:{person.pk}"}
        by_email = {
            (fold_name(name), person.email.lower()): person
            for person in people
            if person.email
            for name in person.name.values()
        }
        by_name = grouped(
            (name, person) for person in people for name in set(map(fold_name, person.name.values()))
        )
        missing: dict[str, SchedulePerson] = {}
        for entry in entries:
            sources = _sources(entry)
            if sources[0] in self._found or sources[0] in missing:
                continue
            namesakes = by_name[fold_name(entry.name)]
            if entry.email:
                # A namesake with another address is someone else.
                namesakes = [person for person in namesakes if not person.email]
            if len(sources) > 1:
                # Two people of one name whom the file distinguishes are two.
                namesakes = [person for person in namesakes if person.pk not in assigned]
            match = next((earlier[source] for source in sources if source in earlier), None)
            match = match or by_email.get((fold_name(entry.name), entry.email.lower()))
            match = match or (namesakes[0] if len(namesakes) == 1 else None)
            if match:
                self._found[sources[0]] = match
                assigned.add(match.pk)
            else:
                missing[sources[0]] = entry
        if not self.may_make:
            self.left_out = list(dict.fromkeys(entry.name for entry in missing.values()))
            return
        self.made = new_people(self.conference, map(_fields, missing.values()))
        self._found |= dict(zip(missing, self.made, strict=True))

    def _earlier(self) -> dict[str, Person]:
        roles = SessionRole.objects.filter(session__conference=self.conference).exclude(extra={})
        person_by_source = {}
        for role in roles.select_related("person"):
            for prefix in ("guid", "id"):
                if role.extra.get(prefix):
                    person_by_source[f"{prefix}:{role.extra[prefix]}"] = role.person
        return person_by_source


def _fields(entry: SchedulePerson) -> dict[str, str]:
    """Return what becomes of someone who is missing; texts are cut to what fits."""
    texts = {
        "name": entry.name[:300],
        "organization": entry.organization[:300],
        "email": entry.email,
        "biography": entry.biography[:5000],
    }
    return {field: value for field, value in texts.items() if value}


def _sources(entry: SchedulePerson) -> list[str]:
    """Return the identifiers by which the file distinguishes its persons, the most reliable first."""
    keys = [f"{prefix}:{value}" for prefix, value in (("guid", entry.guid), ("id", entry.id)) if value]
    return [*keys, f"name:{fold_name(entry.name)}"]
