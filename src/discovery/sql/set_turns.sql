-- $1 ids, $2 their next turns, $3 now, or null: they were only put off
UPDATE sources s SET next_run_at = x.at, asked_at = coalesce($3::timestamptz, asked_at)
FROM unnest($1::text[], $2::timestamptz[]) AS x(id, at) WHERE s.id = x.id
