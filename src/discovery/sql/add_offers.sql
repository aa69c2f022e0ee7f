INSERT INTO offers (id, source, url, canonical_url, title, company, location, country, departement, remote, contract,
                    salary_min, salary_max, salary_currency, language, description, details, content_hash,
                    posted_at, revised_at, expires_at, closed_at, first_seen_at, last_seen_at)
SELECT id, $2::text, nullif(url, ''), nullif(canonical_url, ''), title, nullif(company, ''), nullif(location, ''), nullif(country, ''),
       nullif(departement, ''), nullif(remote, ''), nullif(contract, ''), salary_min, salary_max, nullif(salary_currency, ''),
       nullif(language, ''), description, details::json, content_hash, posted_at, revised_at, expires_at, CASE WHEN closed THEN $21::timestamptz END,
       $21::timestamptz, $21::timestamptz
FROM unnest($1::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
            $12::int[], $13::int[], $14::text[], $15::text[], $16::text[], $17::text[], $18::bytea[], $19::timestamptz[], $20::timestamptz[],
            $22::bool[], $23::timestamptz[])
  AS x(id, url, canonical_url, title, company, location, country, departement, remote, contract, salary_min, salary_max,
       salary_currency, language, description, details, content_hash, posted_at, expires_at, closed, revised_at)
