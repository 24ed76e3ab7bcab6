-- With each number of the text how sure it is. Of those of an older archive that is not known: of
-- all numbers of texts read for the first time .74 were right. Reading the files again tells more.

ALTER TABLE facts RENAME TO facts_before;

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

INSERT INTO facts SELECT
  fact_id, bulletin_id, position, section, measure, entity, department_id, value, unit,
  previous, change, change_kind, base, period, kind, NULL, NULL, 'ambiguous', '[]', '[]',
  0.74, quote, locator
FROM facts_before;

DROP TABLE facts_before;
CREATE INDEX facts_measure ON facts (measure, entity);
CREATE INDEX facts_department ON facts (department_id) WHERE department_id IS NOT NULL;
