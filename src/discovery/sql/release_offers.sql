-- Quarantine entries of searches whose user now has the offer in the inbox. $1 searches, $2 offers.
DELETE FROM filtered_offers q USING unnest($1::uuid[], $2::uuid[]) AS x(search_id, offer_id)
WHERE q.search_config_id = x.search_id AND q.offer_id = x.offer_id
