"""The numbers that Word counts: as few definitions and lists as the text can have."""

from dataclasses import dataclass, field

from confman.documents.blocks import Count
from confman.translation.list_marks import list_mark


@dataclass
class Numbering:
    """The lists of a text, in the order in which they begin.

    Lists of one form share a definition, and a list goes on while its numbers do: 1., 2. and 3. with all their (a) are
    one list, however many paragraphs they have. Columns that count beside each other (`Count.series`) share nothing,
    for Word has one counter for each definition.
    """

    language: str
    definitions: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    _forms: dict[tuple[str, bool, str], int] = field(default_factory=dict)
    _last: dict[int, tuple[Count, int]] = field(default_factory=dict)

    def list_of(self, count: Count) -> int:
        """Return the index of the list to which a paragraph belongs, which it may begin."""
        form = self._form_of(count)
        last, key = self._last.get(form, (None, -1))
        if last is None or (last.name, last.start) != (count.name, count.start):
            goes_on = last is not None and count.level == 0 and count.start == last.start + 1
            if not goes_on:
                key = self._begin(form, count)
        self._last[form] = count, key
        return key

    @property
    def xml(self) -> str:
        """The definitions and then the lists, numbered from 0."""
        return "".join((*self.definitions, *self.lists))

    def _form_of(self, count: Count) -> int:
        mark = list_mark(count.language or self.language)
        place = (count.series, count.start > 0, mark)
        if place not in self._forms:
            self._forms[place] = len(self._forms)
            self.definitions.append(_definition(self._forms[place], mark, numbered=count.start > 0))
        return self._forms[place]

    def _begin(self, form: int, count: Count) -> int:
        """Begin a list: what makes it count anew stands at the list. A level below begins anew by itself."""
        starts = {0: count.start} if count.start else {1: 1}
        starts |= dict.fromkeys(range(1, count.level + 1), 1)
        anew = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level, start in starts.items()
        )
        key = len(self.lists)
        self.lists.append(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{form}"/>{anew}</w:num>')
        return key


def _definition(key: int, mark: str, *, numbered: bool) -> str:
    forms = [
        ("decimal", "%1.") if numbered else ("none", ""),
        ("lowerLetter", mark % "%2"),
        ("lowerRoman", mark % "%3"),
    ]
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{510 + 454 * level}" w:hanging="{454 if level else 510}"/></w:pPr></w:lvl>'
        for level, (form, text) in enumerate(forms)
    )
    return f'<w:abstractNum w:abstractNumId="{key}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
