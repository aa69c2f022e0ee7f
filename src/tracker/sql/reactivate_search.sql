-- A row when it was archived by a hiring and no other application of it is HIRED. $1 user, $2 search, $3 now, $4 application
UPDATE search_configs SET is_active = true, archived_reason = NULL, version = version + 1, updated_at = $3::timestamptz
WHERE user_id = $1::uuid AND id = $2::uuid AND NOT is_active AND archived_reason = 'HIRED'
  AND NOT EXISTS (SELECT FROM applications a WHERE a.user_id = $1::uuid AND a.search_config_id = $2::uuid AND a.id <> $4::uuid
                  AND a.current_status = 'HIRED' AND a.deleted_at IS NULL)
RETURNING version
