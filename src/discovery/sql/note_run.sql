-- $1 run, $2 fetched, $3 created, $4 updated, $5 duplicates, $6 rejected, $7 rejects, $8 finished or null, $9 error or null
UPDATE source_runs
SET fetched = $2::int, created = $3::int, updated = $4::int, duplicates = $5::int, rejected = $6::int, rejects = $7::jsonb,
    finished_at = $8::timestamptz, error = $9::text
WHERE id = $1::uuid
