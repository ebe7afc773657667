"""Filters above a list are those of the shared component, which a phone folds into one line."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
# They narrow no list: two versions or issues that are compared, for whom a form is previewed, which sheet is entered,
# the four letters that are typed in at the desk; and one field needs no fold, nor do
# the two of who takes part.
NO_LISTS = {
    "agenda/releases/compare_form.html",
    "outcomes/desk/compare.html",
    "outcomes/publication/issue.html",
    "registrations/check_in/onsite/help_desk.html",
    "registrations/questionnaire/form_filters.html",
    "registrations/attendance/sheet.html",
    "registrations/lists/participant_search.html",
}


def test_no_list_has_filters_of_its_own_that_do_not_fold() -> None:
    unfolded = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if re.search(r'<form class="filter-bar', text := path.read_text()) and "filter-fold" not in text
    }
    assert unfolded == NO_LISTS
