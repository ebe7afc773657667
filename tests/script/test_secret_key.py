"""The key of an embedded installation: web and worker start at once on an empty folder, and read the same one."""

import os
import stat
import subprocess
import sys

from django.conf import settings

SAY = "from django.conf import settings; print(settings.SECRET_KEY)"
STARTS = 6


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
