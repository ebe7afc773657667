"""The mails that the workers delivered, read from the files that stand for mailboxes."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from script.tooling.cluster.layout import mailboxes

_END_OF_A_MAIL = "-" * 79
_TO = re.compile(r"^To: (\S+)", re.MULTILINE)
_LINK = re.compile(r"^Confirm my registration: http://[^/]+(/\S+)", re.MULTILINE)


@dataclass
class Mailboxes:
    """The links of confirmation by address, read by a thread while there is one."""

    links: dict[str, str] = field(default_factory=dict)
    ended: Event = field(default_factory=Event)
    _read: dict[Path, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        Thread(target=self._look, daemon=True).start()

    def link_to(self, address: str, patience: float = 150) -> str | None:
        """Wait for the mail to an address; return the path of its link, None if it never came."""
        until = time.monotonic() + patience
        while address not in self.links:
            if time.monotonic() > until:
                return None
            time.sleep(0.2)
        return self.links[address]

    def _look(self) -> None:
        while not self.ended.wait(0.2):
            for file in mailboxes():
                if file.stat().st_size > self._read.get(file, 0):
                    self._read_more(file)

    def _read_more(self, file: Path) -> None:
        with file.open("rb") as opened:
            opened.seek(self._read.get(file, 0))
            whole, mark, _rest = opened.read().rpartition(_END_OF_A_MAIL.encode())
        self._read[file] = self._read.get(file, 0) + len(whole) + len(mark)
        for mail in whole.decode().split(_END_OF_A_MAIL):
            to, link = _TO.search(mail), _LINK.search(mail)
            if to and link:
                self.links[to[1]] = link[1]
