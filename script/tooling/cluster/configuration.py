"""The configuration of the cluster's programs, written into its folder."""

import shutil

import yaml

from script.tooling.cluster.layout import (
    BALANCER,
    DATABASES,
    ETCD,
    FOLDER,
    PATRONI_PORT,
    POSTGRES_PORT,
    PRIMARY_PORT,
    REDIS,
    REPLICA_PORT,
    WEB_PORT,
    WEBS,
    data_folder,
    passwords,
    postgres_programs,
)
from script.tooling.cluster.machines import owner

# Seconds until a primary that says nothing has lost its place: Patroni takes no fewer.
TTL = 20

_HAPROXY = """\
global
    maxconn 4000
defaults
    timeout connect 2s
    timeout check 2s
    timeout queue 5s
    retries 3
    option redispatch
    default-server inter 1s fall 2 rise 1
# A connection leads to the primary, or is ended: so a process never speaks on to one that was replaced.
frontend primary
    mode tcp
    bind {balancer}:{primary}
    timeout client 1h
    default_backend primary
backend primary
    mode tcp
    timeout server 1h
    option httpchk OPTIONS /primary
    http-check expect status 200
    default-server on-marked-down shutdown-sessions
{databases}
frontend replica
    mode tcp
    bind {balancer}:{replica}
    timeout client 1h
    default_backend replica
backend replica
    mode tcp
    timeout server 1h
    option httpchk OPTIONS /replica
    http-check expect status 200
    default-server on-marked-down shutdown-sessions
{databases}
frontend web
    mode http
    bind {balancer}:{web}
    timeout client 65s
    timeout http-request 10s
    option forwardfor
    default_backend web
backend web
    mode http
    timeout server 65s
    balance leastconn
    # One process has eight threads, of which one is for checks. What is more waits here, not before the checks.
    timeout queue 30s
    timeout check 5s
    default-server inter 1s fall 3 rise 1 maxconn 7
    # A request that only reads is repeated with another process if the first is gone; another may have been done.
    retry-on conn-failure empty-response
    http-request disable-l7-retry if {{ method POST PUT PATCH DELETE }}
    option httpchk
    http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host {balancer}
    http-check expect status 200
{webs}
"""


def write_configuration() -> None:
    """Write everything into a new folder."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(mode=0o755, parents=True)
    for name in ("logs", "pids", "etcd", "redis", "data"):
        (FOLDER / name).mkdir(mode=0o700)
    for name in WEBS:
        (data_folder(name) / "static").mkdir(mode=0o700, parents=True)
    for name, address in DATABASES.items():
        folder = FOLDER / name
        folder.mkdir(mode=0o700)
        file = folder / "patroni.yml"
        file.touch(mode=0o600)
        file.write_text(yaml.safe_dump(_patroni(name, address), sort_keys=False))
        for each in (folder, file):
            if owner():
                shutil.chown(each, owner())
    databases = "\n".join(
        f"    server {name} {address}:{POSTGRES_PORT} check port {PATRONI_PORT}"
        for name, address in DATABASES.items()
    )
    webs = "\n".join(f"    server {name} {address}:{WEB_PORT} check" for name, address in WEBS.items())
    (FOLDER / "haproxy.cfg").write_text(
        _HAPROXY.format(
            balancer=BALANCER, primary=PRIMARY_PORT, replica=REPLICA_PORT, web=WEB_PORT,
            databases=databases, webs=webs,
        )
    )  # fmt: skip
    (FOLDER / "redis.conf").write_text(
        f"bind {REDIS}\nport 6379\nprotected-mode no\ndir {FOLDER / 'redis'}\nsave ''\nappendonly no\n"
        "maxmemory 64mb\nmaxmemory-policy allkeys-lru\n"
    )


def _patroni(name: str, address: str) -> dict[str, object]:
    folder = FOLDER / name
    everyone = "host all all 127.0.0.0/8 scram-sha-256"
    return {
        "scope": "confman",
        "name": name,
        "restapi": {"listen": f"{address}:{PATRONI_PORT}", "connect_address": f"{address}:{PATRONI_PORT}"},
        "etcd3": {"hosts": f"{ETCD}:2379"},
        "bootstrap": {
            "dcs": {
                "ttl": TTL,
                "loop_wait": 5,
                "retry_timeout": 5,
                # A server that ended is not waited for: the other takes its place.
                "primary_start_timeout": 0,
                "maximum_lag_on_failover": 1_048_576,
                # Whatever was answered is on both servers, and only one that has all of it may become the primary.
                "synchronous_mode": True,
                "postgresql": {
                    "use_pg_rewind": True,
                    "parameters": {
                        "max_connections": 120,
                        "shared_buffers": "128MB",
                        "synchronous_commit": "on",
                        "wal_level": "replica",
                        "hot_standby": "on",
                        "jit": "off",
                    },
                },
            },
            "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
        },
        "postgresql": {
            "listen": f"{address}:{POSTGRES_PORT}",
            "connect_address": f"{address}:{POSTGRES_PORT}",
            "data_dir": str(folder / "data"),
            "bin_dir": str(postgres_programs()),
            "pgpass": str(folder / "pgpass"),
            "parameters": {"unix_socket_directories": str(folder)},
            "pg_hba": ["host replication replicator 127.0.0.0/8 scram-sha-256", everyone],
            "authentication": {
                "superuser": {"username": "postgres", "password": passwords().superuser},
                "replication": {"username": "replicator", "password": passwords().replication},
                "rewind": {"username": "postgres", "password": passwords().superuser},
            },
        },
    }
