-- $1 new id, $2 user, $3 board, $4 token, $5 url as pasted, $6 name, $7 now, $8 how many a user may watch. Watched already: that row.
-- No row: the list is full.
WITH put AS (
  INSERT INTO company_watches (id, user_id, board, token, url, name, created_at)
  SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::timestamptz
  WHERE (SELECT count(*) FROM company_watches WHERE user_id = $2::uuid) < $8::int
  ON CONFLICT (user_id, board, token) DO NOTHING
  RETURNING id, board, token, url, name, created_at)
SELECT * FROM put
UNION ALL
SELECT id, board, token, url, name, created_at FROM company_watches WHERE user_id = $2::uuid AND board = $3::text AND token = $4::text
LIMIT 1
