-- $1 document, $2 user
SELECT object_key, file_name, media_type, state FROM cv_documents WHERE id = $1::uuid AND user_id = $2::uuid
