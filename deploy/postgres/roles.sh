#!/bin/sh
# Runs once, in an empty database: confman_owner owns the tables, web and worker use confman (docs/operation/running.md).
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --dbname postgres \
  --set owner_password="$OWNER_PASSWORD" --set password="$DATABASE_PASSWORD" <<'SQL'
CREATE ROLE confman_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE confman LOGIN PASSWORD :'password';
CREATE DATABASE confman OWNER confman_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE confman FROM PUBLIC;
GRANT CONNECT ON DATABASE confman TO confman;
\connect confman
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO confman_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE confman_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO confman;
ALTER DEFAULT PRIVILEGES FOR ROLE confman_owner GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO confman;
SQL
