-- The public views. Their columns are a promise: none is renamed, moved or dropped.

CREATE VIEW observations AS SELECT -- One number of one department (or entity) for one period. | 一个部门（或地区）一个时期的一个数字。
  bulletins.bulletin_id AS bulletin_id, -- The bulletin. | 通报。
  bulletins.issuer AS issuer, -- The centre or office that issued it. | 发布单位。
  bulletins.period AS period, -- Period label; null if the year is unknown, or for totals over all time. | 所属时期；年份未知或历年累计时为空。
  annexes.number AS annex, -- Number of the annex; null for a number in running text. | 附件号；正文中的数字为空。
  table_rows.department_id AS department_id, -- Identifier of the department in the register of names. | 部门标识。
  departments.name AS department, -- Official full name of the department. | 部门全称。
  table_rows.label AS label, -- Name as printed (合计 for a total row). | 印出的名称。
  table_columns.measure AS measure, -- What the number measures; null if the header is not in the vocabulary. | 指标。
  table_columns.path AS column_path, -- Header from the outermost group inward, joined by /. | 由外到内的表头。
  cells.value AS value, -- The number; 1 with unit √ for a tick. | 数值；√ 记为 1，单位为 √。
  CASE WHEN cells.tick THEN '√' ELSE coalesce(cells.unit, table_columns.unit) END AS unit, -- Its unit. | 单位。
  cells.status AS status, -- printed, proven, inferred, ambiguous or reviewed. | 指标与归属的确定程度。
  cells.probability AS probability, -- Probability that the number is of this measure and body. | 指标与归属正确的概率。
  bulletins.source AS source, -- The file. | 文件。
  cells.locator AS locator -- Where it stands (JSON). | 位置（JSON）。
FROM cells
JOIN table_rows USING (row_id)
JOIN table_columns USING (column_id)
JOIN annex_tables ON annex_tables.table_id = table_rows.table_id
JOIN annexes USING (annex_id)
JOIN bulletins USING (bulletin_id)
LEFT JOIN departments ON departments.department_id = table_rows.department_id
WHERE cells.value IS NOT NULL
UNION ALL SELECT
  bulletins.bulletin_id, bulletins.issuer, facts.period, NULL,
  facts.department_id, departments.name, facts.entity, facts.measure, NULL,
  facts.value, facts.unit, facts.status, facts.probability, bulletins.source, facts.locator
FROM facts
JOIN bulletins USING (bulletin_id)
LEFT JOIN departments ON departments.department_id = facts.department_id
WHERE facts.measure IS NOT NULL AND facts.kind = 'result';

CREATE VIEW bulletin_list AS SELECT -- One bulletin. | 一份通报。
  bulletin_id AS bulletin_id, -- First 16 digits of the file's SHA-256. | 文件 SHA-256 的前 16 位。
  issuer AS issuer, -- The centre or office that issued it. | 发布单位。
  title AS title, -- Title as printed. | 标题。
  period AS period, -- Period label; null if the year is unknown. | 所属时期；年份未知时为空。
  year_source AS year_source, -- Where the year was found. | 年份依据。
  source AS source, -- The file. | 文件。
  sha256 AS sha256, -- SHA-256 of the file. | 文件的 SHA-256。
  (SELECT count(*) FROM annexes JOIN annex_tables USING (annex_id) JOIN table_rows USING (table_id)
   JOIN cells USING (row_id) WHERE annexes.bulletin_id = bulletins.bulletin_id) AS cells, -- Values in its tables. | 表中数值的个数。
  (SELECT count(*) FROM findings WHERE findings.bulletin_id = bulletins.bulletin_id) AS findings -- Findings. | 疑点个数。
FROM bulletins;

CREATE VIEW finding_list AS SELECT -- One finding. | 一条疑点。
  findings.bulletin_id AS bulletin_id, -- The bulletin. | 通报。
  bulletins.period AS period, -- Period label; null if the year is unknown. | 所属时期；年份未知时为空。
  findings.code AS code, -- Kind of the finding. | 类型。
  findings.severity AS severity, -- error, warning or info. | 严重程度。
  findings.message AS message, -- What was found. | 说明。
  findings.locator AS locator -- Where it stands (JSON). | 位置（JSON）。
FROM findings JOIN bulletins USING (bulletin_id);

CREATE VIEW passages AS SELECT -- One searchable paragraph. | 可检索的一段原文。
  paragraphs.bulletin_id AS bulletin_id, -- The bulletin. | 通报。
  bulletins.period AS period, -- Period label; null if the year is unknown. | 所属时期；年份未知时为空。
  paragraphs.heading AS section, -- Heading of its section, or title of its annex. | 所在节的标题或附件标题。
  paragraphs.text AS text, -- The text as printed. | 原文。
  paragraphs.locator AS locator -- Where it stands (JSON). | 位置（JSON）。
FROM paragraphs JOIN bulletins USING (bulletin_id);

CREATE VIEW passage_search AS SELECT -- The passages, for Datasette's search box. | 可检索的段落，供 Datasette 检索框使用。
  paragraphs.bulletin_id AS bulletin_id, -- Bulletin it is from. | 所属通报。
  bulletins.period AS period, -- Period label; null if the year is unknown. | 所属时期；年份未知时为空。
  paragraphs.heading AS section, -- Heading of its section, or title of its annex. | 所在节的标题或附件标题。
  paragraphs.text AS text, -- The text as printed. | 原文。
  paragraphs.locator AS locator, -- Where it stands (JSON). | 位置（JSON）。
  paragraphs.paragraph_id AS paragraph_id -- Row number in paragraphs and in the search index. | 段落行号，与检索索引一致。
FROM paragraphs JOIN bulletins USING (bulletin_id);
