-- The approval there nearly always is: an undecided item that is not put off and never had an application. The decision, the application, its first
-- audit event, the command for its one analysis and the client event. No row: any other item, or none (see approve_any.sql). Two
-- at once: the second waits for the first's row and then finds it no longer PENDING. The application is returned by nobody: it is
-- new_application() in set_job_status.cc.
-- $1 item, $2 user, $3 new application, $4 now, $5 new audit event, $6 the client event, $7 new command, $8 its payload
WITH item AS (
  UPDATE job_feed SET status = 'APPROVED', decision_reason = NULL, updated_at = $4::timestamptz
  WHERE id = $1::uuid AND user_id = $2::uuid AND status = 'PENDING' AND snoozed_until IS NULL AND NOT EXISTS (SELECT FROM applications WHERE job_feed_id = $1::uuid)
  RETURNING id, search_config_id, rank, created_at, expires_at, is_manual, offer_id, title, company_name, location, source_url, remote,
            own_pay, salary_min, salary_max, salary_currency),
decision AS (
  INSERT INTO triage_decisions (user_id, job_feed_id, from_status, to_status, at)
  SELECT $2::uuid, id, 'PENDING', 'APPROVED', $4::timestamptz FROM item),
made AS (
  INSERT INTO applications (id, user_id, job_feed_id, search_config_id, created_at, updated_at)
  SELECT $3::uuid, $2::uuid, id, search_config_id, $4::timestamptz, $4::timestamptz FROM item),
audit AS (
  INSERT INTO application_events (id, application_id, user_id, seq, kind, data, at, hash)
  SELECT $5::uuid, $3::uuid, $2::uuid, 1, 'CREATED', data::json, $4::timestamptz,
         application_event_hash(NULL, $3::uuid, 1, 'CREATED', $4::timestamptz, data)
  FROM (SELECT json_build_object('jobFeedId', id, 'searchConfigId', search_config_id, 'status', 'TO_APPLY')::text AS data FROM item OFFSET 0) AS created),
command AS (
  INSERT INTO commands (id, kind, key, user_id, payload, run_at, created_at)
  SELECT $7::uuid, 'CMD_ANALYZE_JOB', $3::uuid::text, $2::uuid, $8::jsonb, now(), now() FROM item),
counter AS (
  INSERT INTO event_counters AS c (user_id, last_seq) SELECT $2::uuid, 1 FROM item
  ON CONFLICT (user_id) DO UPDATE SET last_seq = c.last_seq + 1
  RETURNING last_seq),
told AS (
  INSERT INTO events (user_id, seq, type, data) SELECT $2::uuid, last_seq, 'JOB_TRIAGED', $6::json FROM counter)
SELECT f.id, f.search_config_id, 'APPROVED', f.rank, f.created_at, f.expires_at, f.is_manual, f.offer_id,
       coalesce(f.title, o.title), coalesce(f.company_name, o.company), coalesce(f.location, o.location),
       coalesce(f.source_url, o.url), o.source, coalesce(f.remote, o.remote), CASE WHEN f.own_pay THEN f.salary_min ELSE o.salary_min END,
       CASE WHEN f.own_pay THEN f.salary_max ELSE o.salary_max END, CASE WHEN f.own_pay THEN f.salary_currency ELSE o.salary_currency END
FROM item f
LEFT JOIN offers o ON o.id = f.offer_id
