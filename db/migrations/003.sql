-- With each bulletin the evidence that its open cells were placed by.

CREATE TABLE placements ( -- By what evidence a bulletin's open cells were placed. | 各通报未定列位的判定所依据的材料。
  bulletin_id TEXT NOT NULL PRIMARY KEY REFERENCES bulletins (bulletin_id) ON DELETE CASCADE, -- The bulletin. | 通报。
  evidence TEXT NOT NULL -- SHA-256 of what the issuer's other bulletins print in the same annexes. | 同一发布单位其他通报同类附件所印内容的 SHA-256。
) STRICT;
