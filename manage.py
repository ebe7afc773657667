#!/usr/bin/env python
"""confman's command line. `script/manage` runs it in the project's environment."""

import gc
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
    # What is loaded stays to the end: to look through it again and again is a fifth of the start.
    gc.disable()
    import django
    from django.core.management import execute_from_command_line

    django.setup()
    gc.freeze()
    gc.enable()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
