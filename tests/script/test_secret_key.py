"""The key of an embedded installation: web and worker start at once on an empty folder, and read the same one."""

import os
import shutil
import stat
import subprocess
import sys

import pytest
from django.conf import settings

SAY = "from django.conf import settings; print(settings.SECRET_KEY)"
STARTS = 3


def test_all_who_start_at_once_have_the_same_key(tmp_path):
    environment = {
        **{name: value for name, value in os.environ.items() if name != "CONFMAN_SECRET_KEY"},
        "CONFMAN_ENV": "embedded",
        "CONFMAN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "confman.settings",
    }
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", SAY],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _number in range(STARTS)
    ]
    keys = {start.communicate(timeout=60)[0].strip() for start in starts}

    kept = tmp_path / "secret-key"
    assert keys == {kept.read_text()}
    assert len(kept.read_text()) >= 50
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("secret")] == ["secret-key"]


def test_a_key_that_begins_like_a_variable_is_the_key(tmp_path):
    """One random key of fifty begins with a dollar sign."""
    key = "$a-key-that-was-drawn-and-begins-with-a-dollar-sign-of-all-signs"
    environment = {**os.environ, "CONFMAN_DATA": str(tmp_path), "CONFMAN_SECRET_KEY": key}
    environment["DJANGO_SETTINGS_MODULE"] = "confman.settings"

    said = subprocess.run(
        [sys.executable, "-c", SAY], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )

    assert said.stdout.strip() == key


# Published with the code up to 26 November 2026; the person who has it can sign in as anybody.
PUBLISHED = "kyq%j=%!5iiq*^nnln_0_br(+eh7ipw79j^uz5m2str2rw%l=k"


@pytest.fixture
def checkout(tmp_path):
    """A copy of the code under version control, in which nothing is changed yet."""
    root = tmp_path / "checkout"
    shutil.copytree(
        settings.BASE_DIR / "confman",
        root / "confman",
        ignore=shutil.ignore_patterns("__pycache__", "migrations"),
    )
    shutil.copy(settings.BASE_DIR / ".gitignore", root)
    subprocess.run(["git", "init", "--quiet", root], check=True)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    return root


def start(root, **environment):
    return subprocess.run(
        [sys.executable, "-c", SAY.replace("SECRET_KEY", "DATA_DIR, settings.SECRET_KEY")],
        cwd=root,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "confman.settings", **environment},
        capture_output=True,
        text=True,
    )


def seen_by_git(root):
    status = ["git", "status", "--porcelain", "--untracked-files=all"]
    lines = subprocess.run(status, cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()
    return [line for line in lines if line.startswith("??")]


def test_an_empty_data_folder_is_the_default(checkout):
    said = start(checkout, CONFMAN_DATA="")

    assert said.stdout.split()[0] == str(checkout / "data")
    assert (checkout / "data" / "secret-key").exists()
    assert seen_by_git(checkout) == []


@pytest.mark.parametrize("folder", ["data", "elsewhere", "confman/kept/deep"])
def test_git_never_sees_what_an_installation_keeps(checkout, folder):
    start(checkout, CONFMAN_DATA=folder)

    assert (checkout / folder / "secret-key").exists()
    assert seen_by_git(checkout) == []


def test_git_sees_no_backup_wherever_it_is_written(checkout):
    """All that is in it is in clear but for what is sealed; the folder for them may lie in the checkout, too."""
    written = ("confman.zip", "backups/confman-2027-03-01-030000.zip", "backups/.confman-2027.zip.1a2b.part")
    for name in written:
        (checkout / name).parent.mkdir(exist_ok=True)
        (checkout / name).write_bytes(b"PK")

    assert seen_by_git(checkout) == []


def test_the_code_is_no_data_folder(checkout):
    said = start(checkout, CONFMAN_DATA=".")

    assert said.returncode != 0
    assert "CONFMAN_DATA is the folder of the code itself" in said.stderr
    assert seen_by_git(checkout) == []


@pytest.mark.parametrize("kind", ["embedded", "production"])
def test_a_published_key_is_refused(checkout, tmp_path, kind):
    given = start(checkout, CONFMAN_ENV=kind, CONFMAN_SECRET_KEY=PUBLISHED)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "secret-key").write_text(PUBLISHED)
    found = start(checkout, CONFMAN_DATA=str(tmp_path / "kept"))

    assert "published with the code" in given.stderr
    assert "published with the code" in found.stderr


def test_production_refuses_a_short_key(checkout):
    short = start(checkout, CONFMAN_ENV="production", CONFMAN_SECRET_KEY="k" * 49)
    long = start(checkout, CONFMAN_ENV="production", CONFMAN_SECRET_KEY="k" * 50)

    assert "has 49 characters" in short.stderr
    assert long.returncode == 0


def test_production_refuses_a_field_key_that_is_a_password(checkout):
    """Keys are drawn, not made up: of the text nothing is stretched. A shorter one of before still opens."""
    production = {"CONFMAN_ENV": "production", "CONFMAN_SECRET_KEY": "k" * 50}
    short = start(checkout, CONFMAN_FIELD_KEYS="f" * 31, **production)
    long = start(checkout, CONFMAN_FIELD_KEYS=f"{'f' * 32},{'e' * 8}", **production)

    assert "has 31 characters" in short.stderr
    assert long.returncode == 0
