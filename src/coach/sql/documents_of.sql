-- The documents of an application in their newest version. $1 application, $2 user
SELECT d.id, d.application_id, d.kind, d.latest, d.created_at, d.updated_at, v.number, v.made_by, v.content
FROM documents d
JOIN applications a ON a.id = d.application_id AND a.deleted_at IS NULL
JOIN document_versions v ON v.document_id = d.id AND v.number = d.latest
WHERE d.application_id = $1::uuid AND d.user_id = $2::uuid
ORDER BY d.kind DESC
