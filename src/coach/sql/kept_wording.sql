-- What a model said of a paragraph that had changed meanwhile. $1 wording, $2 user, $3 document
SELECT content FROM paragraph_wordings WHERE id = $1::uuid AND user_id = $2::uuid AND document_id = $3::uuid AND state = 'KEPT' AND content IS NOT NULL
