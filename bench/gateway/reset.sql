-- Run by the peers' script after each reset of its own tables. The first time: our database is made.
\set QUIET on
SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'jobmate_bench') AS there \gset
\if :there
\else
\! "$BENCH_PREPARE" || touch "$BENCH_FAILED"
\endif
\connect jobmate_bench
SET statement_timeout = '120s';
CALL bench_reset();
VACUUM (ANALYZE) job_feed, applications, events, commands, application_events, triage_decisions, event_counters;
CHECKPOINT;
