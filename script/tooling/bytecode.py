"""Compiles the tests as pytest would: each worker of a first run would do so for itself, all of them at once."""

import py_compile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from _pytest.assertion.rewrite import PYC_TAIL, _rewrite_test, _write_pyc_fp, get_cache_dir

TESTS = Path(__file__).resolve().parents[2] / "tests"


def compile_module(path: Path) -> None:
    """Write the bytecode of a module of tests where pytest looks for it, or Python for what pytest leaves as it is."""
    if not (path.name.startswith("test_") or path.name == "conftest.py"):
        py_compile.compile(str(path), doraise=True)
        return
    folder = get_cache_dir(path)
    folder.mkdir(parents=True, exist_ok=True)
    source_hash, code = _rewrite_test(path, None)  # type: ignore[arg-type]
    with (folder / f"{path.stem}{PYC_TAIL}").open("wb") as file:
        _write_pyc_fp(file, source_hash, code)


if __name__ == "__main__":
    with ProcessPoolExecutor() as processes:
        list(processes.map(compile_module, sorted(TESTS.rglob("*.py")), chunksize=20))
