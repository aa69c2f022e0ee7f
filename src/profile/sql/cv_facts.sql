-- In the order of the CV. $1 user, $2 states, $3 document or null
SELECT f.id, f.section, f.field, f.value, f.state, f.document_id, f.places, d.file_name
FROM profile_facts f JOIN cv_documents d ON d.id = f.document_id
WHERE f.user_id = $1::uuid AND f.state = ANY($2::text[]) AND ($3::uuid IS NULL OR f.document_id = $3::uuid)
ORDER BY f.section, f.position, f.id
