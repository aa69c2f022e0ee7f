-- What a command is to word: the wish, its document as it was then and as it is now. $1 wording, $2 user
SELECT w.state, w.document_id, d.application_id, w.paragraph, w.asked_of, v.content, a.deleted_at IS NOT NULL, d.kind
FROM paragraph_wordings w
JOIN documents d ON d.id = w.document_id
JOIN applications a ON a.id = d.application_id
JOIN document_versions v ON v.document_id = d.id AND v.number = w.asked_of
WHERE w.id = $1::uuid AND w.user_id = $2::uuid
