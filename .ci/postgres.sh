# Sourced by .ci/run. `start_postgres` exports CONFMAN_DATABASE_URL of a PostgreSQL 15 or newer: one that runs on
# this machine and lets us make databases and roles, else one of our own in a temporary folder, ended when the script ends.

postgres_oldest=15
postgres_folder=""
# Of a server that is thrown away nothing has to outlive a fall of the machine. Its tables are small and emptied again
# and again: collecting statistics and compiling queries cost more than they bring.
postgres_quick="-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c wal_level=minimal -c max_wal_senders=0 \
-c max_wal_size=4GB -c checkpoint_timeout=1h -c shared_buffers=256MB -c autovacuum=off -c jit=off"
postgres_programs=""

start_postgres() {
  if local_postgres; then
    echo "Using the PostgreSQL that runs here."
    export CONFMAN_DATABASE_URL="postgres:///postgres"
    return 0
  fi
  if ! find_postgres_programs; then
    echo "Installing PostgreSQL from the system's packages."
    install_postgres
    find_postgres_programs || {
      echo "PostgreSQL $postgres_oldest or newer is missing; install it (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17)."
      return 1
    }
  fi
  own_postgres
}

# Tells whether a server answers in which the person running this may make databases and roles without a password.
local_postgres() {
  command -v psql >/dev/null || return 1
  local query="select current_setting('server_version_num')::int >= ${postgres_oldest}0000 and rolsuper from pg_roles where rolname = current_user"
  [ "$(PGCONNECT_TIMEOUT=3 psql --no-password --no-psqlrc -At -d postgres -c "$query" 2>/dev/null)" = t ]
}

find_postgres_programs() {
  local folder version
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) /usr/local/bin /usr/bin \
    /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
    [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] || continue
    version="$("$folder/initdb" --version | sed 's/.* \([0-9][0-9]*\).*/\1/')"
    if [ "$version" -ge "$postgres_oldest" ]; then
      postgres_programs="$folder"
      return 0
    fi
  done
  return 1
}

install_postgres() {
  local apt=(apt-get)
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return 1
    apt=(sudo -n apt-get)
  fi
  "${apt[@]}" -qq install --yes --no-install-recommends postgresql >/dev/null 2>&1 && return 0
  "${apt[@]}" -qq update
  "${apt[@]}" -qq install --yes --no-install-recommends postgresql >/dev/null
}

# PostgreSQL refuses to run as root: then the owner of the server is another user of this machine.
as_owner() {
  if [ "$(id -u)" -ne 0 ]; then
    (cd / && "$@")
  else
    (cd / && setpriv --reuid="$(postgres_owner)" --regid="$(id -g "$(postgres_owner)")" --clear-groups \
      env HOME="$postgres_folder" "$@")
  fi
}

postgres_owner() {
  id -u postgres >/dev/null 2>&1 && echo postgres || echo nobody
}

own_postgres() {
  local port password log
  port="$("$root/.venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
  password="$("$root/.venv/bin/python" -c 'import secrets; print(secrets.token_hex(16))')"
  postgres_folder="$(mktemp -d /tmp/confman-postgres.XXXXXX)"
  trap stop_postgres EXIT
  trap 'exit 130' INT TERM HUP
  log="$postgres_folder/log"
  echo "$password" >"$postgres_folder/password"
  [ "$(id -u)" -ne 0 ] || chown -R "$(postgres_owner)" "$postgres_folder"
  echo "Starting a PostgreSQL of our own from $postgres_programs on port $port."
  as_owner "$postgres_programs/initdb" --pgdata "$postgres_folder/data" --username confman --auth scram-sha-256 \
    --pwfile "$postgres_folder/password" --encoding UTF8 --no-locale --no-sync >/dev/null &&
    as_owner "$postgres_programs/pg_ctl" --pgdata "$postgres_folder/data" --log "$log" --wait start --options \
      "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$postgres_folder -c max_connections=200 $postgres_quick" >/dev/null || {
    cat "$log" 2>/dev/null
    return 1
  }
  export CONFMAN_DATABASE_URL="postgres://confman:$password@127.0.0.1:$port/postgres"
}

stop_postgres() {
  if [ -n "$postgres_folder" ]; then
    as_owner "$postgres_programs/pg_ctl" --pgdata "$postgres_folder/data" --mode immediate stop >/dev/null 2>&1
    rm -rf "$postgres_folder"
  fi
}
