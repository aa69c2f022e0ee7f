-- Per kind: waiting, of them due, running, dead; age in seconds of the oldest that is due
SELECT kind,
       count(*) FILTER (WHERE state = 'QUEUED'),
       count(*) FILTER (WHERE state = 'QUEUED' AND run_at <= now()),
       count(*) FILTER (WHERE state = 'RUNNING'),
       count(*) FILTER (WHERE state = 'DEAD'),
       coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE state = 'QUEUED' AND run_at <= now())), 0)::float8
FROM commands WHERE state IN ('QUEUED', 'RUNNING', 'DEAD') GROUP BY kind
