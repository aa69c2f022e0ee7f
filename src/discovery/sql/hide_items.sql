-- Undecided items that a red flag now keeps out. $1 users, $2 offers, $3 now, $4 companies. Not those for which
-- the user made an exception.
UPDATE job_feed f SET expires_at = $3::timestamptz, updated_at = $3::timestamptz
FROM unnest($1::uuid[], $2::uuid[], $4::text[]) AS x(user_id, offer_id, company_key)
WHERE f.user_id = x.user_id AND f.offer_id = x.offer_id AND f.status = 'PENDING' AND (f.expires_at IS NULL OR f.expires_at > $3::timestamptz)
  AND NOT EXISTS (SELECT FROM filter_exceptions e WHERE e.user_id = x.user_id AND (e.offer_id = x.offer_id OR e.company_key = x.company_key))
