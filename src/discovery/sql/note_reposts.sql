-- New cards that are new postings of an older one. $1 cards, $2 roots, $3 numbers
UPDATE offers o SET repost_root = x.root, repost_number = x.number
FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS x(id, root, number) WHERE o.id = x.id
