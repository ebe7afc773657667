"""Takes the pictures of docs/pictures from the demo; `script/pictures` runs it, the suite does not."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from PIL import Image
from playwright.sync_api import BrowserContext

from confman.accounts.models import User
from confman.conferences.models import Conference
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.core.models.registration import Registration

SLUG = "tashkent2017"
DESK = {"viewport": {"width": 1440, "height": 900}, "device_scale_factor": 2 / 3}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
COLOURS = 96


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pictures(
    make_context: Callable[..., BrowserContext], sign_in: Callable[..., None], pytestconfig: pytest.Config
) -> None:
    folder: Path = pytestconfig.getoption("--pictures")
    folder.mkdir(parents=True, exist_ok=True)
    call_command("demo", verbosity=0, stdout=io.StringIO())
    conference = Conference.objects.get(slug=SLUG)
    approved = Registration.objects.of(conference).filter(status="approved", person__email__gt="")
    registration = approved.order_by("person__family_name", "pk")[0]
    text = Recommendation.objects.of(conference).order_by("position", "pk")[0]
    organizer = User.objects.get(email="organizer@example.org")
    desk, phone = make_context(**DESK).new_page(), make_context(**PHONE).new_page()

    def take(page, file: str, name: str, *arguments: object, signed_in: bool = True) -> None:
        if signed_in:
            sign_in(page, organizer)
        page.goto(reverse(name, args=[SLUG, *arguments]))
        page.evaluate("document.fonts.ready")
        shot = Image.open(io.BytesIO(page.screenshot()))
        shot.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"{file}.png", optimize=True)

    take(desk, "public-home", "conferences_public:home", "en", signed_in=False)
    take(desk, "public-agenda", "agenda_public:agenda", "en", signed_in=False)
    take(phone, "public-home-phone", "conferences_public:home", "en", signed_in=False)
    take(phone, "public-agenda-phone", "agenda_public:agenda", "en", signed_in=False)
    take(desk, "secretariat-dashboard", "conferences_secretariat:dashboard")
    take(desk, "secretariat-programme", "agenda_secretariat:session-list")
    take(desk, "secretariat-registrations", "registrations_secretariat:registration-list")
    take(desk, "secretariat-registration", "registrations_secretariat:registration", registration.pk)
    take(desk, "secretariat-recommendation", "outcomes_secretariat:recommendation", text.pk)
    take(desk, "secretariat-follow-up", "outcomes_secretariat:follow-up")
    take(desk, "secretariat-documents", "documents_secretariat:document-list")
    take(desk, "secretariat-check-in", "registrations_onsite:index")
