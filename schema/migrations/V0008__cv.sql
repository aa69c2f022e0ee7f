-- CVs as they were uploaded, and what was read from them: facts that say where they stand, proposed by a reading and reviewed by
-- their owner. A fact that was reviewed is never changed by a later reading.

CREATE TABLE cv_documents (
  id           uuid PRIMARY KEY,
  user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  object_key   text NOT NULL,
  file_name    text NOT NULL,                    -- as the client wrote it: a label
  media_type   text NOT NULL,                    -- by its bytes
  bytes        integer NOT NULL,
  sha256       text NOT NULL,
  state        text NOT NULL DEFAULT 'UPLOADED' CHECK (state IN ('UPLOADED','READ','FAILED')),
  error_code   text,
  pages        integer,
  hidden_words integer NOT NULL DEFAULT 0,       -- text nobody sees on paper: not read
  hidden_text  text,
  created_at   timestamptz NOT NULL,
  read_at      timestamptz
);
CREATE INDEX cv_documents_user ON cv_documents (user_id, created_at DESC);
CALL tenant_table('cv_documents');

CREATE TABLE profile_facts (
  id          uuid PRIMARY KEY,
  user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  document_id uuid NOT NULL REFERENCES cv_documents ON DELETE CASCADE,
  section     text NOT NULL CHECK (section IN ('CONTACT','SUMMARY','EXPERIENCE','EDUCATION','SKILLS','LANGUAGES','CERTIFICATIONS','PROJECTS')),
  field       text NOT NULL,                     -- "fullName", "email", …; "entry" in the lists
  position    integer NOT NULL,                  -- order in the CV
  identity    text NOT NULL,                     -- equal for two readings of the same fact
  value       jsonb NOT NULL,                    -- as the profile holds it
  places      jsonb NOT NULL,                    -- [{"path","page","box":[x0,y0,x1,y1]}], points from the page's top left
  state       text NOT NULL DEFAULT 'PROPOSED' CHECK (state IN ('PROPOSED','ACCEPTED','EDITED','SKIPPED')),
  created_at  timestamptz NOT NULL,
  reviewed_at timestamptz,
  UNIQUE (user_id, section, identity)
);
CREATE INDEX profile_facts_document ON profile_facts (document_id);
CALL tenant_table('profile_facts');

-- `more` at the end of a profile's list, without what is in it already. What is there is never taken away.
CREATE FUNCTION add_to_list(list jsonb, more jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN more IS NULL THEN list
    WHEN list IS NULL OR list = 'null' THEN more
    WHEN jsonb_typeof(list) <> 'array' THEN jsonb_build_array(list) || more
    ELSE list || coalesce((SELECT jsonb_agg(m ORDER BY n) FROM jsonb_array_elements(more) WITH ORDINALITY AS x(m, n) WHERE NOT list @> jsonb_build_array(m)), '[]')
  END
$$;
