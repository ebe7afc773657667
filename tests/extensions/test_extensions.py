"""Extensions, installed as packages: what a sound one adds, and what a broken one cannot take down."""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from django.conf import settings

# The tests of an extension have a database of their own.
pytestmark = pytest.mark.sqlite
ROOT = Path(settings.BASE_DIR)
EXAMPLE = ROOT / "examples" / "confman-extension-farewell"


@pytest.fixture
def site(tmp_path):
    """A folder for packages, found by every process that is given it."""
    (tmp_path / "site").mkdir()
    return tmp_path / "site"


def run(site: Path, *command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the packages of that folder, in a data folder beside it."""
    ours = ("CONFMAN_", "DJANGO_", "PYTEST_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    data = site.parent / "data"
    (data / "static").mkdir(mode=0o700, parents=True, exist_ok=True)
    data.chmod(0o700)
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=ROOT, env={**inherited, "PYTHONPATH": str(site), "CONFMAN_DATA": str(data), **environment},
        capture_output=True, text=True,
    )  # fmt: skip


def install(site: Path, name: str, **modules: str) -> None:
    """Lay a package into the folder as pip does: its modules, and what its entry point says."""
    package, facts = site / f"confman_{name}", site / f"confman_{name}-2.0.dist-info"
    package.mkdir()
    facts.mkdir()
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: confman-{name}\nVersion: 2.0\n")
    (facts / "entry_points.txt").write_text(f"[confman.extensions]\n{name} = confman_{name}.apps:Config\n")
    apps = (
        "from confman.extensions.installed import ExtensionConfig\n"
        f"class Config(ExtensionConfig):\n    name = 'confman_{name}'\n"
    )
    for module, text in {"__init__": "", "apps": apps, **modules}.items():
        (package / f"{module}.py").write_text(dedent(text))


def test_the_example_adds_what_it_says_without_a_change_to_confman(site):
    uv = Path(sys.executable).with_name("uv")
    install = ["pip", "install", "--quiet", "--no-deps", "--target", site]
    locked = ["--build-constraints", ROOT / "requirements-build.txt"]
    environment = {**os.environ, "UV_SYSTEM_CERTS": "1"}
    subprocess.run([uv, *install, *locked, EXAMPLE], env=environment, check=True)

    tried = run(site, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", EXAMPLE / "tests")

    assert tried.returncode == 0, tried.stdout
    assert "6 passed" in tried.stdout


BROKEN = {
    "a missing module": ({"apps": "import no_such_module\n"}, "No module named 'no_such_module'"),
    "no configuration of ours": ({"apps": "class Config:\n    pass\n"}, "is no ExtensionConfig"),
    "models that fail": ({"models": "raise RuntimeError('no tables')\n"}, "no tables"),
    "rules that fail": ({"rules": "raise RuntimeError('no rules')\n"}, "no rules"),
    "a manifest that fails": ({"manifest": "raise RuntimeError('no entries')\n"}, "no entries"),
    "an entry of no registry": ({"manifest": "ENTRIES = ('what is this',)\n"}, "KeyError"),
    "a name of ours": (
        {
            "manifest": """
            from confman.mail.registry import MailKind
            ENTRIES = (MailKind("registrations.approved", "ours", "other words", "other words"),)
            """
        },
        "registered twice",
    ),
    "code that is not there": (
        {
            "manifest": """
            from agenda.imports.registries import ScheduleReader
            from confman.registries import ref
            ENTRIES = (ScheduleReader("lost", ref("confman_broken.lost:find"), ref("confman_broken.lost:read")),)
            """
        },
        "confman_broken.lost",
    ),
}


# One that fails while it is loaded and one that fails afterwards at every change, the others before a release.
OFTEN = {"models that fail", "code that is not there"}


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        pytest.param(*each, id=name, marks=() if name in OFTEN else pytest.mark.nightly)
        for name, each in BROKEN.items()
    ],
)
def test_a_broken_extension_names_itself(site, modules, words):
    install(site, "broken", **modules)

    checked = run(site, "-m", "confman", "check")

    assert checked.returncode == 1
    [line] = checked.stderr.splitlines()
    assert line.startswith("confman: The extension “broken” (confman-broken 2.0) cannot be loaded: ")
    assert words in line
    assert "pip uninstall confman-broken" in line


@pytest.mark.parametrize(
    "kind", [pytest.param("models that fail", marks=pytest.mark.nightly), "a manifest that fails"]
)
@pytest.mark.nightly
def test_the_doctor_examines_the_rest_beside_a_broken_extension(site, kind):
    modules, words = BROKEN[kind]
    install(site, "broken", **modules)
    install(site, "sound")

    asked = run(site, "-m", "confman", "doctor")

    assert asked.returncode == 1
    lines = asked.stdout.splitlines()
    assert any(line.startswith("fault    extension") and words in line for line in lines)
    assert any("“sound” (confman-sound 2.0)" in line and not line.startswith("fault") for line in lines)
    assert any(line.startswith("ok       fonts") for line in lines)


@pytest.mark.nightly
def test_an_extension_is_turned_off_and_chosen_by_name(site):
    modules, _words = BROKEN["rules that fail"]
    install(site, "broken", **modules)
    install(site, "sound")

    assert run(site, "-m", "confman", "check", CONFMAN_EXTENSIONS="sound").returncode == 0
    unknown = run(site, "-m", "confman", "check", CONFMAN_EXTENSIONS="sounds")
    assert unknown.stderr == (
        "confman: CONFMAN_EXTENSIONS names sounds, which is not installed. Installed: broken, sound.\n"
    )


CARELESS = {
    "rules": """
        import rules
        from confman.conferences.access import is_member
        rules.add_perm("confman_careless.look", is_member)
    """,
    "views": """
        from django.http import HttpResponse
        from django.views import View
        from confman.conferences.web.base import SecretariatMixin

        class Page(SecretariatMixin, View):
            permission = "confman_careless.look"
            def get(self, request, **kwargs):
                return HttpResponse("open")

        class Other(Page):
            permission = "public"

        class Missing(Page):
            permission = "confman_careless.no_such_permission"

        def function(request, slug):
            return HttpResponse("open")
    """,
    "urls": """
        from django.urls import include, path
        from confman_careless import views
        secretariat = [
            path("declared/", views.Page.as_view(), name="declared"),
            path("forgotten/", views.Page.as_view(), name="forgotten"),
            path("other/", views.Other.as_view(), name="other"),
            path("missing/", views.Missing.as_view(), name="missing"),
            path("function/", views.function, name="function"),
            path("inner/", include([path("deep/", views.Page.as_view(), name="deep")])),
        ]
    """,
    "manifest": """
        from confman.extensions.pages import ExtensionPage
        HERE = "confman_careless_secretariat"
        ENTRIES = tuple(
            ExtensionPage(f"{HERE}:{name}", "confman_careless.look")
            for name in ("declared", "other", "function", "deep")
        ) + (ExtensionPage(f"{HERE}:missing", "confman_careless.no_such_permission"),)
    """,
}
# In a process of its own, with the fixtures of ours.
VISITS = """
import pytest
from tests.conftest import *

def test_only_what_is_declared_is_opened(owner_client, client, conference):
    base = f"/{conference.slug}/secretariat/extensions/confman_careless/"
    assert owner_client.get(base + "declared/").content == b"open"
    assert "/accounts/login/" in client.get(base + "declared/")["Location"]
    for name in ("forgotten", "other", "missing", "function"):
        for browser in (owner_client, client):
            assert browser.get(base + name + "/").status_code == 403, name
    assert owner_client.get(base + "inner/deep/").status_code in (403, 404)
"""


@pytest.mark.nightly
def test_a_page_that_is_not_declared_is_forbidden_to_everybody_and_named_by_the_check(site):
    install(site, "careless", **CARELESS)
    (site / "test_visits.py").write_text(VISITS)

    tried = run(site, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-c", "pyproject.toml",
                "--rootdir", ROOT, site / "test_visits.py")  # fmt: skip
    checked = run(site, "-m", "confman", "check")

    assert tried.returncode == 0, tried.stdout
    assert checked.returncode == 1
    for name in ("forgotten: no ExtensionPage", "other: its view asks for", "missing: there is no permission",
                 "function: its view does not ask the rules"):  # fmt: skip
        assert f"confman_careless_secretariat:{name}" in checked.stderr
    assert "declared" not in checked.stderr.replace("declares", "")
