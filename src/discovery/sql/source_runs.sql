-- The last runs. Column 20: is it one of a listing that only some follow or search for? Those are named after their board alone, and what
-- names them (examples, details) is for the people who follow them: sources_of.sql. A listing's id is board or board/token.
SELECT id, source, started_at, finished_at, fetched, created, updated, duplicates, rejected, rejects, error, discovered, quarantined, closed,
       truncated, complete, unchanged, requests, problem, problem_detail, position('/' IN coalesce(source_id, '')) > 0
FROM source_runs ORDER BY started_at DESC, id DESC LIMIT $1::int
