-- The file of a version, when there is one already. $1 document, $2 user, $3 version, $4 format, $5 template
SELECT id, file_name, bytes, pages, created_at FROM document_exports
WHERE document_id = $1::uuid AND user_id = $2::uuid AND version = $3::int AND format = $4 AND template = $5
