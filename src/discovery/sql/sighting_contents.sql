-- What sightings of cards with several of them say. $1 sources, $2 source ids, $3 contents, $4 gone, $5 revised, $6 how they came
-- ('' = as known), $7 likeness, $8 hashes before ('' = none), $9 now,
-- $10 hashes
UPDATE offer_sightings s
SET content = x.content::json, kept_hash = x.kept_hash, revised_at = x.revised_at, found_by = coalesce(nullif(x.found_by, ''), s.found_by), likeness = coalesce(x.likeness, s.likeness),
    gone_at = CASE WHEN x.gone THEN coalesce(s.gone_at, $9::timestamptz) END,
    past_hashes = CASE WHEN x.before = '' THEN s.past_hashes ELSE (array_prepend(x.before, s.past_hashes))[1:10] END
FROM unnest($1::text[], $2::text[], $3::text[], $4::bool[], $5::timestamptz[], $6::text[], $7::real[], $8::bytea[], $10::bytea[])
  AS x(source, source_id, content, gone, revised_at, found_by, likeness, before, kept_hash)
WHERE s.source = x.source AND s.source_id = x.source_id
