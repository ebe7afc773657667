"""The demo's ground floor: the conference of March 2017 in Tashkent, its partners, themes, pages and accounts.

Everything is made through the verbs, and only if it is missing: edits are never overwritten. The texts are in
demo.toml, the pictures, which are drawings of ours, in demo_pictures.
"""

from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from confman.accounts.models import User
from confman.conferences.demo_accounts import ACCOUNTS, PASSWORD
from confman.conferences.demo_rows import DemoArguments, DemoRow, read_rows
from confman.conferences.domain.changes import change_conference, change_status
from confman.conferences.domain.creation import create_conference
from confman.conferences.domain.parts import add_part, publish_page
from confman.conferences.models import Conference, Membership, Page, Partner, Status, Theme

SLUG = "tashkent2017"
PICTURES = Path(__file__).parent / "demo_pictures"


class GroundFloor(DemoRow):
    conference: DemoArguments
    partners: list[DemoArguments]
    themes: list[DemoArguments]
    pages: list[DemoArguments]


def demo_conference(*, by: User) -> Conference:
    """Return the demo conference with its partners, themes, pages and accounts.

    It is created completely or not at all, and only once: later changes and deletions in it remain.
    """
    conference = Conference.objects.filter(slug=SLUG).first()
    if conference is None:
        with transaction.atomic():
            rows = read_rows(GroundFloor, __file__)
            conference = create_conference(
                by=by, slug=SLUG, is_sample=True, with_frame=False, **rows.conference
            )
            change_conference(conference, by=by, cover=_picture("cover"), map_image=_picture("map"))
            _load_parts(conference, rows, by=by)
            change_status(conference, Status.ANNOUNCED, by=by)
    _load_accounts(conference)
    return conference


def _picture(name: str) -> "ContentFile[bytes]":
    file = PICTURES / f"{name}.webp"
    return ContentFile(file.read_bytes(), name=file.name)


def _load_accounts(conference: Conference) -> None:
    hashed = ""
    for account in ACCOUNTS:
        with transaction.atomic():
            user = User.objects.filter(email=account.email).first()
            if user is None:
                user = User.objects.create_user(
                    account.email, name=account.name, email_verified=True,
                    may_hold_conferences=account.may_hold_conferences,
                )  # fmt: skip
                # All have the same password, known to everyone: its slow hash is made once.
                user.password = hashed = hashed or make_password(PASSWORD)
                user.save(update_fields=["password"])
            for role in account.roles:
                Membership.objects.get_or_create(
                    conference=conference, user=user, role=role, defaults={"accepted_at": timezone.now()}
                )


def _load_parts(conference: Conference, rows: GroundFloor, *, by: User) -> None:
    for partner in rows.partners:
        add_part(Partner, conference, by=by, **partner)
    for theme in rows.themes:
        add_part(Theme, conference, by=by, **theme)
    for page in rows.pages:
        publish_page(add_part(Page, conference, by=by, **page), by=by)
