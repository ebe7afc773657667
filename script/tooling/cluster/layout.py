"""The layout of the cluster: the addresses of its processes, and the folder of each."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("CONFMAN_CLUSTER") or Path(tempfile.gettempdir(), "confman-cluster"))

# One etcd: three would prove what etcd promises, not what confman does, and take a core of the machine for it.
ETCD = "127.0.1.5"
BALANCER = "127.0.1.10"
DATABASES = {"db1": "127.0.1.11", "db2": "127.0.1.12"}
REDIS = "127.0.1.20"
FILES = "127.0.1.25"
WEBS = {"web1": "127.0.1.31", "web2": "127.0.1.32", "web3": "127.0.1.33"}
# Workers listen nowhere.
WORKERS = ("worker1", "worker2", "worker3")

POSTGRES_PORT, PATRONI_PORT = 5432, 8008
# Of HAProxy, by what it leads to.
PRIMARY_PORT, REPLICA_PORT, WEB_PORT = 5000, 5001, 8000
FILES_PORT, BUCKET = 9000, "confman"
ADDRESS = f"http://{BALANCER}:{WEB_PORT}"

# Programs, and the packages of Debian that have them.
_PROGRAMS = {
    "etcd": "etcd-server",
    "patroni": "patroni",
    "haproxy": "haproxy",
    "redis-server": "redis-server",
    "setpriv": "util-linux",
}
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))


@dataclass(frozen=True)
class Passwords:
    """Drawn again for each cluster, and read by its programs from their configuration."""

    superuser: str
    replication: str
    confman: str
    metrics: str
    files: str
    secret_key: str


def program(name: str) -> str:
    """Return the path of a program that is there."""
    return shutil.which(name, path=_PATH) or name


def postgres_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs; None if there is none."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((each.parent for each in found), key=lambda each: int(each.parent.name), default=None)


def missing() -> list[str]:
    """Return the packages of Debian that have to be installed."""
    packages = [package for name, package in _PROGRAMS.items() if not shutil.which(name, path=_PATH)]
    # Patroni's package is content with any store; ours is etcd.
    speaks = subprocess.run(["/usr/bin/python3", "-c", "import etcd"], stderr=subprocess.DEVNULL, check=False)
    return [
        *packages,
        *([] if speaks.returncode == 0 else ["python3-etcd"]),
        *([] if postgres_programs() else ["postgresql"]),
    ]


@cache
def passwords() -> Passwords:
    """Return the passwords of this folder, drawn when they are asked for first."""
    file = FOLDER / "passwords"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text("\n".join(secrets.token_hex(32) for _each in fields(Passwords)))
    return Passwords(*file.read_text().split())


def database_url(port: int = PRIMARY_PORT, *, user: str = "confman", database: str = "confman") -> str:
    """Return the address of the database behind HAProxy."""
    password = passwords().confman if user == "confman" else passwords().superuser
    return f"postgres://{user}:{quote(password)}@{BALANCER}:{port}/{database}"


def data_folder(name: str) -> Path:
    """Return the folder of data of a machine, which no other reads."""
    return FOLDER / "data" / name


def mailboxes() -> Iterator[Path]:
    """Yield the files into which the workers deliver mail."""
    return data_folder("").glob("*/mail/*.log")


def environment(name: str = "console") -> dict[str, str]:
    """Return the settings of a web process, a worker, or whoever gives commands at the console.

    They differ in their folders of data alone.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("CONFMAN_")}
    return own | {
        "CONFMAN_CLUSTER": str(FOLDER),
        "DJANGO_SETTINGS_MODULE": "confman.settings",
        "CONFMAN_DATA": str(data_folder(name)),
        "CONFMAN_SECRET_KEY": passwords().secret_key,
        "CONFMAN_BASE_URL": ADDRESS,
        "CONFMAN_DATABASE_URL": database_url(),
        "CONFMAN_DATABASE_POOL": "4",
        "CONFMAN_REPLICA_URL": database_url(REPLICA_PORT),
        "CONFMAN_REDIS_URL": f"redis://{REDIS}:6379/0",
        "CONFMAN_FILES_URL": f"s3://confman:{passwords().files}@{FILES}:{FILES_PORT}/{BUCKET}?tls=no",
        "CONFMAN_KEEPS_BODIES": "true",
        "CONFMAN_TRUSTED_PROXIES": "1",
        "CONFMAN_WORKERS": "1",
        "CONFMAN_EMAIL_URL": "filemail://",
        "CONFMAN_REPLICA_LAG": "5",
        "CONFMAN_METRICS_TOKEN": passwords().metrics,
    }
