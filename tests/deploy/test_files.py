"""The files of deploy/ fit together, and fit what confman is: names, settings, commands, folders."""

import fnmatch
import json
import re
import shutil
import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse

from confman.archives.web.forms import LARGEST
from confman.machines import metrics
from confman.machines.registries import measures
from confman.machines.requests import HEADER
from confman.server.processes import parser
from confman.web.transport.bodies import LARGEST_BODY
from confman.web.uploads.fields import MEGABYTE
from tests.access.test_headers import paths_of_programs
from tests.docs.pages import page_named, text_of
from tests.docs.test_running_docs import SETTING

# No database is asked.
pytestmark = pytest.mark.sqlite
ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
# The settings that every unit asks for.
HARDENING = {
    "User": "confman",
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "CapabilityBoundingSet": "",
    "SystemCallFilter": "@system-service",
    "StateDirectoryMode": "0700",
    "UMask": "0077",
}


def assert_is_a_command(words: list[str]) -> None:
    """Of the console script, with options that it has."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert words[0] in scripts
    if words[1] == "serve":
        parser().parse_args(words[2:])
    else:
        assert words[1] in get_commands()


def documented() -> set[str]:
    return set(SETTING.findall(text_of(page_named("running.md"))))


# --- compose.yaml ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_compose_is_what_the_specification_says(compose):
    assert PyCompose.from_json(json.dumps(compose)).service_names() == list(compose["services"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"restrat": "always"},
        {"depends_on": {"prepare": {"condition": "done"}}},
        {"healthcheck": {"interval": "often"}},
        {"ports": ["a:b"]},
    ],
)
def test_what_the_specification_does_not_say_is_found(compose, wrong):
    """So that the test before says something."""
    changed = {**compose, "services": {**compose["services"], "web": {**compose["services"]["web"], **wrong}}}
    with pytest.raises(ValueError):
        PyCompose.from_json(json.dumps(changed))


def test_compose_names_what_is_there(compose):
    services = compose["services"]
    assert set(services) == {"prepare", "web", "worker", "database", "proxy"}
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert set(service["networks"]) <= set(compose["networks"])
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).is_file(), source
    used = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", ())}
    assert set(compose["volumes"]) <= used
    build = services["web"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Containerfile"


def test_compose_sets_settings_that_there_are_and_takes_every_value_from_the_example(compose):
    given = {name for service in compose["services"].values() for name in service.get("environment", {})}
    assert {name for name in given if name.startswith("CONFMAN_")} <= documented()
    asked = set(re.findall(r"\$\{(\w+):\?\}", (DEPLOY / "compose.yaml").read_text()))
    assert asked == set(re.findall(r"^(\w+)=", (DEPLOY / "example.env").read_text(), re.M))
    # Each without which nothing is safe is asked for, and none is given.
    assert "${" not in re.sub(r"\$\{\w+:\?\}", "", (DEPLOY / "compose.yaml").read_text())


def test_what_runs_confman_may_write_nowhere_but_into_its_folders(compose):
    confman = [service for service in compose["services"].values() if service["image"] == "confman"]
    assert len(confman) == 3
    for service in confman:
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert [volume.split(":")[1] for volume in service["volumes"]] == [
            "/var/lib/confman",
            "/var/backups/confman",
        ]
        command = service.get("command", ["confman", "serve"])
        for words in [command[2].split(" && ") if command[0] == "sh" else [" ".join(command)]][0]:
            assert_is_a_command(words.split())


def test_only_the_proxy_is_reached_from_outside_and_it_reaches_the_pages_alone(compose):
    services = compose["services"]
    assert {name for name, service in services.items() if "ports" in service} == {"proxy"}
    assert {name for name, service in services.items() if "front" in service["networks"]} == {"proxy", "web"}
    assert services["proxy"]["networks"] == ["front"]


def test_web_and_worker_do_not_own_the_tables(compose):
    addresses = {
        name: service["environment"]["CONFMAN_DATABASE_URL"].split("://")[1].split(":")[0]
        for name, service in compose["services"].items()
        if service["image"] == "confman"
    }
    assert addresses == {"prepare": "confman_owner", "web": "confman", "worker": "confman"}


def test_the_roles_are_those_of_the_page():
    """But for the passwords, and that PostgreSQL before 15 gave everybody the right to create tables."""
    written = text_of(page_named("running.md")).partition("    CREATE ROLE confman_owner")
    block = (written[1] + written[2]).partition("\n\n")[0]
    page = [re.sub(r"PASSWORD .*;", "PASSWORD;", line.strip()) for line in block.splitlines()]
    script = (DEPLOY / "postgres" / "roles.sh").read_text().partition("<<'SQL'\n")[2].partition("\nSQL")[0]
    lines = [re.sub(r"PASSWORD .*;", "PASSWORD;", line) for line in script.splitlines()]
    assert [line for line in lines if line not in page] == [
        "GRANT USAGE, CREATE ON SCHEMA public TO confman_owner;"
    ]
    assert [line for line in page if line not in lines] == []


def test_the_proxy_refuses_programs_without_tls():
    [pattern] = re.findall(r"path_regexp (\S+)", (DEPLOY / "Caddyfile").read_text())
    assert not [path for path in paths_of_programs() if not re.search(pattern, path)]
    assert "reverse_proxy web:8000" in (DEPLOY / "Caddyfile").read_text()


def test_the_number_of_a_request_is_the_proxys_own():
    """Visitors choose nothing that confman takes from its proxy."""
    assert f"header_up {HEADER} {{http.request.uuid}}" in (DEPLOY / "Caddyfile").read_text()
    nginx = text_of(page_named("running.md"))
    # A location with headers of its own inherits none.
    assert nginx.count(f"proxy_set_header {HEADER} $request_id;") == nginx.count("proxy_pass ") == 2


def test_the_proxies_let_a_whole_archive_through_to_its_page_alone():
    page, needed = reverse("archives_operator:restore"), LARGEST / MEGABYTE
    caddy, nginx = text_of(DEPLOY / "Caddyfile"), text_of(page_named("running.md"))
    limits = re.findall(r"request_body @(\w+) \{\s+max_size (\d+)MB", caddy)
    assert dict(limits) == {"archive": "1100", "others": "260"}
    assert f"@archive path {page}\n" in caddy and f"@others not path {page}\n" in caddy
    assert f"location = {page} {{\n            client_max_body_size 1100m;" in nginx
    assert int(dict(limits)["archive"]) * 1000**2 > needed * 1024**2
    assert re.findall(r"client_max_body_size (\d+)m;", nginx) == ["260", "1100"]
    # A file that is too large still reaches confman, so that its page says which file that is.
    assert LARGEST_BODY < 260 * 1000**2


def test_an_upload_comes_in_on_the_disk_of_the_data_and_not_in_memory(compose):
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    assert folder.is_dir() and folder.parent == Path(settings.DATA_DIR)
    assert compose["services"]["web"]["tmpfs"] == ["/tmp"]


# --- Containerfile -----------------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """Of the Containerfile, with lines joined."""
    lines = [line for line in (DEPLOY / "Containerfile").read_text().splitlines() if not line.startswith("#")]
    text = "\n".join(lines).replace("\\\n", "")
    return [(line.split()[0], line.partition(" ")[2].strip()) for line in text.splitlines() if line]


def context() -> list[str]:
    """The files of the repository that the build is given: .dockerignore lets them through."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert rules[0] == "*"
    let_in = [rule[1:] for rule in rules if rule.startswith("!")]
    return [
        name for name in listed
        if any(fnmatch.fnmatchcase(name, rule) or name.startswith(f"{rule}/") for rule in let_in)
        and (ROOT / name).is_file()
    ]  # fmt: skip


