-- The latest wish for each paragraph of a document. $1 document, $2 user
SELECT DISTINCT ON (w.paragraph) w.id, w.document_id, w.paragraph, w.state, w.problem, w.model, w.version, w.content, w.refused, w.created_at, w.finished_at
FROM paragraph_wordings w
JOIN documents d ON d.id = w.document_id
JOIN applications a ON a.id = d.application_id AND a.deleted_at IS NULL
WHERE w.document_id = $1::uuid AND w.user_id = $2::uuid
ORDER BY w.paragraph, w.created_at DESC, w.id DESC
