-- $1 keys
UPDATE login_throttle SET failures = failures - 1
WHERE failures > 0 AND key IN (SELECT key FROM login_throttle WHERE key = ANY($1::text[]) ORDER BY key FOR UPDATE)
