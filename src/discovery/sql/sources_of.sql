-- Some listings with their last finished runs. $1 ids, or null for all. The columns from 9 are those of source_runs.sql.
SELECT s.id, s.board, s.token, s.query, s.state, s.problem, s.problem_detail, s.last_good_at, s.next_run_at,
       r.id, r.source, r.started_at, r.finished_at, r.fetched, r.created, r.updated, r.duplicates, r.rejected, r.rejects, r.error, r.discovered,
       r.quarantined, r.closed, r.truncated, r.complete, r.unchanged, r.requests, r.problem, r.problem_detail
FROM sources s LEFT JOIN source_runs r ON r.id = s.last_run_id
WHERE $1::text[] IS NULL OR s.id = ANY($1::text[])
ORDER BY s.board, s.id
