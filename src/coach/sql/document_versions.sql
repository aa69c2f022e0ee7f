-- $1 document, $2 user
SELECT v.number, v.made_by, v.created_at, v.from_version
FROM document_versions v JOIN documents d ON d.id = v.document_id
JOIN applications a ON a.id = d.application_id AND a.deleted_at IS NULL
WHERE d.id = $1::uuid AND d.user_id = $2::uuid
ORDER BY v.number DESC
