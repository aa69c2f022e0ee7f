-- One document with one of its versions (null: it has no such one). $1 document, $2 user, $3 version; 0: the newest
SELECT d.id, d.application_id, d.kind, d.latest, d.created_at, d.updated_at, v.number, v.made_by, v.content
FROM documents d
JOIN applications a ON a.id = d.application_id AND a.deleted_at IS NULL
LEFT JOIN document_versions v ON v.document_id = d.id AND v.number = CASE WHEN $3::int = 0 THEN d.latest ELSE $3::int END
WHERE d.id = $1::uuid AND d.user_id = $2::uuid
