"""The examination of an installation: every check in turn, whatever one of them meets."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from django.utils import translation

from confman.doctor import extensions, machine, safety, services
from confman.doctor.diagnoses import Diagnosis, FindingLevel, fault
from confman.paths import PROGRAM

Check = Callable[[], Iterable[Diagnosis]]
BEFORE: tuple[Check, ...] = (
    machine.version,
    extensions.extensions,
    safety.kind,
    safety.secret_keys,
    safety.addresses,
    safety.connected_systems,
    machine.data_folder,
    machine.assets,
    machine.fonts,
    machine.time_zones,
    machine.programs,
    machine.backup_folder,
    services.mail_server,
    services.single_sign_on,
    safety.django_checks,
    services.database,
)
# These ask the database, and wait for one that is there and of this version.
WITH_DATABASE: tuple[Check, ...] = (
    services.database_server,
    services.worker,
    services.operators,
    services.readiness,
)


def examine() -> Iterator[Diagnosis]:
    """Yield the diagnoses of all checks, in English."""
    with translation.override("en"):
        is_usable = True
        for check in BEFORE:
            for diagnosis in carry_out(check):
                is_usable &= check is not services.database or diagnosis.level is not FindingLevel.FAULT
                yield diagnosis
        for check in WITH_DATABASE if is_usable else ():
            yield from carry_out(check)


def carry_out(check: Check) -> Iterator[Diagnosis]:
    """Yield what a check finds, with commands in its cures as this installation has them."""
    for diagnosis in _found_by(check):
        yield replace(diagnosis, cure=diagnosis.cure.replace("`confman ", f"`{PROGRAM} "))


def _found_by(check: Check) -> Iterator[Diagnosis]:
    """Yield what a check finds; one that fails is a finding, too."""
    try:
        yield from check()
    except Exception as error:
        name = check.__name__.replace("_", " ")
        text = str(error).splitlines()[0] if str(error) else type(error).__name__
        yield fault(name, f"The check itself fails: {text}", "`confman check` shows where; tell us.")
