#!/bin/bash
# Create the site's database and its two roles; PostgreSQL's image runs this once, on an empty volume.
set -eu
psql --set ON_ERROR_STOP=1 --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE newsroom_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE newsroom_app LOGIN PASSWORD :'app_password';
CREATE DATABASE newsroom OWNER newsroom_owner ENCODING 'UTF8' TEMPLATE template0;
SQL
