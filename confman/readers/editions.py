"""The edition of a conference's public site: a number that every act raises of which a reader could see something."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.models import Count, Sum

from confman.audit.labels import QuietActs, quiet_acts
from confman.conferences.models import Conference, Organization
from confman.machines.prepared_statements import planned_cursor
from confman.readers.models import EditionStep

# More rows of a conference than this are replaced by their sum.
MANY = 50


def edition_of(slug: str, using: str = DEFAULT_DB_ALIAS) -> str | None:
    """Return the edition that a conference is in now, with its id; None if there is no such conference.

    Read it before what is shown: that may then be newer than its edition, but never older.
    """
    with planned_cursor(connections[using]) as cursor:
        cursor.execute(_sql(), [slug])
        row = cursor.fetchone()
    return f"{row[0]}:{row[1]}" if row else None


@cache
def _sql() -> str:
    quote = connection.ops.quote_name
    steps, conferences = quote(EditionStep._meta.db_table), quote(Conference._meta.db_table)
    return (
        f"SELECT id, (SELECT COALESCE(SUM(size), 0) FROM {steps} WHERE conference_id = {conferences}.id) "
        f"FROM {conferences} WHERE slug = %s"
    )


def raise_edition(verb: str, conference: models.Model | None, targets: Sequence[models.Model]) -> None:
    """Raise the edition of the conferences in which an act could be noticed; a witness of all acts."""
    if not is_quiet(verb, targets):
        raise_editions(affected_conferences(conference, targets))


def is_quiet(verb: str, targets: Sequence[models.Model]) -> bool:
    """Tell whether readers see nothing of an act done to these, at once."""
    acts = _quiet_acts().get(verb) or _quiet_acts().get(verb.partition(".")[0])
    return acts is not None and not (acts.is_visible and acts.is_visible(targets))


def raise_editions(conferences: Iterable[Any]) -> None:
    """Raise the editions of conferences, by their keys: nobody is shown what was rendered before."""
    EditionStep.objects.bulk_create(EditionStep(conference_id=key) for key in conferences)


def affected_conferences(conference: models.Model | None, targets: Sequence[models.Model]) -> set[Any]:
    """Return the keys of the conferences to which an act belongs: one, or all of an organization."""
    if isinstance(conference, Conference):
        return {conference.pk}
    if not (organizations := organizations_of(targets)):
        return set()
    return set(Conference.objects.filter(organization__in=organizations).values_list("pk", flat=True))


def organizations_of(targets: Sequence[models.Model]) -> set[Any]:
    """Return the keys of the organizations to which what was changed belongs."""
    return {
        target.pk if isinstance(target, Organization) else getattr(target, "organization_id", None)
        for target in targets
    } - {None}


@cache
def _quiet_acts() -> dict[str, QuietActs]:
    return {verb: acts for acts in quiet_acts for verb in acts.verbs}


def sum_up_editions() -> int:
    """Replace the many steps of a conference by their sum; return for how many conferences."""
    many = EditionStep.objects.values("conference").annotate(rows=Count("pk")).filter(rows__gt=MANY)
    conferences = list(many.values_list("conference", flat=True))
    for conference in conferences:
        with transaction.atomic():
            steps = EditionStep.objects.filter(conference=conference)
            # Only the rows that are added up go: another may be inserted meanwhile.
            keys = list(steps.select_for_update().values_list("pk", flat=True))
            if not keys:  # Another worker has added them up meanwhile.
                continue
            size = steps.filter(pk__in=keys).aggregate(sum=Sum("size"))["sum"]
            EditionStep.objects.create(conference_id=conference, size=size)
            steps.filter(pk__in=keys).delete()
    return len(conferences)
