-- The archive's tables. A description stands after every table's and column's name as
-- "-- English | 中文"; SQLite keeps it with the statement, db/descriptions.py reads it back.

CREATE TABLE meta ( -- What the archive says of itself. | 档案库自身的说明。
  name TEXT NOT NULL PRIMARY KEY, -- What is said. | 项目名称。
  value TEXT NOT NULL -- The words. | 项目内容。
) STRICT;

CREATE TABLE descriptions ( -- A description of every table, view and column. | 每个表、视图和列的说明。
  object TEXT NOT NULL, -- The table or view. | 表名或视图名。
  "column" TEXT NOT NULL, -- The column; empty for the table or view itself. | 列名；说明整个表时为空。
  english TEXT NOT NULL, -- The description in English. | 英文说明。
  chinese TEXT NOT NULL, -- The description in Chinese. | 中文说明。
  PRIMARY KEY (object, "column")
) STRICT, WITHOUT ROWID;

CREATE TABLE codes ( -- The words that columns use, with their meaning. | 各列所用代码及其含义。
  list TEXT NOT NULL, -- The code list: status, basis, obs_status, severity. | 代码表名称。
  code TEXT NOT NULL, -- The code. | 代码。
  english TEXT NOT NULL, -- What it means. | 英文含义。
  chinese TEXT NOT NULL, -- What it means, in Chinese. | 中文含义。
  PRIMARY KEY (list, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE departments ( -- The bodies that printed names were resolved to. | 名称已识别的部门。
  department_id TEXT NOT NULL PRIMARY KEY, -- Identifier in the register of names. | 名录中的部门标识。
  name TEXT NOT NULL -- Official full name. | 部门全称。
) STRICT;

CREATE TABLE bulletins ( -- One bulletin. | 一份通报。
  bulletin_id TEXT NOT NULL PRIMARY KEY, -- First 16 digits of the file's SHA-256. | 文件 SHA-256 的前 16 位。
  sha256 TEXT NOT NULL UNIQUE, -- SHA-256 of the file. | 文件的 SHA-256。
  source TEXT NOT NULL, -- Path of the file as it was given. | 导入时给出的文件路径。
  format TEXT NOT NULL, -- Form of the file: txt, docx, doc, pdf, scan, html, xlsx. | 文件形式。
  reader TEXT NOT NULL, -- The reader that read it. | 读取该文件的程序。
  title TEXT, -- Title as printed. | 标题。
  issuer TEXT, -- The centre or office that issued it. | 发布单位。
  period TEXT, -- Period label: 2017-03, 2017-Q1, 2017-H1, 2017 or 2017-01/2017-03; null if the year is unknown. | 所属时期；年份未知时为空。
  period_kind TEXT, -- month, quarter, half, year, range or week. | 时期类型。
  year INTEGER, -- Year. | 年。
  month INTEGER, -- Month, for a monthly bulletin. | 月（月度通报）。
  first_month INTEGER, -- First month of a longer period. | 时期首月。
  last_month INTEGER, -- Last month of a longer period. | 时期末月。
  year_source TEXT, -- Where the year was found: argument, manifest, filename, text, properties. | 年份依据。
  period_evidence TEXT NOT NULL, -- JSON list of the words that told the period. | 时期依据的原文（JSON）。
  published TEXT, -- Day of publication by the manifest. | 清单所载发布日期。
  source_page TEXT, -- Web page it was taken from, by the manifest. | 清单所载来源网页。
  licence TEXT, -- Licence note of the manifest. | 清单所载许可说明。
  superseded_by TEXT REFERENCES bulletins (bulletin_id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED, -- The bulletin that is counted instead: the same in another form, or its re-issue. | 代替本件计入序列的通报。
  superseded_why TEXT, -- other-form (same numbers in another form) or re-issue (corrected later). | 被代替的原因。
  parser_version TEXT NOT NULL, -- Version of the software that read it. | 解析程序版本。
  options TEXT NOT NULL -- JSON of the options it was read with. | 解析选项（JSON）。
) STRICT;
CREATE INDEX bulletins_period ON bulletins (period);
CREATE INDEX bulletins_issuer ON bulletins (issuer, period);
CREATE INDEX bulletins_superseded_by ON bulletins (superseded_by) WHERE superseded_by IS NOT NULL;

CREATE TABLE sources ( -- Every path under which a bulletin's file was met. | 每份通报文件出现过的路径。
  bulletin_id TEXT NOT NULL REFERENCES bulletins (bulletin_id) ON DELETE CASCADE, -- The bulletin. | 通报。
  path TEXT NOT NULL, -- Path as it was given. | 路径。
  PRIMARY KEY (bulletin_id, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE failures ( -- Files that could not be read; they are tried again. | 未能读取的文件，下次重试。
  path TEXT NOT NULL PRIMARY KEY, -- Path as it was given. | 路径。
  sha256 TEXT, -- SHA-256 of the file, if it could be read at all. | 文件的 SHA-256。
  reason TEXT NOT NULL, -- What is wrong with it. | 失败原因。
  parser_version TEXT NOT NULL -- Version of the software that tried. | 解析程序版本。
) STRICT, WITHOUT ROWID;

CREATE TABLE files ( -- The original files, if they were kept. | 保存的原始文件。
  sha256 TEXT NOT NULL PRIMARY KEY, -- SHA-256 of the content. | 内容的 SHA-256。
  content BLOB NOT NULL -- The bytes. | 文件内容。
) STRICT;

CREATE TABLE sections ( -- A section of a bulletin's narrative. | 正文的一节。
  section_id INTEGER PRIMARY KEY, -- Row number. | 行号。
  bulletin_id TEXT NOT NULL REFERENCES bulletins (bulletin_id) ON DELETE CASCADE, -- The bulletin. | 通报。
  position INTEGER NOT NULL, -- Place in reading order, from 0. | 阅读顺序，从 0 起。
  level INTEGER NOT NULL, -- Depth in the tree of sections, from 1. | 层级，从 1 起。
  number TEXT, -- Bare number (一, 1). | 编号。
  heading TEXT, -- Bare heading. | 标题文字。
  raw TEXT NOT NULL, -- Number and heading as printed. | 原样标题行。
  locator TEXT NOT NULL, -- Where it stands (JSON). | 位置（JSON）。
  UNIQUE (bulletin_id, position)
) STRICT;

CREATE TABLE annexes ( -- An annex of a bulletin. | 附件。
  annex_id INTEGER PRIMARY KEY, -- Row number. | 行号。
  bulletin_id TEXT NOT NULL REFERENCES bulletins (bulletin_id) ON DELETE CASCADE, -- The bulletin. | 通报。
  position INTEGER NOT NULL, -- Place in reading order, from 0. | 阅读顺序，从 0 起。
  number INTEGER, -- Number of the annex. | 附件号。
  title TEXT, -- Title as printed above it. | 附件标题。
  announced TEXT, -- Title in the body's list of annexes. | 正文附件清单中的标题。
  locator TEXT NOT NULL, -- Where it stands (JSON). | 位置（JSON）。
  UNIQUE (bulletin_id, position)
) STRICT;

CREATE TABLE annex_tables ( -- A table of an annex. | 附件中的表格。
  table_id INTEGER PRIMARY KEY, -- Row number. | 行号。
  annex_id INTEGER NOT NULL REFERENCES annexes (annex_id) ON DELETE CASCADE, -- The annex. | 附件。
  position INTEGER NOT NULL, -- Place within the annex, from 0. | 附件内次序，从 0 起。
  layout TEXT NOT NULL, -- grid if the source fixes the columns, collapsed if blanks were lost. | 版式：grid 或 collapsed。
  locator TEXT NOT NULL, -- Where it stands (JSON). | 位置（JSON）。
  UNIQUE (annex_id, position)
) STRICT;

CREATE TABLE identities ( -- A sum that a table's columns satisfy. | 表格各列满足的等式。
  table_id INTEGER NOT NULL REFERENCES annex_tables (table_id) ON DELETE CASCADE, -- The table. | 表格。
  position INTEGER NOT NULL, -- Place in the list, from 0. | 次序，从 0 起。
  kind TEXT NOT NULL, -- sum, difference or rate. | 等式类型。
  total INTEGER NOT NULL, -- Column of the whole, from 0. | 合计列，从 0 起。
  parts TEXT NOT NULL, -- JSON list of the columns of the parts. | 分项列（JSON）。
  clipped INTEGER NOT NULL, -- 1 if a difference is printed only where it is positive. | 差额仅在为正时印出则为 1。
  origin TEXT NOT NULL, -- header or data: where the sum was found. | 等式来源：表头或数据。
  confirmed INTEGER NOT NULL, -- Rows that keep it. | 符合的行数。
  contradicted INTEGER NOT NULL, -- Rows that break it. | 不符的行数。
  PRIMARY KEY (table_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE table_columns ( -- A data column of a table. | 表格的数据列。
  column_id INTEGER PRIMARY KEY, -- Row number. | 行号。
  table_id INTEGER NOT NULL REFERENCES annex_tables (table_id) ON DELETE CASCADE, -- The table. | 表格。
  position INTEGER NOT NULL, -- Place among the data columns, from 0. | 数据列次序，从 0 起。
  path TEXT NOT NULL, -- Header from the outermost group inward, joined by /. | 由外到内的表头，以 / 连接。
  header TEXT NOT NULL, -- The same as a JSON list. | 同上，JSON 列表。
  measure TEXT, -- What it measures; null if the header is not in the vocabulary. | 指标；不在词表中则为空。
  unit TEXT, -- Unit that the header gives. | 表头所示单位。
  UNIQUE (table_id, position)
) STRICT;
CREATE INDEX table_columns_measure ON table_columns (measure, table_id);

CREATE TABLE table_rows ( -- A row of a table. | 表格的行。
  row_id INTEGER PRIMARY KEY, -- Row number in the archive. | 行号。
  table_id INTEGER NOT NULL REFERENCES annex_tables (table_id) ON DELETE CASCADE, -- The table. | 表格。
  position INTEGER NOT NULL, -- Place in the table, from 0. | 表内次序，从 0 起。
  number TEXT, -- Sequence number as printed. | 序号（原样）。
  label TEXT, -- Name of the row without inner spaces. | 行名（去空格）。
  raw TEXT, -- Name of the row as printed. | 行名（原样）。
  kind TEXT NOT NULL, -- department, total or other. | 行的类型。
  department_id TEXT REFERENCES departments (department_id), -- The body that the name was resolved to. | 识别出的部门。
  method TEXT, -- How the name was resolved: exact, alias, composed, fuzzy. | 名称识别方式。
  score REAL, -- How sure the name is, 0 to 1. | 名称识别的把握，0 到 1。
  cut INTEGER NOT NULL, -- 1 if the document breaks off in the row. | 文件在该行中断则为 1。
  locator TEXT NOT NULL, -- Where it stands (JSON). | 位置（JSON）。
  UNIQUE (table_id, position)
) STRICT;
CREATE INDEX table_rows_department ON table_rows (department_id, table_id);
CREATE INDEX table_rows_label ON table_rows (label, table_id);
CREATE INDEX table_rows_total ON table_rows (table_id) WHERE kind = 'total';

CREATE TABLE cells ( -- A printed value and the column it belongs to. | 单元格：印出的值及其所属列。
  cell_id INTEGER PRIMARY KEY, -- Row number. | 行号。
  row_id INTEGER NOT NULL REFERENCES table_rows (row_id) ON DELETE CASCADE, -- The row. | 行。
  column_id INTEGER NOT NULL REFERENCES table_columns (column_id) ON DELETE CASCADE, -- The column, or the best guess of it. | 列，或最可能的列。
  position INTEGER NOT NULL, -- Place among the row's values, from 0. | 行内次序，从 0 起。
  raw TEXT NOT NULL, -- As printed. | 原样。
  value ANY, -- The number; 1 for a tick; null for a text. | 数值；√ 记为 1；文字为空。
  tick INTEGER NOT NULL, -- 1 for a tick (√). | √ 则为 1。
  unit TEXT, -- Unit printed with the value. | 数值所带单位。
  status TEXT NOT NULL, -- printed, proven, inferred, ambiguous or reviewed. | 列位的确定程度。
  basis TEXT NOT NULL, -- JSON list of what forced or suggested the column. | 判定列位的依据（JSON）。
  probability REAL NOT NULL, -- Probability of the column, 0 to 1. | 该列的概率。
  locator TEXT NOT NULL, -- Where it stands (JSON). | 位置（JSON）。
  UNIQUE (row_id, position)
) STRICT;
CREATE INDEX cells_column ON cells (column_id, row_id);
CREATE INDEX cells_doubtful ON cells (probability) WHERE status IN ('inferred', 'ambiguous');

CREATE TABLE cell_candidates ( -- Another column that a value may belong to. | 数值可能属于的各列。
  cell_id INTEGER NOT NULL REFERENCES cells (cell_id) ON DELETE CASCADE, -- The cell. | 单元格。
  rank INTEGER NOT NULL, -- 0 for the most probable. | 次序，0 为最可能。
  column_id INTEGER NOT NULL REFERENCES table_columns (column_id) ON DELETE CASCADE, -- The column. | 列。
  PRIMARY KEY (cell_id, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX cell_candidates_column ON cell_candidates (column_id);

CREATE TABLE placements ( -- By what evidence a bulletin's open cells were placed. | 各通报未定列位的判定所依据的材料。
  bulletin_id TEXT NOT NULL PRIMARY KEY REFERENCES bulletins (bulletin_id) ON DELETE CASCADE, -- The bulletin. | 通报。
  evidence TEXT NOT NULL -- SHA-256 of what the issuer's other bulletins print in the same annexes. | 同一发布单位其他通报同类附件所印内容的 SHA-256。
) STRICT;

CREATE TABLE paragraphs ( -- A stretch of a bulletin's text, as printed. | 通报原文的一段。
  paragraph_id INTEGER PRIMARY KEY, -- Row number; also that of the search index. | 行号，与检索索引一致。
  bulletin_id TEXT NOT NULL REFERENCES bulletins (bulletin_id) ON DELETE CASCADE, -- The bulletin. | 通报。
  position INTEGER NOT NULL, -- Place in reading order, from 0. | 阅读顺序，从 0 起。
  heading TEXT, -- Heading of its section, or title of its annex. | 所在节的标题或附件标题。
  role TEXT NOT NULL, -- title, lead, heading, body, label, note, header or row. | 在文中的作用。
  text TEXT NOT NULL, -- The text as printed. | 原文。
  locator TEXT NOT NULL, -- Where it stands (JSON). | 位置（JSON）。
  UNIQUE (bulletin_id, position)
) STRICT;

-- The text again with U+001F round every Chinese character, so that the tokenizer, which
-- knows no Chinese words, takes each character for a word. The comment names the table that
-- it indexes, for Datasette and sqlite-utils.
CREATE VIRTUAL TABLE paragraphs_fts USING fts5 /* content="paragraphs" */ (
  text, tokenize = "unicode61 remove_diacritics 0"
);
CREATE TRIGGER paragraphs_deleted AFTER DELETE ON paragraphs BEGIN
  DELETE FROM paragraphs_fts WHERE rowid = old.paragraph_id;
END;

CREATE TABLE facts ( -- A number in running text. | 正文中的数字。
  fact_id INTEGER PRIMARY KEY, -- Row number. | 行号。
  bulletin_id TEXT NOT NULL REFERENCES bulletins (bulletin_id) ON DELETE CASCADE, -- The bulletin. | 通报。
  position INTEGER NOT NULL, -- Place in reading order, from 0. | 阅读顺序，从 0 起。
  section INTEGER, -- Position of its section. | 所在节的次序。
  measure TEXT, -- What it measures. | 指标。
  entity TEXT, -- Whose number it is, as printed; null for the whole centre. | 数字所属的单位或地区。
  department_id TEXT REFERENCES departments (department_id), -- The body that the entity was resolved to. | 识别出的部门。
  value ANY NOT NULL, -- The number. | 数值。
  unit TEXT, -- Its unit. | 单位。
  previous REAL, -- The value before, as printed. | 上期值。
  change REAL, -- The change as printed. | 变化值。
  change_kind TEXT, -- relative (percent), points (percentage points) or absolute. | 变化类型。
  base TEXT, -- What the change compares with: 同比 or 环比. | 比较基期。
  period TEXT, -- Period it holds for. | 数字所属时期。
  kind TEXT NOT NULL, -- result, threshold or target. | 结果、标准或目标。
  label TEXT, -- The printed words that say what is counted. | 说明所计何事的原文。
  whole REAL, -- The number that this one is printed as a part of. | 所属总数。
  status TEXT NOT NULL, -- printed, inferred or ambiguous: how sure it is what is counted and whose it is. | 指标与归属的确定程度。
  basis TEXT NOT NULL, -- JSON list of what that rests on. | 判定的依据（JSON）。
  doubts TEXT NOT NULL, -- JSON list of what speaks against it. | 存疑之处（JSON）。
  probability REAL NOT NULL, -- How often numbers with the same signs were right, 0 to 1. | 同类情形判定正确的比例，0 到 1。
  quote TEXT NOT NULL, -- The words it was read from. | 原文。
  locator TEXT NOT NULL, -- Where it stands (JSON). | 位置（JSON）。
  UNIQUE (bulletin_id, position)
) STRICT;
CREATE INDEX facts_measure ON facts (measure, entity);
CREATE INDEX facts_department ON facts (department_id) WHERE department_id IS NOT NULL;

CREATE TABLE people ( -- A person named in the text. | 文中提到的人员。
  person_id INTEGER PRIMARY KEY, -- Row number. | 行号。
  bulletin_id TEXT NOT NULL REFERENCES bulletins (bulletin_id) ON DELETE CASCADE, -- The bulletin. | 通报。
  position INTEGER NOT NULL, -- Place in reading order, from 0. | 阅读顺序，从 0 起。
  section INTEGER, -- Position of its section. | 所在节的次序。
  name TEXT NOT NULL, -- The person's name. | 姓名。
  department TEXT, -- The department's name that stands before. | 所在部门（原样）。
  context TEXT NOT NULL, -- commended or official. | 受表扬或任职。
  quote TEXT NOT NULL, -- The words it was read from. | 原文。
  locator TEXT NOT NULL, -- Where it stands (JSON). | 位置（JSON）。
  UNIQUE (bulletin_id, position)
) STRICT;

CREATE TABLE events ( -- A dated event in the text. | 文中有日期的事件。
  event_id INTEGER PRIMARY KEY, -- Row number. | 行号。
  bulletin_id TEXT NOT NULL REFERENCES bulletins (bulletin_id) ON DELETE CASCADE, -- The bulletin. | 通报。
  position INTEGER NOT NULL, -- Place in reading order, from 0. | 阅读顺序，从 0 起。
  section INTEGER, -- Position of its section. | 所在节的次序。
  date TEXT NOT NULL, -- The day. | 日期。
  text TEXT NOT NULL, -- What happened. | 事件。
  locator TEXT NOT NULL, -- Where it stands (JSON). | 位置（JSON）。
  UNIQUE (bulletin_id, position)
) STRICT;

CREATE TABLE findings ( -- What is wrong or doubtful in a bulletin. | 通报中的错误与疑点。
  finding_id INTEGER PRIMARY KEY, -- Row number. | 行号。
  bulletin_id TEXT NOT NULL REFERENCES bulletins (bulletin_id) ON DELETE CASCADE, -- The bulletin. | 通报。
  position INTEGER NOT NULL, -- Place in the list, from 0. | 次序，从 0 起。
  code TEXT NOT NULL, -- Kind of the finding. | 类型。
  severity TEXT NOT NULL, -- error, warning or info. | 严重程度。
  message TEXT NOT NULL, -- What was found. | 说明。
  evidence TEXT NOT NULL, -- JSON of the figures it rests on. | 依据的数字（JSON）。
  locator TEXT, -- Where it stands (JSON). | 位置（JSON）。
  UNIQUE (bulletin_id, position)
) STRICT;
CREATE INDEX findings_code ON findings (code);

CREATE TABLE corrections ( -- A person's corrections; they outlive re-import. | 人工更正，重新导入后仍然有效。
  correction_id INTEGER PRIMARY KEY, -- Row number. | 行号。
  bulletin TEXT NOT NULL, -- bulletin_id it is for. | 所更正的通报。
  annex TEXT NOT NULL, -- Number of the annex, or its title. | 附件号或标题。
  "row" TEXT NOT NULL, -- Label of the row. | 行名。
  "column" TEXT NOT NULL, -- Header path of the column that the value stands in now. | 数值现在所在的列。
  raw TEXT NOT NULL, -- The value as printed, by which the target is recognised; empty for any. | 原样数值，用于核对目标；可为空。
  value TEXT NOT NULL, -- The right value; empty if it stays. | 正确的值；不改则为空。
  move_to TEXT NOT NULL, -- Header path of the right column; empty if it stays. | 正确的列；不移则为空。
  reason TEXT NOT NULL, -- Why. | 理由。
  who TEXT NOT NULL, -- Who says so. | 更正人。
  "when" TEXT NOT NULL, -- The day. | 日期。
  state TEXT NOT NULL, -- applied, waiting (the bulletin is not here) or changed (the target is another now). | 状态。
  replaced TEXT, -- JSON of what the parser had said. | 被替换的内容（JSON）。
  UNIQUE (bulletin, annex, "row", "column", raw)
) STRICT;
