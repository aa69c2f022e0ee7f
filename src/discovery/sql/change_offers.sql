-- Known offers with new content: what they were goes to offer_versions, the rows take the new content and the next version. Only read
-- better (the same content hash): no version.
-- The parameters of add_offers.sql, but $2 is not used; then, of cards of several sightings made anew, $24 the sources, $25 the
-- provenance and $26 the hash a changed sighting had before ('' = only another sighting: no version). Without these both stay, and
-- the hash is the offer's.
WITH x AS (
  SELECT id, nullif(url, '') AS url, nullif(canonical_url, '') AS canonical_url, title, nullif(company, '') AS company,
         nullif(location, '') AS location, nullif(country, '') AS country, nullif(departement, '') AS departement,
         nullif(remote, '') AS remote, nullif(contract, '') AS contract, salary_min, salary_max,
         nullif(salary_currency, '') AS salary_currency, nullif(language, '') AS language, description, details::json AS details,
         content_hash, posted_at, revised_at, expires_at, closed, source, provenance::json AS provenance, was_hash
  FROM unnest($1::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
              $12::int[], $13::int[], $14::text[], $15::text[], $16::text[], $17::text[], $18::bytea[], $19::timestamptz[], $20::timestamptz[],
              $22::bool[], $23::timestamptz[], $24::text[], $25::text[], $26::bytea[])
    AS y(id, url, canonical_url, title, company, location, country, departement, remote, contract, salary_min, salary_max,
         salary_currency, language, description, details, content_hash, posted_at, expires_at, closed, revised_at, source, provenance, was_hash)),
before AS (
  INSERT INTO offer_versions (offer_id, version, changed_at, before, before_hash)
  SELECT o.id, o.version + 1, $21::timestamptz,
         (SELECT coalesce(jsonb_object_agg(t.field, t.was), '{}') FROM (VALUES
            ('title', to_jsonb(o.title), to_jsonb(x.title)), ('company', to_jsonb(o.company), to_jsonb(x.company)),
            ('location', to_jsonb(o.location), to_jsonb(x.location)), ('remote', to_jsonb(o.remote), to_jsonb(x.remote)),
            ('contract', to_jsonb(o.contract), to_jsonb(x.contract)), ('salaryMin', to_jsonb(o.salary_min), to_jsonb(x.salary_min)),
            ('salaryMax', to_jsonb(o.salary_max), to_jsonb(x.salary_max)),
            ('description', to_jsonb(o.description), to_jsonb(x.description))) AS t(field, was, is_now)
          WHERE t.was IS DISTINCT FROM t.is_now),
         coalesce(x.was_hash, o.content_hash)
  FROM x JOIN offers o ON o.id = x.id
  WHERE x.was_hash IS DISTINCT FROM '' AND o.content_hash <> x.content_hash)
UPDATE offers o
SET source = coalesce(x.source, o.source), provenance = coalesce(x.provenance, o.provenance), url = x.url, canonical_url = x.canonical_url, title = x.title, company = x.company, location = x.location, country = x.country,
    departement = x.departement, remote = x.remote, contract = x.contract, salary_min = x.salary_min, salary_max = x.salary_max,
    salary_currency = x.salary_currency, language = x.language, description = x.description, details = x.details,
    content_hash = x.content_hash, version = o.version + (x.was_hash IS DISTINCT FROM '' AND o.content_hash <> x.content_hash)::int, posted_at = x.posted_at, revised_at = x.revised_at, expires_at = x.expires_at,
    closed_at = CASE WHEN x.closed THEN coalesce(o.closed_at, $21::timestamptz) END, last_seen_at = $21::timestamptz
FROM x
WHERE o.id = x.id AND $2::text IS NOT NULL
