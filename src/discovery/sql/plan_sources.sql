-- Makes `sources` what is needed now. $1 ids, $2 boards, $3 tokens, $4 queries, $5 missing settings ('' = none), $6 first runs, $7 now.
-- Rows that nobody needs any more stay, switched off: their offers and their history are still shown.
-- Only differences are written. One row: how many can be read now that could not before.
WITH need AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
    AS x(id, board, token, query, missing, first_run)),
dropped AS (
  UPDATE sources s SET wanted = false, state = 'OFF', problem = 'UNWANTED', problem_detail = ''
  WHERE s.wanted AND NOT EXISTS (SELECT FROM need WHERE need.id = s.id)),
put AS (
  INSERT INTO sources AS s (id, board, token, query, wanted, state, problem, problem_detail, next_run_at, created_at)
  SELECT id, board, token, query::jsonb, true, CASE WHEN missing = '' THEN 'WAITING' ELSE 'OFF' END,
         CASE WHEN missing = '' THEN '' ELSE 'NEEDS_KEY' END, missing, first_run, $7::timestamptz
  FROM need ORDER BY id
  ON CONFLICT (id) DO UPDATE
  SET wanted = true, state = CASE WHEN excluded.problem = 'NEEDS_KEY' THEN 'OFF' WHEN s.last_good_at IS NULL THEN 'WAITING' ELSE 'OK' END,
      problem = excluded.problem, problem_detail = excluded.problem_detail, failures = 0, next_run_at = excluded.next_run_at
  WHERE NOT s.wanted OR (s.problem = 'NEEDS_KEY' OR excluded.problem = 'NEEDS_KEY') AND (s.problem, s.problem_detail) IS DISTINCT FROM (excluded.problem, excluded.problem_detail)
  RETURNING state)
SELECT count(*) FILTER (WHERE state <> 'OFF') FROM put
