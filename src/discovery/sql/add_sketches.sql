-- $1 offers, $2 employers, $3 keys, $4 sentences, in this order.
INSERT INTO offer_sketches (offer_id, employer, keys, sentences)
SELECT offer_id, employer, keys, sentences
FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[]) WITH ORDINALITY AS x(offer_id, employer, keys, sentences, n) ORDER BY n
