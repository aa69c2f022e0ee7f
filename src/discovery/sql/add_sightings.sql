-- Where offers were seen. $1 source, $2 source ids, $3 offers, $4 urls, $5 hashes, $6 now, $7 raw payloads. A known sighting takes the new hash.
INSERT INTO offer_sightings (source, source_id, offer_id, url, content_hash, first_seen_at, last_seen_at, bronze_ref)
SELECT $1::text, source_id, offer_id, nullif(url, ''), content_hash, $6::timestamptz, $6::timestamptz, nullif(bronze, '')
FROM unnest($2::text[], $3::uuid[], $4::text[], $5::bytea[], $7::text[]) AS x(source_id, offer_id, url, content_hash, bronze)
ON CONFLICT (source, source_id) DO UPDATE SET url = excluded.url, content_hash = excluded.content_hash, last_seen_at = excluded.last_seen_at,
  bronze_ref = coalesce(excluded.bronze_ref, offer_sightings.bronze_ref)
