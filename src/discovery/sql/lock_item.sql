-- Holds one item until the end of the transaction, so that the next statement decides on what is really there.
SELECT status FROM job_feed WHERE id = $1::uuid AND user_id = $2::uuid FOR UPDATE
