"""All that a reader is told to type is there: commands with their options, scripts, settings."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from tests.access import table
from tests.access.test_headers import paths_of_programs
from tests.docs.pages import PAGES, ROOT, page_named, text_of

COMMAND = re.compile(r"script/manage ([a-z]\w+)([^\n`|&;(]*)")
SCRIPT = re.compile(r"(?<![\w/.])script/([a-z][\w.-]*\w)")
SETTING = re.compile(r"\bCONFMAN_[A-Z_]+\b")
# Names that settings.py gives itself: no variables of the environment.
ITS_OWN = {"CONFMAN_THREADS", "CONFMAN_SESSION_LIMITS", "CONFMAN_OIDC"}
SESSION_HOURS = {f"CONFMAN_{who.upper()}_SESSION_HOURS" for who in settings.CONFMAN_SESSION_LIMITS}


def commands() -> list[tuple[str, str, str]]:
    return [(page.name, *found) for page in PAGES for found in COMMAND.findall(text_of(page))]


@pytest.mark.parametrize(("page", "name", "arguments"), commands(), ids=lambda value: str(value).strip()[:40])
def test_every_command_exists_with_its_options(page, name, arguments):
    command = load_command_class(get_commands()[name], name)
    if name == "shell":
        return
    known = {
        option
        for action in command.create_parser("manage.py", name)._actions
        for option in action.option_strings
    }
    assert set(re.findall(r"(?<!\S)--?[a-z][\w-]*", arguments)) <= known, f"{page}: {name} {arguments}"


def test_the_readme_names_every_command():
    page = text_of(ROOT / "README.md")
    named = set(re.findall(r"script/manage ([a-z]+)", page)) | set(re.findall(r"`([a-z]+)`", page))
    assert sorted((table.COMMANDS | table.MAINTENANCE) - named) == []


def test_every_script_exists():
    named = {name for page in PAGES for name in SCRIPT.findall(text_of(page))}
    assert {name for name in named if not (ROOT / "script" / name).exists()} == set()


def test_every_setting_stands_in_the_table_and_every_line_of_it_is_a_setting():
    files = ("confman/settings.py", "confman/accounts/oidc_settings.py")
    read = {name for file in files for name in SETTING.findall(text_of(ROOT / file))} - ITS_OWN
    table = text_of(page_named("running.md"))
    lines = {
        name
        for line in re.findall(r"^\| (`CONFMAN_[^|]+)\|", table, re.MULTILINE)
        for name in SETTING.findall(line)
    }
    assert lines == read | SESSION_HOURS


def test_the_units_hide_what_git_keeps():
    written = text_of(page_named("running.md"))
    [folder] = re.findall(r"^    git clone REPOSITORY (\S+)", written, re.MULTILINE)
    units = written.partition("    [Service]")[2].partition("    [Install]")[0]
    assert f"InaccessiblePaths={folder}/.git\n" in units


def test_the_proxy_refuses_programs_without_tls_as_confman_does():
    [pattern] = re.findall(r"location ~ (\S+) \{ return 403; \}", text_of(page_named("running.md")))
    assert not [path for path in paths_of_programs() if not re.search(pattern, path)]
