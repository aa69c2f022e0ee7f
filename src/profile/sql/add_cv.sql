-- $1 document, $2 user, $3 object key, $4 file name, $5 media type, $6 bytes, $7 sha-256, $8 now, $9 the profile's cvUrl
WITH doc AS (
  INSERT INTO cv_documents (id, user_id, object_key, file_name, media_type, bytes, sha256, created_at)
  VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6::int, $7, $8::timestamptz)
  RETURNING id)
UPDATE profiles SET cv_url = $9::text, version = version + 1, updated_at = $8::timestamptz
FROM doc WHERE user_id = $2::uuid
RETURNING doc.id
