-- Searches changed since $1, for the index that ingest keeps in memory; those no longer active included, so that they leave it.
SELECT id, user_id, job_titles, locations, keywords, red_flags, remote_policy, salary_min, salary_max, is_active, version, updated_at, must_have
FROM search_configs WHERE updated_at >= $1::timestamptz
