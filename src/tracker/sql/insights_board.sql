-- How far the user's applications came, and when: one row each. $1 user
-- The stage of a rejected one is where it stood; `applied` and `answered` are the last moves to APPLIED and on from there.
WITH cards AS (
  SELECT a.id, a.current_status, a.history_log, coalesce(o.source, 'manual') AS source,
         CASE a.current_status WHEN 'REJECTED' THEN coalesce((SELECT h->>'from' FROM jsonb_array_elements(a.history_log) WITH ORDINALITY x(h, n)
                                                              WHERE h->>'to' = 'REJECTED' ORDER BY n DESC LIMIT 1), 'TO_APPLY')
                               ELSE a.current_status END AS reached
  FROM applications a
  LEFT JOIN job_feed f ON f.id = a.job_feed_id AND f.user_id = $1::uuid
  LEFT JOIN offers o ON o.id = f.offer_id
  WHERE a.user_id = $1::uuid AND a.deleted_at IS NULL),
sent AS (
  SELECT c.*, (SELECT (h->>'at')::timestamptz FROM jsonb_array_elements(c.history_log) WITH ORDINALITY x(h, n)
               WHERE h->>'to' = 'APPLIED' AND h->>'from' = 'TO_APPLY' ORDER BY n DESC LIMIT 1) AS applied
  FROM cards c),
answered AS (
  SELECT s.*, CASE WHEN s.current_status NOT IN ('TO_APPLY', 'APPLIED') THEN
               (SELECT (h->>'at')::timestamptz FROM jsonb_array_elements(s.history_log) WITH ORDINALITY x(h, n)
                WHERE h->>'from' = 'APPLIED' AND h->>'to' IN ('INTERVIEW', 'REJECTED') ORDER BY n DESC LIMIT 1) END AS answer
  FROM sent s),
timed AS (
  SELECT source, reached, current_status, applied, answer, extract(epoch FROM answer - applied) / 86400 AS days
  FROM answered)
SELECT
  (SELECT count(*) FROM job_feed WHERE user_id = $1::uuid),
  (SELECT count(*) FROM timed),
  (SELECT count(*) FROM timed WHERE reached <> 'TO_APPLY'),
  (SELECT count(*) FROM timed WHERE reached IN ('INTERVIEW', 'OFFER', 'HIRED')),
  (SELECT count(*) FROM timed WHERE reached IN ('OFFER', 'HIRED')),
  (SELECT count(*) FROM timed WHERE reached = 'HIRED'),
  (SELECT count(days) FROM timed),
  (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FROM timed)::float8,
  (SELECT min(days) FROM timed)::float8,
  (SELECT max(days) FROM timed)::float8,
  (SELECT count(*) FROM timed WHERE current_status = 'APPLIED'),
  (SELECT max(extract(epoch FROM $2::timestamptz - applied) / 86400) FROM timed WHERE current_status = 'APPLIED')::float8,
  (SELECT coalesce(json_agg(json_build_array(source, applied, answered, interviews) ORDER BY applied DESC, source), '[]') FROM (
     SELECT source, count(*) AS applied, count(*) FILTER (WHERE current_status <> 'APPLIED') AS answered,
            count(*) FILTER (WHERE reached IN ('INTERVIEW', 'OFFER', 'HIRED')) AS interviews
     FROM timed WHERE reached <> 'TO_APPLY' GROUP BY source ORDER BY 2 DESC LIMIT 30) s)::text,
  (SELECT coalesce(json_agg(json_build_array(low, high, n) ORDER BY low), '[]') FROM (
     SELECT b.low, b.high, count(t.days) AS n
     FROM (VALUES (0, 3), (3, 7), (7, 14), (14, 30), (30, 60), (60, NULL)) b(low, high)
     LEFT JOIN timed t ON t.days >= b.low AND (b.high IS NULL OR t.days < b.high) GROUP BY b.low, b.high) h)::text
