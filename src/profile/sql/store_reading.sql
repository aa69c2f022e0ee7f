-- What a reading gave: the document's state, its proposals, the client event. Proposals that this reading does not repeat go;
-- facts that were reviewed stay as they are; skills that the profile lists already are not proposed again.
-- $1 document, $2 user, $3 now, $4 state, $5 error code, $6 pages, $7 hidden words, $8 hidden text, $9 facts, $10 client event
WITH doc AS (
  UPDATE cv_documents SET state = $4::text, error_code = $5::text, pages = $6::int, hidden_words = $7::int, hidden_text = $8::text, read_at = $3::timestamptz
  WHERE id = $1::uuid AND user_id = $2::uuid
  RETURNING id, user_id),
read AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($9::jsonb) AS n(id uuid, section text, field text, position int, identity text, value jsonb, places jsonb)),
stale AS (
  DELETE FROM profile_facts f USING doc
  WHERE f.user_id = doc.user_id AND f.state = 'PROPOSED' AND $4::text = 'READ'
    AND NOT EXISTS (SELECT 1 FROM read WHERE read.section = f.section AND read.identity = f.identity)
  RETURNING f.id),
proposed AS (
  INSERT INTO profile_facts AS old (id, user_id, document_id, section, field, position, identity, value, places, created_at)
  SELECT read.id, doc.user_id, doc.id, read.section, read.field, read.position, read.identity, read.value, read.places, $3::timestamptz
  FROM doc, read
  WHERE NOT (read.section = 'SKILLS' AND EXISTS (
    SELECT 1 FROM profiles p, jsonb_array_elements(CASE WHEN jsonb_typeof(p.skills_json) = 'array' THEN p.skills_json ELSE '[]' END) AS had
    WHERE p.user_id = doc.user_id AND lower(coalesce(had ->> 'name', had #>> '{}')) = lower(coalesce(read.value ->> 'name', read.value #>> '{}'))))
  ON CONFLICT (user_id, section, identity) DO UPDATE
  SET document_id = excluded.document_id, position = excluded.position, value = excluded.value, places = excluded.places
  WHERE old.state = 'PROPOSED'
  RETURNING 1),
told AS MATERIALIZED (
  SELECT append_event(doc.user_id, 'CV_PARSED', $10::text) FROM doc)
SELECT id, (SELECT count(*) FROM proposed), (SELECT count(*) FROM stale), (SELECT count(*) FROM told) FROM doc
