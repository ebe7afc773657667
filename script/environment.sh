# Sourced by the commands beside it, not run by itself. Leaves $root (the repository) and, after `set_up`,
# $python (the interpreter of .venv with everything installed). Written for bash 3.2 (macOS) too.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
python="$root/.venv/bin/python"

# Compiled Python is kept, beside the packages it belongs to, even on a machine that says to keep none: else
# web, worker and every command start twice as slowly, and the suite starts many of them.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX="$root/.venv/bytecode"

# Homebrew's libraries are not where a Python from elsewhere looks; WeasyPrint needs Pango from there.
if [ "$(uname)" = Darwin ]; then
  export DYLD_FALLBACK_LIBRARY_PATH="${DYLD_FALLBACK_LIBRARY_PATH:-/opt/homebrew/lib:/usr/local/lib:/usr/lib}"
fi

# Prints the first Python of 3.11 or newer: the one of .venv where that works, else the distribution's, which is built for
# speed where one compiled beside it seldom is (the suite then takes a quarter longer), else another of the machine. One
# that can make .venv goes before one that lacks its library for it.
find_python() {
  local candidate library distribution=/usr/bin/python3
  [ "$(uname)" != Darwin ] || distribution="" # There it may be a stub that opens a window.
  for library in ensurepip sys; do
    for candidate in "$python" "$distribution" python3 python3.14 python3.13 python3.12 python3.11 python; do
      if "$candidate" -c "import sys, $library; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
        echo "$candidate"
        return
      fi
    done
  done
  echo "confman needs Python 3.11 or newer; install it (Debian, Ubuntu: apt-get install python3; macOS: brew install python)." >&2
  return 1
}

# Installs what is missing or has changed: `set_up` to run confman, `set_up --tests` to
# test it too, `set_up --checks` to check it.
# Writes nothing to standard output, so that the output of script/manage is the command's alone.
set_up() {
  local interpreter
  interpreter="$(find_python)" || exit 1
  "$interpreter" "$root/script/tooling/prepare.py" "$@" >&2
}
