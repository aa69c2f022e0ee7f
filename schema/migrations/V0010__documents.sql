-- Letters and CVs made for an application: versions of what they say, sentence by sentence, with the facts each rests on; how letters
-- are wanted, per saved search.

ALTER TABLE search_configs
  ADD COLUMN letter_tone     text CHECK (letter_tone IN ('FORMAL','WARM','DIRECT')),     -- null: formal
  ADD COLUMN letter_language text CHECK (letter_language IN ('FR','EN'));                -- null: the offer's

CREATE TABLE documents (
  id             uuid PRIMARY KEY,
  user_id        uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  application_id uuid NOT NULL REFERENCES applications ON DELETE CASCADE,
  kind           text NOT NULL CHECK (kind IN ('LETTER','CV')),
  latest         integer NOT NULL,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  UNIQUE (application_id, kind)
);
CREATE INDEX documents_user ON documents (user_id);
CALL tenant_table('documents');

CREATE TABLE document_versions (
  document_id  uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
  user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  number       integer NOT NULL,
  made_by      text NOT NULL CHECK (made_by IN ('COMPOSED','EDITED','ADDED','TIED','OWNED','REGENERATED','RESTORED')),
  from_version integer,                          -- RESTORED: of which
  content      json COMPRESSION lz4 NOT NULL,    -- domain/draft.h
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (document_id, number)
);
CREATE INDEX document_versions_user ON document_versions (user_id);
CALL tenant_table('document_versions');

-- Files made of a version, each read back before it was kept.
CREATE TABLE document_exports (
  id          uuid PRIMARY KEY,
  user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  document_id uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
  version     integer NOT NULL,
  format      text NOT NULL CHECK (format IN ('PDF','DOCX')),
  template    text NOT NULL CHECK (template IN ('ATS','DESIGNED')),
  object_key  text NOT NULL,
  file_name   text NOT NULL,
  media_type  text NOT NULL,
  bytes       integer NOT NULL,
  pages       integer,
  sha256      text NOT NULL,
  created_at  timestamptz NOT NULL,
  UNIQUE (document_id, version, format, template)
);
CREATE INDEX document_exports_user ON document_exports (user_id, created_at);
CALL tenant_table('document_exports');
