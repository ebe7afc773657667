"""The commands of script/cluster."""

import argparse
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import boto3
import psycopg
from psycopg import sql

from script.tooling.cluster import machines
from script.tooling.cluster.configuration import write_configuration
from script.tooling.cluster.layout import (
    ADDRESS,
    BUCKET,
    DATABASES,
    ETCD,
    FILES,
    FILES_PORT,
    FOLDER,
    PATRONI_PORT,
    ROOT,
    WEB_PORT,
    WEBS,
    database_url,
    environment,
    missing,
    passwords,
)

PATIENCE = 120  # seconds for a part to answer


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/cluster")
    parser.add_argument("command", choices=("up", "status", "kill", "start", "down", "missing"))
    parser.add_argument("what", nargs="?", help="a machine, or `primary`")
    options = parser.parse_args()
    if options.command in ("missing", "up") and (packages := missing()):
        print(f"confman: the cluster needs programs that are not here: apt-get install {' '.join(packages)}")
        return 1
    if options.command in ("kill", "start") and not options.what:
        parser.error("say which: " + ", ".join(machines.NAMES))
    match options.command:
        case "up":
            up()
        case "status":
            print(status())
        case "kill":
            print(f"killed {kill(options.what)}")
        case "start":
            machines.start(options.what)
        case "down":
            down()
    return 0


def up() -> None:
    """Start everything, each part when those it needs answer. Ends everything if a part does not come."""
    down()
    write_configuration()
    try:
        for name in ("etcd", "redis", "files", "haproxy"):
            machines.start(name)
        wait_until("etcd", lambda: _answer(f"http://{ETCD}:2379/health") == 200)
        wait_until("the server of files", lambda: _answer(f"http://{FILES}:{FILES_PORT}/moto-api/") == 200)
        make_bucket()
        machines.start("db1")
        wait_until("a primary", lambda: bool(primary()))
        machines.start("db2")
        wait_until("a synchronous replica", has_synchronous_replica)
        make_database()
        subprocess.run(
            [sys.executable, "-m", "confman", "migrate", "-v0"], cwd=ROOT, env=environment(), check=True
        )
        for name in (*WEBS, *machines.WORKERS):
            machines.start(name)
        for name in WEBS:
            wait_until(name, lambda name=name: answers(name))
        wait_until("HAProxy", lambda: _answer(f"{ADDRESS}/healthz") == 200)
    except BaseException:
        down()
        raise
    print(f"confman is running: {ADDRESS}\nEverything lies in {FOLDER}; `script/cluster down` ends it.")


def down() -> None:
    """End everything, in the reverse order."""
    for name in reversed(machines.NAMES):
        machines.stop(name)


def kill(what: str) -> str:
    """Kill a machine, or the primary, whichever it is; return its name."""
    name = primary() if what == "primary" else what
    machines.command_of(name)  # says if there is none
    machines.kill(name)
    return name


def status() -> str:
    """Return a line for each machine."""
    leader = primary()
    lines = []
    for name in machines.NAMES:
        said = "runs" if machines.is_running(name) else "is down"
        if name in WEBS and said == "runs" and not answers(name):
            said = "does not answer"
        if name in DATABASES and said == "runs":
            said = "is the primary" if name == leader else "is a replica"
        lines.append(f"{name:10} {said}")
    return "\n".join(lines)


def primary() -> str:
    """Return the name of the primary; "" while there is none."""
    for name, address in DATABASES.items():
        if _answer(f"http://{address}:{PATRONI_PORT}/primary") == 200:
            return name
    return ""


def has_synchronous_replica() -> bool:
    """Tell whether a replica stands by which has all that was answered."""
    return any(
        _answer(f"http://{address}:{PATRONI_PORT}/synchronous") == 200 for address in DATABASES.values()
    )


def answers(name: str) -> bool:
    """Tell whether a web process serves pages."""
    return _answer(f"http://{WEBS[name]}:{WEB_PORT}/healthz") == 200


def make_database() -> None:
    """Make the role and the database of confman, once HAProxy leads to the primary."""

    def leads_there() -> bool:
        try:
            psycopg.connect(database_url(user="postgres", database="postgres"), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    wait_until("the primary behind HAProxy", leads_there)
    with psycopg.connect(database_url(user="postgres", database="postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE confman LOGIN PASSWORD {}").format(sql.Literal(passwords().confman))
        )
        connection.execute("CREATE DATABASE confman OWNER confman")


def make_bucket() -> None:
    """Make the bucket in which the files of all machines lie."""
    files = boto3.client(
        "s3", endpoint_url=f"http://{FILES}:{FILES_PORT}", region_name="us-east-1",
        aws_access_key_id="confman", aws_secret_access_key=passwords().files,
    )  # fmt: skip
    files.create_bucket(Bucket=BUCKET)


def wait_until(what: str, comes: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait until something is so; end with what it was if it takes too long."""
    until = time.monotonic() + patience
    started = [name for name in machines.NAMES if machines.is_running(name)]
    while not comes():
        ended = [name for name in started if not machines.is_running(name)]
        if ended or time.monotonic() > until:
            why = f" since {', '.join(ended)} ended" if ended else f" within {patience:.0f} seconds"
            raise SystemExit(f"confman: {what} did not come{why}; see {FOLDER}/logs.")
        time.sleep(0.2)


def _answer(url: str) -> int:
    request = urllib.request.Request(url, headers={"Host": "127.0.0.1"} if "healthz" in url else {})
    try:
        with urllib.request.urlopen(request, timeout=3) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
