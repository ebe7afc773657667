"""Who is told of every act as it is written into the history, and of which acts the public site shows nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from confman.registries import Registry


@dataclass(frozen=True)
class Witness:
    """A function of a package above that is told of acts, always inside the verb's transaction.

    `call(verb, conference, targets)`: the verb as in the history, the conference or None, and the objects it was done
    to, if any. It is called for every entry of every verb, so it must know at once which it wants.
    """

    key: str
    call: Callable[..., None]


witnesses = Registry(Witness, "witnesses of acts")


@dataclass(frozen=True)
class QuietActs:
    """Verbs of a package after which the public site is not rendered anew (confman.readers).

    Readers see nothing of them, or figures that may be a minute old. What hides something or somebody is never quiet.
    "mail" stands for all verbs that begin with it.
    """

    key: str
    verbs: tuple[str, ...]


quiet_acts = Registry(QuietActs, "quiet acts")
