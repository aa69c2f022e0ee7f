-- $1 account key
DELETE FROM login_throttle WHERE key = $1
