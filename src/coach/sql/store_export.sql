-- Twice at once: the first one's stays. $1 id, $2 user, $3 document, $4 version, $5 format, $6 template, $7 object, $8 file name, $9 media type,
-- $10 bytes, $11 pages, $12 SHA-256, $13 now
INSERT INTO document_exports AS e (id, user_id, document_id, version, format, template, object_key, file_name, media_type, bytes, pages, sha256, created_at)
VALUES ($1::uuid, $2::uuid, $3::uuid, $4::int, $5, $6, $7, $8, $9, $10::int, $11::int, $12, $13::timestamptz)
ON CONFLICT (document_id, version, format, template) DO UPDATE SET created_at = e.created_at
RETURNING id, file_name, bytes, pages, created_at
