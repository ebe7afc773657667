"""A pytest plugin for .ci/run: a skipped test fails the run, since it proved nothing.

`pytest -p script.tooling.forbid_skips --may-skip real` names the markers whose tests may be skipped.
"""

from collections.abc import Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--may-skip", default="real", help="markers whose tests may be skipped, by comma")


class SkipWatch:
    """Collects skipped tests in the process that reports, which sees every worker's tests."""

    def __init__(self, allowed: set[str]) -> None:
        self.allowed = allowed
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        expected_failure = hasattr(report, "wasxfail")
        if report.skipped and not expected_failure and not self.allowed & set(report.keywords):
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        # A whole module: importorskip, or skip(allow_module_level=True). Its marks are unknown then.
        if report.skipped and not any(f"tests/{name}/" in report.nodeid for name in self.allowed):
            self.skipped.append(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        yield
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for test in self.skipped:
            terminalreporter.write_line(f"SKIPPED, which CI forbids: {test}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        allowed = {name.strip() for name in config.getoption("--may-skip").split(",") if name.strip()}
        config.pluginmanager.register(SkipWatch(allowed), "skip-watch")
