-- The end of a run. $1 source, $2 run, $3 now, $4 state, $5 problem, $6 its detail, $7 failures, $8 usual offers, $9 usual reject share,
-- $10 memory or null = unchanged, $11 validators or null = unchanged, $12 good or not, $13 the next turn or null = as planned,
-- then of the run: $14 discovered, $15 quarantined, $16 requests, $17 bytes, $18 truncated, $19 complete, $20 unchanged, $21 problem in words
WITH run AS (
  UPDATE source_runs
  SET discovered = $14::int, quarantined = $15::int, requests = $16::int, bytes = $17::bigint, truncated = $18::bool, complete = $19::bool,
      unchanged = $20::bool, problem = $5::text, problem_detail = $6::text, error = coalesce(nullif($21::text, ''), error), finished_at = $3::timestamptz
  WHERE id = $2::uuid)
UPDATE sources
SET state = CASE WHEN state = 'OFF' THEN state ELSE $4::text END, problem = CASE WHEN state = 'OFF' THEN problem ELSE $5::text END,
    problem_detail = CASE WHEN state = 'OFF' THEN problem_detail ELSE $6::text END, failures = $7::int,
    usual_seen = $8::float8, usual_reject_share = $9::float8, memory = coalesce($10::jsonb, memory), validators = coalesce($11::jsonb, validators),
    last_good_at = CASE WHEN $12::bool THEN $3::timestamptz ELSE last_good_at END, last_run_id = $2::uuid,
    next_run_at = coalesce($13::timestamptz, next_run_at)
WHERE id = $1::text
