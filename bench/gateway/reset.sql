-- Run by the peers' script after each reset of its own tables; ours are in the database "jobmate" once we have started.
\set QUIET on
SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'jobmate_bench') AS there \gset
\if :there
\connect jobmate_bench
SET statement_timeout = '120s';
SELECT EXISTS (SELECT FROM pg_proc WHERE proname = 'bench_reset') AS seeded \gset
\if :seeded
CALL bench_reset();
VACUUM (ANALYZE) job_feed, applications, events, commands, application_events, triage_decisions, event_counters;
\endif
\endif
CHECKPOINT;
