-- $1, $2: seconds that done and dead ones are kept
DELETE FROM commands WHERE id IN (
  SELECT id FROM commands
  WHERE state IN ('DONE', 'DEAD')
    AND finished_at < now() - make_interval(secs => CASE state WHEN 'DONE' THEN $1::float8 ELSE $2::float8 END)
  ORDER BY finished_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
