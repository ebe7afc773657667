"""`python -m confman` is the command `confman`."""

from confman.command_line import main

if __name__ == "__main__":
    main()
