SELECT id, source, started_at, finished_at, fetched, created, updated, duplicates, rejected, rejects, error
FROM source_runs ORDER BY started_at DESC, id DESC LIMIT $1::int
