-- Holds the application until the end of the transaction, as every writer of its audit trail does.
SELECT 1 FROM applications WHERE id = $1::uuid AND user_id = $2::uuid FOR UPDATE
