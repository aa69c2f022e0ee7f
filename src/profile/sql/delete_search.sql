-- Deleting what is archived already (HIRED) makes it deleted: an undo of the hiring must not bring it back.
-- $1 user, $2 search, $3 now
UPDATE search_configs SET is_active = false, archived_reason = 'DELETED', version = version + is_active::int,
  updated_at = CASE WHEN is_active THEN $3::timestamptz ELSE updated_at END
WHERE user_id = $1::uuid AND id = $2::uuid
RETURNING id, version
