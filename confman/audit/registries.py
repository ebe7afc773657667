"""Of which acts the public site shows nothing."""

from dataclasses import dataclass

from confman.registries import Registry


@dataclass(frozen=True)
class QuietActs:
    """Verbs of a package after which the public site is not rendered again (confman.readers).

    Readers see nothing of them, or figures that may be a minute old. What hides something or someone is never quiet.
    "mail" stands for all verbs that begin with it.
    """

    key: str
    verbs: tuple[str, ...]


quiet_acts = Registry(QuietActs, "quiet acts")
