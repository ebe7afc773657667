"""Who is told of every act as it is written into the history."""

from collections.abc import Callable
from dataclasses import dataclass

from confman.registries import Registry


@dataclass(frozen=True)
class Witness:
    """A function of a package above that is told of acts, always inside the verb's transaction.

    `call(verb, conference, targets)`: the verb as in the history, the conference or None, and the objects it was done
    to. It is called for every entry of every verb, so it must know at once which it wants.
    """

    key: str
    call: Callable[..., None]


witnesses = Registry(Witness, "witnesses of acts")
