#!/usr/bin/env python
"""confman's command line. `script/manage` runs it in the project's environment."""

from confman.command_line import main

if __name__ == "__main__":
    main()
