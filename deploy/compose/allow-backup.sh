# Run once by PostgreSQL's image, when it makes its database: `hark database backup` copies the server from a container of
# its own, and the image's "host all all all" does not stand for connections that copy.
# shellcheck shell=bash
echo "host replication $POSTGRES_USER samenet scram-sha-256" >>"$PGDATA/pg_hba.conf"
