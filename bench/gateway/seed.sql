-- The peers' data in JobMate's own tables: 100 users, 1,000 inbox items each (70 % pending), 200 cards each.
-- Ids are made of the same numbers, so that ops.lua can compute them: user u, item n of user u = u + 100 n.
CREATE FUNCTION bench_id(kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
  AS $$ SELECT (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
INSERT INTO users (id, email, password_hash) SELECT bench_id(1, u), 'user' || u || '@example.org', '!' FROM generate_series(1, 100) u;
INSERT INTO profiles (id, user_id, full_name) SELECT bench_id(2, u), bench_id(1, u), 'User ' || u FROM generate_series(1, 100) u;
INSERT INTO event_counters SELECT bench_id(1, u), 0 FROM generate_series(1, 100) u;
INSERT INTO search_configs (id, user_id, job_titles, locations) SELECT bench_id(3, u), bench_id(1, u), '{engineer}', '{}' FROM generate_series(1, 100) u;
INSERT INTO offers (id, source, url, canonical_url, title, company, location, country, language, description, details, content_hash, posted_at, first_seen_at, last_seen_at)
SELECT bench_id(4, i), 'bench', 'https://jobs.example.org/offers/' || i, 'https://jobs.example.org/offers/' || i,
       'Senior Backend Engineer (C++ / PostgreSQL) #' || i, 'Company ' || (i * 7919 % 5000), 'Lyon', 'FR', 'en',
       'We are looking for an engineer. ' || repeat(md5(i::text) || ' ', 20), '{}', sha256(i::text::bytea), t, t, t
FROM generate_series(1::bigint, 100000) i, LATERAL (SELECT timestamptz '2026-01-01 00:00:00+00' + ((i * 104729 % 8640000) || ' seconds')::interval AS t) x;
INSERT INTO job_feed (id, user_id, search_config_id, offer_id, status, rank, reasons, created_at, updated_at)
SELECT bench_id(5, i), bench_id(1, (i - 1) % 100 + 1), bench_id(3, (i - 1) % 100 + 1), bench_id(4, i),
       CASE WHEN ((i - 1) / 100) % 10 < 7 THEN 'PENDING' WHEN ((i - 1) / 100) % 10 < 9 THEN 'APPROVED' ELSE 'REJECTED' END,
       i * 37 % 101, '[["TITLE",40,"engineer"]]', o.first_seen_at, o.first_seen_at
FROM generate_series(1::bigint, 100000) i JOIN offers o ON o.id = bench_id(4, i);
INSERT INTO applications (id, user_id, job_feed_id, search_config_id, current_status, created_at, updated_at)
SELECT bench_id(6, i), user_id, id, search_config_id, (ARRAY['TO_APPLY','APPLIED','INTERVIEW','OFFER','REJECTED','HIRED'])[1 + i % 6], created_at, created_at
FROM (SELECT row_number() OVER (ORDER BY id) AS i, * FROM job_feed WHERE status = 'APPROVED') a;
CREATE TABLE bench_pristine AS SELECT id, status FROM job_feed;
CREATE PROCEDURE bench_reset() LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE commands, events, triage_decisions, application_events;
  UPDATE event_counters SET last_seq = 0;
  DELETE FROM applications a WHERE NOT EXISTS (SELECT FROM bench_pristine p WHERE p.id = a.job_feed_id AND p.status = 'APPROVED');
  UPDATE job_feed j SET status = p.status FROM bench_pristine p WHERE p.id = j.id AND j.status <> p.status;
END $$;
