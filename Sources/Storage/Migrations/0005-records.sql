-- What people said, on what basis, and what came in: consents, conversations, responses,
-- submissions.

set local role hark_owner;

-- id is the id of the record that the consent is for: a conversation and the response to its module
-- share one.
create table hark.consent (
  partnership_id uuid not null,
  id uuid not null,
  wording text not null check (wording ~ '^[a-z][a-z0-9-]{0,99}@[0-9]+(\.[0-9]+){0,2}$'),
  language text not null check (language ~ '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$'),
  form text not null check (form in ('spoken', 'written', 'online')),
  given_at timestamptz not null,
  witness text,
  receipt_hash bytea check (octet_length(receipt_hash) between 16 and 64),
  withdrawn_at timestamptz,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);

create table hark.consent_scope (
  partnership_id uuid not null,
  consent_id uuid not null,
  scope text not null check (scope ~ '^[a-z][a-z0-9_]{0,62}$'),
  given boolean not null,
  withdrawn_at timestamptz,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, consent_id, scope),
  foreign key (partnership_id, consent_id) references hark.consent (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id),
  check (given or withdrawn_at is null)
);

create table hark.conversation (
  partnership_id uuid not null,
  id uuid not null,
  survey_module text not null,
  survey_version text not null,
  place_held text,
  held_on date not null,
  setting text not null check (setting in ('home', 'community_centre', 'street', 'workplace',
    'surgery', 'school', 'faith_place', 'online', 'other')),
  how text not null
    check (how in ('in_person', 'phone', 'online', 'paper', 'group', 'import')),
  people integer not null check (people between 1 and 10000),
  language text not null check (language ~ '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$'),
  interpreter boolean not null,
  -- The researcher's own, never the person's words.
  note text,
  basis text not null check (basis in ('consent', 'anonymous', 'published', 'role')),
  citation text check (length(citation) >= 1),
  -- Set when the consent is withdrawn, and never unset.
  withdrawn boolean not null default false,
  -- Whether analysis may read the row.
  countable boolean generated always as (basis <> 'published' and not withdrawn) stored,
  consent_id uuid generated always as (case when basis = 'consent' then id end) stored,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  constraint conversation_survey foreign key (partnership_id, survey_module, survey_version)
    references hark.survey_version (partnership_id, module, version),
  constraint conversation_consent
    foreign key (partnership_id, consent_id) references hark.consent (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id),
  check ((basis = 'published') = (citation is not null))
);
create index conversation_list on hark.conversation (partnership_id, created_at, id);

create table hark.response (
  partnership_id uuid not null,
  id uuid not null,
  survey_module text not null,
  survey_version text not null,
  series smallint not null,
  conversation_id uuid,
  basis text not null check (basis in ('consent', 'anonymous', 'published', 'role')),
  citation text check (length(citation) >= 1),
  place text,
  answered_on date not null,
  mode text not null
    check (mode in ('in_person', 'phone', 'online', 'paper', 'group', 'import')),
  language text not null check (language ~ '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$'),
  -- The answers are the truth, the coded form is what counting reads.
  answers jsonb not null check (jsonb_typeof(answers) = 'object'),
  coded bytea not null,
  record_key smallint not null check (record_key between 0 and 255),
  -- Recorded after its survey version was closed, by a phone that had been offline.
  late boolean not null,
  withdrawn boolean not null default false,
  countable boolean generated always as (basis <> 'published' and not withdrawn) stored,
  consent_id uuid generated always as (case when basis = 'consent' then id end) stored,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  constraint response_survey foreign key (partnership_id, survey_module, survey_version, series)
    references hark.survey_version (partnership_id, module, version, series),
  foreign key (partnership_id, conversation_id) references hark.conversation (partnership_id, id),
  constraint response_consent
    foreign key (partnership_id, consent_id) references hark.consent (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id),
  check ((basis = 'published') = (citation is not null))
);
create index response_list on hark.response (partnership_id, survey_module, created_at, id);

-- id is the id of the record that came in; the first answer is kept so that the same submission
-- gets the same bytes again. created_at says when it was received.
create table hark.submission (
  partnership_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('response', 'conversation')),
  survey_module text not null,
  source text not null check (source in ('http', 'cli', 'import')),
  sha256 bytea not null check (octet_length(sha256) = 32),
  result bytea not null,
  body jsonb,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  primary key (partnership_id, id),
  foreign key (partnership_id, created_by) references hark.account (partnership_id, id)
);
