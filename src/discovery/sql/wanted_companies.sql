-- The company boards that are followed; $1 a user, or null for everybody. Not for users who let nothing leave.
SELECT DISTINCT board, token FROM company_watches w WHERE ($1::uuid IS NULL OR user_id = $1::uuid)
  AND NOT EXISTS (SELECT 1 FROM model_settings m WHERE m.user_id = w.user_id AND m.nothing_leaves)
ORDER BY board, token
