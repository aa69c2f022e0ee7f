-- $1 windows begun up to here are over
DELETE FROM login_throttle
WHERE key IN (SELECT key FROM login_throttle WHERE window_start <= $1::timestamptz LIMIT 1000 FOR UPDATE SKIP LOCKED)
