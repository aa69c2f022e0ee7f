-- approve.sql for every other item; lock_item.sql has run in this transaction, so what is read here holds. An item that is not
-- APPROVED becomes it; an approved one stays as it is. Either gives its one application: the one it has (made by hand, say), the
-- one that an undo had removed, with its analysis, or a new one.
-- $1 item, $2 user, $3 new application, $4 now, $5 new audit event, $6 mutation id, $7 new command
WITH item AS (
  SELECT *, triage_state(status, snoozed_until, $4::timestamptz) AS state FROM job_feed WHERE id = $1::uuid AND user_id = $2::uuid),
feed AS (
  UPDATE job_feed SET status = 'APPROVED', snoozed_until = NULL, decision_reason = NULL, updated_at = $4::timestamptz
  WHERE id = (SELECT id FROM item WHERE status <> 'APPROVED')),
decision AS (
  INSERT INTO triage_decisions (user_id, job_feed_id, from_status, from_until, to_status, at)
  SELECT $2::uuid, id, state, snoozed_until, 'APPROVED', $4::timestamptz FROM item WHERE status <> 'APPROVED'),
live AS (
  SELECT * FROM applications WHERE job_feed_id = $1::uuid AND user_id = $2::uuid AND deleted_at IS NULL AND EXISTS (SELECT FROM item)),
restored AS (
  UPDATE applications SET deleted_at = NULL, updated_at = $4::timestamptz
  WHERE NOT EXISTS (SELECT FROM live)
    AND id = (SELECT a.id FROM applications a
              WHERE a.job_feed_id = $1::uuid AND a.user_id = $2::uuid AND a.deleted_at IS NOT NULL AND EXISTS (SELECT FROM item)
              ORDER BY a.deleted_at DESC LIMIT 1)
  RETURNING *),
made AS (
  INSERT INTO applications (id, user_id, job_feed_id, search_config_id, created_at, updated_at)
  SELECT $3::uuid, $2::uuid, id, search_config_id, $4::timestamptz, $4::timestamptz FROM item
  WHERE NOT EXISTS (SELECT FROM live) AND NOT EXISTS (SELECT FROM restored)
  RETURNING *),
app AS (
  SELECT *, 'CREATED' AS kind FROM made UNION ALL SELECT *, 'RESTORED' FROM restored UNION ALL SELECT *, NULL FROM live),
audit AS MATERIALIZED (
  SELECT append_application_event($5::uuid, id, $2::uuid, kind,
           json_build_object('jobFeedId', job_feed_id, 'searchConfigId', search_config_id, 'status', current_status)::text, $4::timestamptz)
  FROM app WHERE kind IS NOT NULL),
command AS (
  INSERT INTO commands (id, kind, key, user_id, payload, run_at, created_at)
  SELECT $7::uuid, 'CMD_ANALYZE_JOB', id::text, $2::uuid, jsonb_build_object('applicationId', id, 'userId', user_id), now(), now()
  FROM app WHERE ai_analysis IS NULL AND (kind IS NOT NULL OR EXISTS (SELECT FROM item WHERE status <> 'APPROVED'))
  ON CONFLICT (kind, key) DO NOTHING
  RETURNING payload),
news AS (
  SELECT json_strip_nulls(json_build_object('type', 'JOB_TRIAGED', 'userId', $2::uuid, 'jobFeedId', item.id, 'from', item.state,
           'to', 'APPROVED', 'applicationId', app.id, 'mutationId', nullif($6::text, '')))::text AS data
  FROM item CROSS JOIN app WHERE item.status <> 'APPROVED' OR app.kind IS NOT NULL),
told AS MATERIALIZED (
  SELECT append_event($2::uuid, 'JOB_TRIAGED', data) FROM news)
SELECT f.id, f.search_config_id, 'APPROVED', f.rank, f.created_at, f.expires_at, f.is_manual, f.offer_id,
       coalesce(f.title, o.title), coalesce(f.company_name, o.company), coalesce(f.location, o.location),
       coalesce(f.source_url, o.url), o.source, coalesce(f.remote, o.remote), CASE WHEN f.own_pay THEN f.salary_min ELSE o.salary_min END,
       CASE WHEN f.own_pay THEN f.salary_max ELSE o.salary_max END, CASE WHEN f.own_pay THEN f.salary_currency ELSE o.salary_currency END,
       (SELECT payload FROM command), (SELECT data FROM news),
       a.id, a.current_status, a.ai_analysis, a.generated_cover_letter, a.user_notes, a.user_rating, a.history_log, a.job_feed_id,
       a.search_config_id, a.relance_at, a.created_at, a.updated_at,
       (SELECT count(*) FROM audit), (SELECT count(*) FROM told)
FROM item f
CROSS JOIN app a
LEFT JOIN offers o ON o.id = f.offer_id
