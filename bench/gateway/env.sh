# The environment of our server, for prepare.sh and start.sh. From the peers' script: DATABASE_URL (theirs), JWT_SECRET.
PEERS_URL=$DATABASE_URL
JOBMATE_PROGRAM=${JOBMATE_PROGRAM:-$here/../../build/release/src/app/jobmate}
# No offers are fetched: the peers fetch none, and a benchmark asks nobody else.
export FETCH=false
export DATABASE_URL="${PEERS_URL%/*}/jobmate_bench" JOBMATE_ENV=production LOG_LEVEL=warn
# Without the coach, as the peers, whose commands stay in the outbox for another process; so it is a deployment in parts, which
# has a credential and listens for gRPC (port 0 = any free one).
ROLES=${ROLES:-gateway,profile,discovery,tracker}
export SERVICE_CREDENTIAL=bench-only-credential-0123456789abcdef PROFILE_GRPC=127.0.0.1:0 DISCOVERY_GRPC=127.0.0.1:0 TRACKER_GRPC=127.0.0.1:0 COACH_GRPC=127.0.0.1:0
