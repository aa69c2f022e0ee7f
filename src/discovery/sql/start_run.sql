-- $1 run, $2 board, $3 now, $4 sources.id, or null for files
INSERT INTO source_runs (id, source, started_at, source_id) VALUES ($1::uuid, $2::text, $3::timestamptz, $4::text)
