-- The trails of some applications, deleted ones included. The first rows that fit into $4 bytes of data, and how many there
-- are in all. $1 user, $2 applications, $3 rows, $4 bytes
SELECT id, application_id, seq, kind, data, at, encode(hash, 'hex'), total
FROM (SELECT e.*, count(*) OVER () AS total, sum(octet_length(data::text)) OVER (ORDER BY application_id, seq) AS bytes
      FROM application_events e WHERE user_id = $1::uuid AND application_id = ANY($2::uuid[])) AS e
WHERE bytes <= $4::bigint
ORDER BY application_id, seq LIMIT $3::int
