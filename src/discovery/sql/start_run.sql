INSERT INTO source_runs (id, source, started_at) VALUES ($1::uuid, $2::text, $3::timestamptz)