def test_every_stage_copies_what_is_there():
    stages: set[str] = set()
    for name, arguments in instructions():
        if name == "FROM":
            stages |= {*re.findall(r" AS (\w+)", arguments)}
        elif name == "COPY":
            from_stage = re.match(r"--from=(\w+) (\S+)", arguments)
            assert (from_stage[1] in stages) if from_stage else arguments == ". ."
    given = context()
    for needed in (
        "script/wheel",
        "script/tooling/prepare.py",
        "package-lock.json",
        "requirements-build.txt",
    ):
        assert needed in given
    assert not [name for name in given if name.startswith((".git/", "data/", "tests/", "deploy/"))]


def test_the_image_runs_our_command_and_as_nobody_of_this_machine():
    last = dict(instructions())
    assert last["USER"] == "10001"
    assert_is_a_command(json.loads(last["CMD"]))
    health = json.loads(last["HEALTHCHECK"].partition("CMD ")[2])
    assert health[:2] == ["python", "-c"]
    compile(health[2], "health check", "exec")
    assert json.loads(last["VOLUME"]) == ["/var/lib/confman", "/var/backups/confman"]


@pytest.mark.nightly
@pytest.mark.timeout(600)
def test_the_image_is_built_from_what_it_is_given(tmp_path):
    """The first stage, in an empty folder: all that the build needs is let through."""
    for name in context():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    steps = [arguments for name, arguments in instructions() if name == "RUN"]
    assert steps[0] == "script/wheel /wheel"
    subprocess.run([tmp_path / "script" / "wheel", tmp_path / "wheel"], cwd=tmp_path, check=True, timeout=580)
    assert sorted(path.suffix for path in (tmp_path / "wheel").iterdir()) == [".txt", ".whl"]


