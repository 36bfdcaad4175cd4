-- The tables of a database of records. Comments here stay readable in the database itself.
-- Offsets are code points of the document as read; countries are ISO 3166-1 alpha-2 codes.

CREATE TABLE configuration ( -- one row: what made all records
    model TEXT NOT NULL,
    weights_sha256 TEXT,
    plan TEXT NOT NULL,
    language TEXT NOT NULL, -- of headline, summary and texts
    prompts TEXT NOT NULL, -- SHA-256 over all prompts
    package_version TEXT NOT NULL
);

CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    sha256 TEXT, -- of the text as read
    language TEXT NOT NULL,
    characters INTEGER NOT NULL,
    same_as TEXT, -- the id of the document with the same words whose record this is
    status TEXT NOT NULL, -- ok, partial or failed
    headline TEXT NOT NULL,
    summary TEXT NOT NULL,
    venue_city TEXT,
    venue_country TEXT,
    venue_place TEXT,
    date TEXT, -- 2021, 2021-09 or 2021-09-29
    date_precision TEXT,
    warnings TEXT NOT NULL, -- one a line
    model TEXT NOT NULL,
    plan TEXT NOT NULL,
    record_language TEXT NOT NULL,
    package_version TEXT NOT NULL,
    requests INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cost REAL,
    seconds REAL NOT NULL,
    -- what datasette shows where another table refers to the document
    title TEXT GENERATED ALWAYS AS (CASE headline WHEN '' THEN id ELSE headline END) VIRTUAL,
    record TEXT NOT NULL, -- the whole record as JSON
    search TEXT NOT NULL -- what documents_fts finds the document by
);
CREATE INDEX documents_id ON documents (id);
-- Holds all that a resumed run asks, so that it need not read the documents.
CREATE INDEX documents_status ON documents (status, id, sha256);
CREATE INDEX documents_date ON documents (date);
CREATE INDEX documents_venue ON documents (venue_country, venue_city);

CREATE TABLE parties (
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    item INTEGER NOT NULL, -- its place in the record's list, from 0
    name TEXT NOT NULL,
    kind TEXT NOT NULL, -- state or organisation
    country TEXT,
    PRIMARY KEY (document, item)
) WITHOUT ROWID;
CREATE INDEX parties_name ON parties (name);

CREATE TABLE officials (
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    item INTEGER NOT NULL,
    name TEXT NOT NULL, -- as the document writes it
    name_en TEXT NOT NULL,
    role TEXT NOT NULL,
    country TEXT,
    present INTEGER NOT NULL, -- 1: took part in the main meeting
    PRIMARY KEY (document, item)
) WITHOUT ROWID;
CREATE INDEX officials_name ON officials (name);
CREATE INDEX officials_name_en ON officials (name_en);

CREATE TABLE agreements (
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    item INTEGER NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL, -- agreed, discussed or offered
    PRIMARY KEY (document, item)
) WITHOUT ROWID;
CREATE INDEX agreements_status ON agreements (status);

CREATE TABLE context (
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    item INTEGER NOT NULL,
    topic TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (document, item)
) WITHOUT ROWID;
CREATE INDEX context_topic ON context (topic);

CREATE TABLE evidence (
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE,
    field TEXT NOT NULL, -- parties, officials, venue, date, agreements or context
    item INTEGER NOT NULL, -- of which item of that field
    piece INTEGER NOT NULL, -- its place among the item's evidence, from 0
    quote TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (document, field, item, piece)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE documents_fts USING fts5 (
    search, content="documents", content_rowid="number"
);
CREATE TRIGGER documents_inserted AFTER INSERT ON documents BEGIN
    INSERT INTO documents_fts (rowid, search) VALUES (new.number, new.search);
END;
CREATE TRIGGER documents_deleted AFTER DELETE ON documents BEGIN
    INSERT INTO documents_fts (documents_fts, rowid, search)
    VALUES ('delete', old.number, old.search);
END;
CREATE TRIGGER documents_updated AFTER UPDATE ON documents BEGIN
    INSERT INTO documents_fts (documents_fts, rowid, search)
    VALUES ('delete', old.number, old.search);
    INSERT INTO documents_fts (rowid, search) VALUES (new.number, new.search);
END;

-- Each pair of parties of a meeting, both ways round: WHERE party = 'Egypt' finds all others.
CREATE VIEW who_met_whom AS
SELECT
    one.name AS party,
    other.name AS met,
    documents.date,
    documents.venue_city,
    documents.venue_country,
    documents.headline,
    documents.id AS document
FROM parties AS one
JOIN parties AS other ON other.document = one.document AND other.item <> one.item
JOIN documents ON documents.number = one.document;

CREATE VIEW officials_meetings AS
SELECT
    officials.name_en,
    officials.name,
    officials.role,
    officials.country,
    officials.present,
    documents.date,
    documents.venue_city,
    documents.venue_country,
    documents.headline,
    documents.id AS document
FROM officials
JOIN documents ON documents.number = officials.document;
