"""Options of `script/cluster test`: how many use the cluster, and for how long. Else no test here is run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("cluster")
    group.addoption("--cluster-users", type=int, default=0, help="how many use it at once")
    group.addoption("--cluster-seconds", type=int, default=90, help="for how long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("cluster_users", 0):
        items[:] = [item for item in items if not item.get_closest_marker("cluster")]
