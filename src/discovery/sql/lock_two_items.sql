-- Holds two items of one user until the end of the transaction, in the order of all other writers. $1 user, $2 $3 items.
SELECT id FROM job_feed WHERE user_id = $1::uuid AND id IN ($2::uuid, $3::uuid) ORDER BY offer_id, id FOR UPDATE
