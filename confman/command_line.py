"""confman's command line: `confman serve`, and every management command (`confman worker`, `confman demo`).

An installed package runs it as `confman`, the repository as `script/manage`, and anyone who has neither on the path as
`python -m confman`.
"""

import gc
import os
import sys


def main() -> None:
    """Run the command that the arguments name."""
    if sys.argv[1:2] == ["serve"]:
        # It decides by what address and in which folder the settings are then read by its processes.
        from confman.server.processes import main as serve

        sys.exit(serve(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
    # Loaded modules stay to the end: looking through them again and again is a fifth of the start.
    gc.disable()
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from confman.extensions.installed import NONE, ExtensionFault

    try:
        django.setup()
    except ImproperlyConfigured as error:
        if isinstance(error, ExtensionFault) and sys.argv[1:2] == ["doctor"]:
            # It examines the extension that keeps everything else from starting, too.
            os.environ["CONFMAN_EXTENSIONS"] = NONE
            os.execv(sys.executable, sys.orig_argv)
        sys.exit(f"confman: {error}")
    # Django's command line sets up once more: the log stays as it is.
    settings.LOGGING_CONFIG = None
    gc.freeze()
    # And much of what a command makes is in use to its end: a tenth of an import of ten thousand people.
    gc.set_threshold(50_000)
    gc.enable()
    try:
        execute_from_command_line(sys.argv)
    except ExtensionFault as error:
        # Its manifest and pages are loaded when they are first needed.
        sys.exit(f"confman: {error}")
