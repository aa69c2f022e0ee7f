-- The user's item for a page, by any of its addresses. $1 user, $2 canonical addresses
SELECT f.id FROM job_feed f LEFT JOIN offers o ON o.id = f.offer_id
WHERE f.user_id = $1::uuid AND (f.page_key = ANY($2::text[]) OR f.page_led_to = ANY($2::text[]) OR o.canonical_url = ANY($2::text[]))
ORDER BY f.id LIMIT 1
