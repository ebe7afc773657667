"""Tests are compiled before the first run, where pytest looks for them."""

import sys

import pytest
from _pytest.assertion.rewrite import PYC_TAIL, _read_pyc, get_cache_dir

from script.tooling.bytecode import compile_module


def test_pytest_takes_what_was_compiled_until_the_test_is_written_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "bytecode"))
    source = tmp_path / "test_sum.py"
    source.write_text("def test_sum():\n    assert 1 + 1 == 3\n")
    compile_module(source)
    compiled = get_cache_dir(source) / f"test_sum{PYC_TAIL}"
    module = {}
    exec(_read_pyc(source, compiled), module)
    with pytest.raises(AssertionError, match=r"\(1 \+ 1\) == 3"):
        module["test_sum"]()
    source.write_text("def test_sum():\n    assert 1 + 1 == 2\n")
    assert _read_pyc(source, compiled) is None


def test_what_is_no_test_is_compiled_as_python_does(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "bytecode"))
    source = tmp_path / "samples.py"
    source.write_text("SUM = 2\n")
    compile_module(source)
    assert [*(tmp_path / "bytecode").rglob("samples.*.pyc")]
