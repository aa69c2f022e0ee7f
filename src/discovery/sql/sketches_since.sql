-- What the index of duplicates has not read yet. $1 the number it is at, $2 rows. The last column: the newest number there is.
SELECT n, offer_id, employer, keys, sentences, (SELECT max(n) FROM offer_sketches)
FROM offer_sketches WHERE n > $1::bigint ORDER BY n LIMIT $2::int