# --- systemd -----------------------------------------------------------------------------------------


def unit(path: Path) -> ConfigParser:
    read = ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read_string(path.read_text())
    return read


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_unit_starts_what_there_is_and_may_touch_nothing_else(path):
    service = dict(unit(path)["Service"])
    assert {name: service.get(name) for name in HARDENING} == HARDENING
    for command in re.findall(r"^ExecStart=(.*)$", path.read_text(), re.M):
        program, *words = command.split()
        assert program == "/opt/confman/bin/confman"
        assert_is_a_command(["confman", *words])
    assert set(SETTING.findall(path.read_text())) <= documented()


def test_web_and_worker_start_with_the_machine_and_the_doctor_each_day():
    enabled = {path.name for path in (DEPLOY / "systemd").iterdir() if unit(path).has_section("Install")}
    assert enabled == {"confman-web.service", "confman-worker.service", "confman-doctor.timer"}
    assert unit(DEPLOY / "systemd" / "confman-doctor.timer")["Timer"]["OnCalendar"] == "daily"


def test_systemd_understands_the_units(tmp_path):
    """The units are there; complaints about programs that are not installed are left out."""
    if not (verify := shutil.which("systemd-analyze")):
        return
    for path in (DEPLOY / "systemd").iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/confman/bin/confman", "/bin/true"))
    units = sorted(str(path) for path in tmp_path.iterdir())
    said = subprocess.run([verify, "verify", "--man=no", *units], capture_output=True, text=True)
    assert (said.returncode, said.stderr) == (0, "")


# --- The page ----------------------------------------------------------------------------------------


def test_the_page_says_what_there_is():
    page = text_of(page_named("installing.md"))
    for name in set(re.findall(r"deploy/[\w./-]*\w", page)):
        # Git ignores the files that an operator writes.
        assert (ROOT / name).exists() or f"/{name}" in text_of(ROOT / ".gitignore").splitlines(), name
    for words in re.findall(
        r"(?:^|[ /])confman ([a-z]+)(?= |$|`)", "\n".join(re.findall(r"^    .*$", page, re.M)), re.M
    ):
        assert words in {"serve", *get_commands()}, words


# --- Prometheus --------------------------------------------------------------------------------------


def _asked_of_prometheus() -> list[str]:
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())
    dashboard = json.loads((DEPLOY / "prometheus" / "dashboard.json").read_text())
    alerts = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    return alerts + [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]


def test_each_alert_is_tried_with_what_must_raise_it_and_what_must_not():
    """By Prometheus' own program, where it is (tests/deploy/alerts.yaml says how)."""
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())
    series = [Path(__file__).with_name(name) for name in ("alerts.yaml", "alerts_of_days.yaml")]
    tests = [test for file in series for test in yaml.safe_load(file.read_text())["tests"]]
    tried = [case for test in tests for case in test["alert_rule_test"]]
    raised = {case["alertname"] for case in tried if case.get("exp_alerts")}
    silent = {case["alertname"] for case in tried if not case.get("exp_alerts")}
    assert raised == silent == {rule["alert"] for group in rules["groups"] for rule in group["rules"]}
    if promtool := shutil.which("promtool"):
        report = subprocess.run(
            [promtool, "test", "rules", *map(str, series)], capture_output=True, text=True
        )
        assert report.returncode == 0, report.stdout + report.stderr


def test_alerts_and_dashboard_ask_for_figures_that_there_are():
    counts = {f"{name}_total": labels for name, _help, labels in metrics._COUNTS}
    times = {f"{name}_bucket": (*labels, "le") for name, _help, labels in metrics._TIMES}
    read = {f"confman_{measure.key}": measure.labels for measure in measures}
    known = {**counts, **times, **read}
    asked = {name for text in _asked_of_prometheus() for name in re.findall(r"confman_\w+", text)}
    assert asked == set(known)
    for text in _asked_of_prometheus():
        labels = {label for name in re.findall(r"confman_\w+", text) for label in known[name]}
        grouped = {
            label.strip() for found in re.findall(r"by \(([^)]*)\)", text) for label in found.split(",")
        }
        selected = set(re.findall(r"[{,]\s*(\w+)(?:=|!=|=~)", text)) - {"job"}
        assert grouped | selected <= labels, text
