"""Of which acts the public site shows nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import models

from confman.registries import Registry


@dataclass(frozen=True)
class QuietActs:
    """Verbs of a package after which the public site is not rendered again (confman.readers).

    Readers see nothing of them, or figures that may be a minute old. What hides something or someone is never quiet.
    "mail" stands for all verbs that begin with it. `is_visible` tells of the objects of an act whether readers may see
    any of them: then it is not quiet.
    """

    key: str
    verbs: tuple[str, ...]
    is_visible: Callable[[Sequence[models.Model]], bool] | None = None


quiet_acts = Registry(QuietActs, "quiet acts")
