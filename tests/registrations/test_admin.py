"""The operator of the server finds this floor in /admin/; it is only read there."""

import pytest

from confman.accounts.models import User
from registrations.attendance.models import Scan
from registrations.core.models.registration import Registration
from tests.factories import (
    CategoryFactory,
    CheckpointFactory,
    DelegationFactory,
    RegistrationFactory,
    ScanFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser_client(client_as):
    return client_as(User.objects.create_superuser("root@example.org", "a-password-for-tests"))


@pytest.mark.parametrize(
    "make",
    [CategoryFactory, CheckpointFactory, DelegationFactory, RegistrationFactory, ScanFactory],
    ids=lambda factory: factory._meta.model.__name__,
)
def test_lists_and_pages_open(superuser_client, make):
    row = make()
    address = f"/admin/registrations/{row._meta.model_name}/"
    assert str(row.pk) in superuser_client.get(address).content.decode()
    assert superuser_client.get(f"{address}{row.pk}/change/").status_code == 200
    assert superuser_client.get(f"{address}?q=x").status_code == 200


def test_nothing_is_changed_and_attendance_is_not_deleted_there(superuser_client):
    scan = ScanFactory()
    registration = scan.registration
    superuser_client.post(
        f"/admin/registrations/registration/{registration.pk}/change/",
        {"status": "declined", "notes": "Seen"},
    )
    registration.refresh_from_db()
    assert (registration.status, registration.notes) == ("approved", "")
    for address in (f"registration/{registration.pk}", f"scan/{scan.pk}"):
        assert (
            superuser_client.post(f"/admin/registrations/{address}/delete/", {"post": "yes"}).status_code
            == 403
        )
    assert Registration.objects.exists() and Scan.objects.exists()
