-- Undecided items that a red flag now keeps out. $1 users, $2 offers, $3 now.
UPDATE job_feed f SET expires_at = $3::timestamptz, updated_at = $3::timestamptz
FROM unnest($1::uuid[], $2::uuid[]) AS x(user_id, offer_id)
WHERE f.user_id = x.user_id AND f.offer_id = x.offer_id AND f.status = 'PENDING' AND (f.expires_at IS NULL OR f.expires_at > $3::timestamptz)
