-- $1 export, $2 user
SELECT e.object_key, e.file_name, e.media_type
FROM document_exports e JOIN documents d ON d.id = e.document_id
JOIN applications a ON a.id = d.application_id AND a.deleted_at IS NULL
WHERE e.id = $1::uuid AND e.user_id = $2::uuid
