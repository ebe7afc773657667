"""Web and worker of one installation as one command: `confman serve`, which script/server runs in the repository."""
